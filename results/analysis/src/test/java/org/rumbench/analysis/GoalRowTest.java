package org.rumbench.analysis;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rumbench.result.Amplification;
import org.rumbench.result.Cell;
import org.rumbench.result.Experiment;
import org.rumbench.result.ForecastFigure;
import org.rumbench.result.ForecastKind;
import org.rumbench.result.Goal;
import org.rumbench.result.GoalFigure;
import org.rumbench.result.LatencyKind;
import org.rumbench.result.Layer;
import org.rumbench.result.LedgerRow;
import org.rumbench.result.LedgerSection;
import org.rumbench.result.Phase;
import org.rumbench.result.RollUp;
import org.rumbench.result.RunFixture;
import org.rumbench.result.RunRecord;
import org.rumbench.result.RunStore;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;


/// Goal: a goal's row says what the stored cells say, repeat by repeat. Method: an invented run, figures taken by hand.
final class GoalRowTest {
  @TempDir private Path root;

  private RunRecord run(List<Goal> goals) throws IOException {
    RunFixture.Plan plan = new RunFixture.Plan("r", 11, List.of("leveled", "tiered", "wisckey"), Goal.POINT,
        List.of("small", "large"), 3, 4, 300, "", "wisckey");
    RunRecord run = RunFixture.write(new RunStore(root), plan).record();
    Experiment asked = new Experiment("r", "", "", run.experiment().designs(), run.experiment().sweepKeys(), 3,
        new TreeMap<>(Map.of("leveled", "tiered", "wisckey", "tiered")), goals, null, "");
    return RunRecord.sealed(run.id(), run.provenance(), asked, run.floor(), run.cells());
  }

  private static Cell cell(RunRecord run, String design, String point, int repeat) {
    return run.cells().stream()
        .filter(each -> each.design().equals(design) && each.repeat() == repeat
            && point.equals(each.sweep().get(Goal.POINT)))
        .findFirst().orElseThrow();
  }

  private static double rate(Cell cell) {
    return cell.phase(Phase.MAX).orElseThrow().achievedOperationsPerSecond();
  }

  @Test
  void ratiosAreTakenRepeatByRepeat() throws IOException {
    RunRecord run = run(List.of(
        new Goal("fast", "large", null, null, null, GoalFigure.RATE, Phase.MAX, null, true, 0.001, null),
        new Goal("faster", "large", List.of("leveled"), null, null, GoalFigure.RATE, Phase.MAX, null, true, 1_000.0, null)));
    double[] ratios = new double[3];
    for (int repeat = 1; repeat <= 3; repeat++) {
      ratios[repeat - 1] = rate(cell(run, "leveled", "large", repeat)) / rate(cell(run, "tiered", "large", repeat));
    }

    List<GoalRow> rows = GoalRow.of(run);

    assertThat(rows.stream().map(GoalRow::design)).containsExactly("leveled", "wisckey", "leveled");
    GoalRow fast = rows.getFirst();
    assertThat(Objects.requireNonNull(fast.ratio()).median()).isCloseTo(Bootstrap.median(ratios), within(1e-12));
    assertThat(fast.reference()).isEqualTo("tiered");
    assertThat(fast.verdict()).isEqualTo(GoalRow.Verdict.MET);
    assertThat(fast.isCertain()).isTrue();
    assertThat(rows.get(1).verdict()).isEqualTo(GoalRow.Verdict.NOT_MEASURED);
    assertThat(rows.get(1).own()).isNull();
    assertThat(rows.get(2).verdict()).isEqualTo(GoalRow.Verdict.MISSED);
  }

  @Test
  void aGoalMayHoldADesignAgainstItselfAtAnotherPoint() throws IOException {
    RunRecord run = run(List.of(
        new Goal(
            "larger", "large", List.of("tiered"), null, "small", GoalFigure.RATE, Phase.MAX, null, true, 0.001, null),
        new Goal(
            "other", "large", List.of("tiered"), "leveled", null, GoalFigure.RATE, Phase.MAX, null, true, 0.001, null)));
    double[] ratios = new double[3];
    for (int repeat = 1; repeat <= 3; repeat++) {
      ratios[repeat - 1] = rate(cell(run, "tiered", "large", repeat)) / rate(cell(run, "tiered", "small", repeat));
    }

    GoalRow row = GoalRow.of(run).getFirst();

    assertThat(Objects.requireNonNull(row.ratio()).median()).isCloseTo(Bootstrap.median(ratios), within(1e-12));
    assertThat(row.ratio().median()).isNotCloseTo(1, within(1e-9));
    assertThat(row.reference()).isEqualTo("tiered at small");
    GoalRow other = GoalRow.of(run).getLast();
    assertThat(other.reference()).isEqualTo("leveled");
    assertThat(Objects.requireNonNull(other.other()).median())
        .isEqualTo(Bootstrap.median(new double[] {
            rate(cell(run, "leveled", "large", 1)), rate(cell(run, "leveled", "large", 2)),
            rate(cell(run, "leveled", "large", 3))}));
  }

  @Test
  void everyFigureComesFromItsPlace() throws IOException {
    RunRecord run = run(List.of());
    Cell cell = cell(run, "leveled", "small", 1);
    Phase phase = cell.phase(Phase.RUN).orElseThrow();

    assertThat(GoalFigure.RATE.of(cell, Phase.RUN, null)).hasValue(phase.achievedOperationsPerSecond());
    assertThat(GoalFigure.RESPONSE_P999.of(cell, Phase.RUN, "READ"))
        .hasValue((double) phase.latency("READ", LatencyKind.RESPONSE).orElseThrow().p999Nanos());
    assertThat(GoalFigure.SYNCS_PER_WRITE.of(cell, Phase.RUN, null)).isPresent();
    assertThat(GoalFigure.WRITE_AMPLIFICATION.of(cell, null, null)).isPresent();
    assertThat(GoalFigure.SETTLED_SPACE.of(cell, null, null)).isPresent();
    assertThat(GoalFigure.PEAK_SPACE.of(cell, null, null)).isPresent();
    assertThat(GoalFigure.LOAD_WRITE_AMPLIFICATION.of(cell, null, null)).isPresent();
    assertThat(GoalFigure.OPEN_TIME.of(cell, Phase.RUN, null)).isEmpty();
    Cell forecast = cell.withForecasts(List.of(ForecastFigure.of(ForecastKind.WRITE_AMPLIFICATION, 4, cell)));
    assertThat(GoalFigure.WRITE_OVER_FORECAST.of(forecast, null, null))
        .hasValue(GoalFigure.WRITE_AMPLIFICATION.of(cell, null, null).orElseThrow() / 4);
    assertThat(GoalFigure.WRITE_OVER_CLEANING_COST.of(cell, null, null)).as("nothing was merged").isEmpty();
    assertThat(GoalFigure.WRITE_OVER_CLEANING_COST.of(merged(cell), null, null).orElseThrow())
        .isCloseTo(1.6 * (1 - 0.6), within(1e-12));
    assertThat(GoalFigure.RATE.of(cell, "none", null)).isEmpty();
    assertThat(GoalFigure.RATE.of(cell(run, "wisckey", "small", 1), Phase.RUN, null)).isEmpty();
  }

  /// The cell with another ledger: 1,000 bytes logged, merges that read as many and wrote 600 again.
  private static Cell merged(Cell cell) {
    List<LedgerRow> rows = List.of(
        new LedgerRow("DATA_LOG", RollUp.COMMIT, 1_000, 1_000, 0, 0, 1, 0, 0),
        new LedgerRow("INDEX", RollUp.METADATA, 70, 70, 0, 0, 1, 0, 0),
        new LedgerRow("MERGE", RollUp.REORGANISE, 600, 600, 1_000, 1_000, 1, 1, 0));
    List<LedgerSection> ledger = List.of(
        LedgerSection.of(Layer.ENGINE, "n1", Amplification.SETTLED, 100, 900, rows),
        LedgerSection.of(Layer.NODE, "n1", Amplification.SETTLED, 100, 900, rows.subList(0, 1)));
    return new Cell(cell.id(), cell.design(), cell.sweep(), cell.repeat(), cell.target(), cell.durability(),
        cell.storage(), cell.isSimulated(), cell.marks(), cell.workload(), cell.phases(), ledger, cell.amplifications(),
        cell.forecasts(), cell.space(), cell.memory(), cell.drain(), cell.shapes(), cell.events(), cell.stalls(), "");
  }

  @Test
  void anIntervalAcrossTheBoundIsNotCertain() {
    Goal goal = new Goal("g", null, null, null, null, GoalFigure.RATE, "max", null, true, 1.5, null);
    Estimate wide = new Estimate(1.6, 1.4, 1.7, 5);
    GoalRow row = new GoalRow(goal, "a", "b", null, null, wide);
    assertThat(row.verdict()).isEqualTo(GoalRow.Verdict.MET);
    assertThat(row.isCertain()).isFalse();
    assertThat(new GoalRow(goal, "a", "b", null, null, new Estimate(1.2, 1.1, 1.3, 5)).isCertain()).isTrue();
  }

  @Test
  void aGoalThatCannotBeJudgedIsRefused() {
    assertThatThrownBy(() -> new Goal("g", null, null, null, null, GoalFigure.RATE, "max", null, true, null, null))
        .hasMessageContaining("neither atLeast nor atMost");
    assertThatThrownBy(() -> new Goal("g", null, null, null, null, GoalFigure.PEAK_SPACE, "max", null, true, 1.0, null))
        .hasMessageContaining("takes no phase");
    assertThatThrownBy(() -> new Goal("g", null, null, null, null, GoalFigure.RESPONSE_P999, "max", null, true, 1.0, null))
        .hasMessageContaining("needs an operation");
    assertThatThrownBy(() -> new Goal("g", null, null, null, "small", GoalFigure.RATE, "max", null, true, 1.0, null))
        .hasMessageContaining("needs a point");
  }
}
