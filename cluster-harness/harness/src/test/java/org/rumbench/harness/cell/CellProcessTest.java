package org.rumbench.harness.cell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rumbench.harness.plan.ExperimentFile;
import org.rumbench.harness.plan.ExperimentPlan;
import org.rumbench.harness.plan.PlannedCell;
import org.rumbench.harness.run.Engines;

/// Measured processes and the one that steers them, as real processes.
class CellProcessTest {
  /// Far longer than anybody waits.
  private static final String EXPERIMENT = """
      name: endless
      question: Does a measured process outlive its parent?
      designs: [bitcask]
      settings:
        target: engine
        workload.records: 300
        run.seconds: 3600
        run.rate: 100
        jvm.heapMiB: 64
        jvm.gc: serial
      phases: [run]
      """;
  private static final long PATIENCE_SECONDS = 60;

  @TempDir
  private Path directory;

  /// Kills the steering process once the other has loaded its data and measures.
  @Test
  void aMeasuredProcessEndsWhenItsParentIsKilled() throws Exception {
    Process parent = new ProcessBuilder(command()).redirectErrorStream(true).start();
    List<ProcessHandle> measured;
    try (BufferedReader lines = parent.inputReader(StandardCharsets.UTF_8)) {
      assertThat(lines.readLine()).as("the first line of progress").startsWith("load");
      measured = parent.children().toList();
      assertThat(measured).hasSize(1);
      assertThat(measured).allMatch(ProcessHandle::isAlive);
    } finally {
      parent.toHandle().destroyForcibly();
    }
    ProcessHandle orphan = measured.getFirst();
    try {
      assertThat(orphan.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(orphan);
    } finally {
      orphan.destroyForcibly();
    }
  }

  private List<String> command() throws IOException {
    Path file = Files.writeString(directory.resolve("endless.yaml"), EXPERIMENT);
    ExperimentPlan plan =
        ExperimentPlan.of(ExperimentFile.find(file.toString(), directory), new TreeMap<>(), Engines.all());
    PlannedCell cell = plan.cells().getFirst();
    Path order = directory.resolve("order.json");
    new CellOrder(cell.design(), cell.sweep(), cell.repeat(), cell.role(), cell.configuration().texts(), plan.phases(),
        Files.createDirectory(directory.resolve("output")).toString(),
        Files.createDirectory(directory.resolve("data")).toString())
        .write(order);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(CellProcess.REQUIRED_FLAGS);
    // A test runner may hide the class path in the manifest of a jar of its own.
    String classPath = System.getProperty("java.class.path");
    command.addAll(
        List.of("-cp", System.getProperty("surefire.test.class.path", classPath), SteeringProcess.class.getName(),
            order.toString()));
    return command;
  }
}
