package org.rumbench.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rumbench.result.Cell;
import org.rumbench.result.Goal;
import org.rumbench.result.RunRecord;

/// What became of one goal for one design: the figure of each, their ratio, and whether it lies within the bounds.
///
/// The ratio is taken repeat by repeat, so that what changes the machine from one repeat to the next changes both sides;
/// median and 95 % bootstrap interval are those of these ratios.
///
/// @param goal      what is asked
/// @param design    of whom
/// @param reference whom it is held against, or the same design's name and its other point; null for nobody
/// @param own       the design's figure; null when it was not measured
/// @param other     the reference's figure; null when there is none
/// @param ratio     own over other; null when there is none
public record GoalRow(
    Goal goal, String design, @Nullable String reference, @Nullable Estimate own, @Nullable Estimate other,
    @Nullable Estimate ratio) {

  /// What can be said of a goal.
  public enum Verdict {
    /// The median lies within the bounds.
    MET,
    /// It does not.
    MISSED,
    /// There is nothing to judge by.
    NOT_MEASURED
  }

  /// The rows of a run, goal by goal, designs in display order; empty when it has no goals.
  public static List<GoalRow> of(RunRecord run) {
    List<Goal> goals = Objects.requireNonNullElse(run.experiment().goals(), List.of());
    SortedMap<String, String> against = Objects.requireNonNullElse(run.experiment().against(), new TreeMap<>());
    List<GoalRow> rows = new ArrayList<>();
    for (Goal goal : goals) {
      List<String> asked = goal.designs();
      for (String design : run.experiment().designs()) {
        if (asked == null ? isHeldAgainst(run, goal, design, against) : asked.contains(design)) {
          rows.add(row(run, goal, design, reference(goal, design, against)));
        }
      }
    }
    return List.copyOf(rows);
  }

  private static @Nullable String reference(Goal goal, String design, SortedMap<String, String> against) {
    return goal.againstDesign() != null
        ? goal.againstDesign()
        : goal.againstPoint() != null ? design : against.get(design);
  }

  /// Designs that are not part of the point are not asked.
  private static boolean isHeldAgainst(RunRecord run, Goal goal, String design, SortedMap<String, String> against) {
    return against.containsKey(design) && run.cells().stream().anyMatch(cell -> isOf(cell, goal, design));
  }

  private static boolean isOf(Cell cell, Goal goal, String design) {
    return cell.design().equals(design)
        && (goal.point() == null || goal.point().equals(cell.sweep().get(Goal.POINT)));
  }

  private static GoalRow row(RunRecord run, Goal goal, String design, @Nullable String reference) {
    List<Double> own = new ArrayList<>();
    List<Double> other = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (Cell cell : run.cells()) {
      if (!isOf(cell, goal, design)) {
        continue;
      }
      OptionalDouble value = goal.figure().of(cell, goal.phase(), goal.operation());
      OptionalDouble base = run.cells().stream()
          .filter(each -> each.repeat() == cell.repeat() && isReference(each, cell, goal, reference))
          .findFirst()
          .map(each -> goal.figure().of(each, goal.phase(), goal.operation()))
          .orElse(OptionalDouble.empty());
      value.ifPresent(own::add);
      base.ifPresent(other::add);
      if (value.isPresent() && base.isPresent() && base.getAsDouble() != 0) {
        ratios.add(value.getAsDouble() / base.getAsDouble());
      }
    }
    long seed = run.provenance().seed();
    String point = goal.againstPoint();
    return new GoalRow(goal, design, point == null ? reference : reference + " at " + point, estimate(own, seed),
        estimate(other, seed), estimate(ratios, seed));
  }

  private static boolean isReference(Cell other, Cell cell, Goal goal, @Nullable String reference) {
    String point = goal.againstPoint();
    return other.design().equals(reference)
        && (point == null ? other.sweep().equals(cell.sweep()) : point.equals(other.sweep().get(Goal.POINT)));
  }

  private static @Nullable Estimate estimate(List<Double> values, long seed) {
    return values.isEmpty()
        ? null
        : Bootstrap.estimate(values.stream().mapToDouble(Double::doubleValue).toArray(), seed);
  }

  /// The estimate that the bounds are on.
  public @Nullable Estimate judged() {
    return goal.isRatio() ? ratio : own;
  }

  /// The verdict on the median.
  public Verdict verdict() {
    Estimate estimate = judged();
    return estimate == null
        ? Verdict.NOT_MEASURED
        : goal.isMetBy(estimate.median()) ? Verdict.MET : Verdict.MISSED;
  }

  /// Whether the whole interval agrees with the verdict; false without an interval.
  public boolean isCertain() {
    Estimate estimate = judged();
    if (estimate == null) {
      return false;
    }
    Double low = estimate.low();
    Double high = estimate.high();
    return low != null && high != null && goal.isMetBy(low) == goal.isMetBy(high);
  }
}
