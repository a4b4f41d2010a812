package org.rumbench.harness.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rumbench.harness.UserException;
import org.rumbench.harness.plan.ExperimentFile;
import org.rumbench.harness.plan.ExperimentPlan;
import org.rumbench.harness.plan.PlannedCell;
import org.rumbench.harness.run.Engines;
import org.rumbench.harness.run.ExperimentRun;
import org.rumbench.result.Cell;
import org.rumbench.result.MarkKind;
import org.rumbench.result.Phase;
import org.rumbench.result.RunChecks;
import org.rumbench.result.RunStore;

/// Cells in virtual time: a light load, so that a virtual second is short.
class SimulatedCellTest {
  private static final String EXPERIMENT = """
      name: virtual
      question: What does a simulated cell measure?
      designs: [bitcask]
      settings:
        target: simulated
        workload.records: 300
        max.seconds: 1
        max.inFlight: 8
        run.seconds: 1
        run.rate: 1000
        jvm.heapMiB: 128
      phases: [max, run]
      """;

  @TempDir
  private Path directory;

  @Test
  void theSameSeedGivesTheSameFigures() throws IOException {
    CellResult first = cell(Map.of("workload.seed", "7"));
    assertThat(cell(Map.of("workload.seed", "7"))).isEqualTo(first);
    assertThat(cell(Map.of("workload.seed", "8")).cell().phases()).isNotEqualTo(first.cell().phases());
    assertThat(first.cell().isSimulated()).isTrue();
    assertThat(first.cell().storage()).isEqualTo("memory");
    assertThat(first.cell().hasMark(MarkKind.FAILED)).isFalse();
    assertThat(phase(first, "run").durationSeconds()).isBetween(0.9, 1.1);
    assertThat(phase(first, "run").okOperations()).isBetween(900L, 1_100L);
    assertThat(first.timeline()).extracting(row -> row.phase()).contains("load", "max", "run");
  }

  @Test
  void syncedWritesWaitForTheDisk() throws IOException {
    double buffered = phase(cell(Map.of("durability", "buffered")), "max").achievedOperationsPerSecond();
    double synced = phase(cell(Map.of("durability", "synced")), "max").achievedOperationsPerSecond();
    assertThat(synced).isLessThan(0.95 * buffered);
  }

  @Test
  void aStoppedCellKeepsWhatItHas() throws IOException {
    List<String> told = new ArrayList<>();
    CellRun[] run = new CellRun[1];
    run[0] = new CellRun(order(Map.of()), line -> {
      told.add(line);
      run[0].stop();
    });
    Cell stopped = run[0].run().cell();
    assertThat(told).hasSize(1);
    assertThat(stopped.phases()).extracting(Phase::name).containsExactly("load");
    assertThat(stopped.hasMark(MarkKind.PARTIAL)).isTrue();
  }

  @Test
  void anotherStorageIsRefused() {
    assertThatThrownBy(() -> plan(Map.of("storage", "direct")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("storage is direct");
  }

  @Test
  void aSimulatedRunVerifies() throws IOException, InterruptedException {
    Path run = directory.resolve("run");
    PrintStream terminal = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    int status =
        new ExperimentRun(directory, "./rumbench run virtual", terminal).run(file().toString(), Map.of(), run);
    assertThat(status).isZero();
    assertThat(RunChecks.verify(run)).isEmpty();
    assertThat(run.resolve(RunStore.REPORT_FILE)).content(StandardCharsets.UTF_8).contains("bitcask");
  }

  private CellResult cell(Map<String, String> given) throws IOException {
    return new CellRun(order(given), line -> {}).run();
  }

  private CellOrder order(Map<String, String> given) throws IOException {
    ExperimentPlan plan = plan(given);
    PlannedCell cell = plan.cells().getFirst();
    return new CellOrder(cell.design(), cell.sweep(), cell.repeat(), cell.role(), cell.configuration().texts(),
        plan.phases(), Files.createTempDirectory(directory, "output").toString(), directory.toString());
  }

  private ExperimentPlan plan(Map<String, String> given) throws IOException {
    return ExperimentPlan.of(ExperimentFile.find(file().toString(), directory), new TreeMap<>(given), Engines.all());
  }

  private Path file() throws IOException {
    return Files.writeString(directory.resolve("virtual.yaml"), EXPERIMENT);
  }

  private static Phase phase(CellResult result, String name) {
    return result.cell().phase(name).orElseThrow();
  }
}
