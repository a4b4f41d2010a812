package org.rumbench.report;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.rumbench.analysis.Estimate;
import org.rumbench.analysis.GoalRow;
import org.rumbench.result.Goal;
import org.rumbench.result.GoalFigure;

/// What the experiment asked of its figures, and what became of it.
final class GoalSection {
  private static final double NANOS_PER_MILLI = 1e6;

  private GoalSection() {}

  static String html(List<GoalRow> rows) {
    Table table = new Table("Goals: medians of the repeats with the 95 % bootstrap interval of what was asked for. "
        + "Ratios are taken repeat by repeat, own over other. A verdict with a question mark is one that the interval "
        + "does not carry.", List.of("goal", "design", "against", "own", "other", "ratio", "asked", "verdict"));
    for (GoalRow row : rows) {
      Goal goal = row.goal();
      String interval = interval(row);
      GoalRow.Verdict verdict = row.verdict();
      table.rowOf(new Table.Value(goal.name(), "", ""), List.of(
          new Table.Value(row.design(), "", ""),
          new Table.Value(row.reference() == null ? "–" : row.reference(), "", ""),
          new Table.Value(figure(goal.figure(), row.own()), goal.isRatio() ? "" : interval, ""),
          new Table.Value(figure(goal.figure(), row.other()), "", ""),
          new Table.Value(number(row.ratio()), goal.isRatio() ? interval : "", ""),
          new Table.Value(asked(goal), "", ""),
          new Table.Value(verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ')
              + (row.isCertain() || verdict == GoalRow.Verdict.NOT_MEASURED ? "" : "?"), "",
              verdict == GoalRow.Verdict.MISSED ? "bad" : verdict == GoalRow.Verdict.MET ? "" : "grey")));
    }
    return table.html();
  }

  private static String interval(GoalRow row) {
    Estimate judged = row.judged();
    if (judged == null) {
      return "";
    }
    Double low = judged.low();
    Double high = judged.high();
    return row.goal().isRatio() || low == null || high == null || low.equals(high)
        ? SummarySection.interval(judged)
        : bound(row.goal(), low) + "–\u200b" + bound(row.goal(), high);
  }

  private static String figure(GoalFigure figure, @Nullable Estimate estimate) {
    return estimate == null ? "–" : figure(figure, estimate.median());
  }

  private static String figure(GoalFigure figure, double value) {
    return switch (figure) {
      case RATE -> Text.number(value) + " op/s";
      case RESPONSE_P999, OPEN_TIME -> Text.number(value / NANOS_PER_MILLI) + " ms";
      case PEAK_MEMORY -> Text.bytes(Math.round(value));
      case SYNCS_PER_WRITE, WRITE_AMPLIFICATION, LOAD_WRITE_AMPLIFICATION, WRITE_OVER_FORECAST,
          WRITE_OVER_CLEANING_COST, SETTLED_SPACE, PEAK_SPACE -> Text.number(value);
    };
  }

  private static String bound(Goal goal, double value) {
    return goal.isRatio() ? Text.number(value) : figure(goal.figure(), value);
  }

  private static String number(@Nullable Estimate estimate) {
    return estimate == null ? "–" : Text.number(estimate.median());
  }

  private static String asked(Goal goal) {
    Double least = goal.atLeast();
    Double most = goal.atMost();
    return (goal.isRatio() ? "ratio " : "own ")
        + (least == null ? "" : "≥ " + bound(goal, least)) + (least == null || most == null ? "" : " and ")
        + (most == null ? "" : "≤ " + bound(goal, most));
  }
}
