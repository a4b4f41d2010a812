package org.rumbench.harness.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.rumbench.analysis.Estimate;
import org.rumbench.analysis.GoalRow;
import org.rumbench.result.Goal;
import org.rumbench.result.GoalFigure;
import org.rumbench.result.RunRecord;

/// What became of the goals of an experiment, as a table for the terminal.
public final class GoalTable {
  private static final List<String> HEADER =
      List.of("goal", "design", "against", "own", "other", "ratio", "95 %", "asked", "verdict");

  private GoalTable() {}

  /// The table with a line that says what the columns are; empty when the run has no goals.
  public static String render(RunRecord run) {
    List<GoalRow> goals = GoalRow.of(run);
    if (goals.isEmpty()) {
      return "";
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADER);
    goals.forEach(row -> rows.add(row(row)));
    return TextTable.render(rows, 3)
        + "medians of the repeats; ratios are taken repeat by repeat; the interval is that of what was asked for\n";
  }

  private static List<String> row(GoalRow row) {
    Goal goal = row.goal();
    return List.of(goal.name(), row.design(), row.reference() == null ? "-" : row.reference(),
        figure(goal.figure(), row.own()), figure(goal.figure(), row.other()),
        row.ratio() == null ? "-" : ratio(row.ratio().median()), interval(row),
        asked(goal), row.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' ')
            + (row.isCertain() || row.verdict() == GoalRow.Verdict.NOT_MEASURED ? "" : "?"));
  }

  private static String figure(GoalFigure figure, @Nullable Estimate estimate) {
    return estimate == null ? "-" : figure(figure, estimate.median());
  }

  private static String figure(GoalFigure figure, double value) {
    return switch (figure) {
      case RATE -> String.format(Locale.ROOT, "%,.0f/s", value);
      case RESPONSE_P999, OPEN_TIME -> String.format(Locale.ROOT, "%,.3f ms", value / 1e6);
      case PEAK_MEMORY -> String.format(Locale.ROOT, "%,.1f MiB", value / (1 << 20));
      case SYNCS_PER_WRITE, WRITE_AMPLIFICATION, LOAD_WRITE_AMPLIFICATION, WRITE_OVER_FORECAST,
          WRITE_OVER_CLEANING_COST, SETTLED_SPACE, PEAK_SPACE -> ratio(value);
    };
  }

  private static String interval(GoalRow row) {
    Estimate estimate = row.judged();
    if (estimate == null) {
      return "-";
    }
    Double low = estimate.low();
    Double high = estimate.high();
    return low == null || high == null ? "-" : bound(row.goal(), low) + ".." + bound(row.goal(), high);
  }

  private static String asked(Goal goal) {
    Double least = goal.atLeast();
    Double most = goal.atMost();
    return (goal.isRatio() ? "ratio " : "own ")
        + (least == null ? "" : ">= " + bound(goal, least)) + (least == null || most == null ? "" : " and ")
        + (most == null ? "" : "<= " + bound(goal, most));
  }

  private static String bound(Goal goal, double value) {
    return goal.isRatio() ? ratio(value) : figure(goal.figure(), value);
  }

  private static String ratio(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
