package org.rumbench.workload.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rumbench.runtime.Entropy;
import org.rumbench.workload.Arrivals;
import org.rumbench.workload.Driver;
import org.rumbench.workload.DriverSettings;
import org.rumbench.workload.HistogramLogs;
import org.rumbench.workload.KeyValueTarget;
import org.rumbench.workload.LatencyHistogram;
import org.rumbench.workload.LatencyKind;
import org.rumbench.workload.LatencySeries;
import org.rumbench.workload.LiveBytes;
import org.rumbench.workload.OperationType;
import org.rumbench.workload.Outcome;
import org.rumbench.workload.Phase;
import org.rumbench.workload.PhaseListener;
import org.rumbench.workload.PhaseResult;

class PreciseLoopTest {
  @TempDir Path folder = Path.of("");

  private final PreciseLoop loop = new PreciseLoop();
  private final List<PhaseResult> results = new ArrayList<>();

  private PhaseResult run(KeyValueTarget target, Phase phase) {
    Driver driver =
        new Driver(
            WorkloadFiles.load("c", Map.of("workload.records", "1000")), Entropy.of(1), target, loop,
            DriverSettings.defaults(), new LiveBytes(1_000));
    loop.run(
        driver,
        phase,
        new PhaseListener() {
          @Override
          public void onEnded(PhaseResult result) {
            results.add(result);
          }
        });
    return results.getLast();
  }

  /// Answers come from another thread and wake the loop; order and counts hold, whatever the machine's speed.
  @Test
  void runsAPhaseWhoseAnswersComeFromAnotherThread() {
    try (ExecutorService store = Executors.newSingleThreadExecutor()) {
      KeyValueTarget target =
          (operation, completion) ->
              store.execute(() -> loop.execute(() -> completion.onCompleted(operation, Outcome.NOT_FOUND)));
      PhaseResult result = run(target, Phase.Max.forOperations("max", 8, 20_000));

      assertThat(result.count(OperationType.READ, Outcome.NOT_FOUND)).isEqualTo(20_000);
    }
  }

  @Test
  void startsNothingBeforeItsTime() {
    List<Long> early = new ArrayList<>();
    KeyValueTarget target =
        (operation, completion) -> {
          if (operation.startedNanos() < operation.intendedNanos()) {
            early.add(operation.intendedNanos() - operation.startedNanos());
          }
          completion.onCompleted(operation, Outcome.NOT_FOUND);
        };
    PhaseResult result =
        run(target, new Phase.Run("run", 8, new Arrivals.Poisson(2_000), TimeUnit.SECONDS.toNanos(9), 400));

    assertThat(early).isEmpty();
    assertThat(result.totals().started()).isEqualTo(400);
    assertThat(result.failed().count()).isEqualTo(400);
  }

  @Test
  void throwsWhatBrokeTheDriver() {
    assertThatThrownBy(
            () ->
                run(
                    (operation, completion) -> {
                      throw new IllegalStateException("broken");
                    },
                    Phase.Max.forOperations("max", 1, 1)))
        .hasMessage("broken");
  }

  /// What a standard reader finds in the file is what was recorded.
  @Test
  void writesHistogramsThatAStandardReaderReads() throws IOException {
    KeyValueTarget target = (operation, completion) -> completion.onCompleted(operation, Outcome.OK);
    PhaseResult result = run(target, new Phase.Load("load", 4));

    List<Path> files = HistogramFiles.write(folder, "load", result, 1_700_000_000_000L);

    assertThat(files).hasSize(3);
    for (LatencyKind kind : LatencyKind.values()) {
      Path file = folder.resolve(HistogramFiles.fileName("load", LatencySeries.INSERT, kind));
      assertThat(files).contains(file);
      LatencyHistogram recorded = Objects.requireNonNull(result.latency(LatencySeries.INSERT, kind));
      try (HistogramLogReader reader = new HistogramLogReader(file.toFile())) {
        EncodableHistogram next = reader.nextIntervalHistogram();
        assertThat(next).isInstanceOf(Histogram.class);
        Histogram read = (Histogram) next;
        assertThat(read.getTag()).isEqualTo(HistogramLogs.tag(LatencySeries.INSERT, kind));
        assertThat(read.getTotalCount()).isEqualTo(1_000);
        assertThat(read.getValueAtPercentile(99.9)).isEqualTo(recorded.percentileNanos(99.9));
        assertThat(reader.nextIntervalHistogram()).isNull();
      }
    }
  }
}
