package org.rumbench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.rumbench.runtime.Entropy;
import org.rumbench.workload.system.WorkloadFiles;

/// A driver, a store in memory and the oracle of live bytes, in virtual time.
class DriverFixture {
  static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  final VirtualLoop loop = new VirtualLoop();
  final MapTarget target = new MapTarget(loop);
  final LiveBytes live = new LiveBytes(1_000);

  Driver driver(WorkloadSpec spec) {
    return driver(spec, DriverSettings.defaults());
  }

  Driver driver(WorkloadSpec spec, DriverSettings settings) {
    return new Driver(spec, Entropy.of(TestSeeds.seed(61)), target, loop, settings, live);
  }

  static WorkloadSpec spec(String name, String... settings) {
    Map<String, String> map = new HashMap<>(Map.of("workload.records", "1000"));
    for (int i = 0; i < settings.length; i += 2) {
      map.put(settings[i], settings[i + 1]);
    }
    return WorkloadFiles.load(name, map);
  }

  static LatencyHistogram latency(PhaseResult result, LatencySeries series, LatencyKind kind) {
    return Objects.requireNonNull(result.latency(series, kind), () -> "no " + HistogramLogs.tag(series, kind));
  }

  /// What `verify` will check of a stored run.
  static void assertConsistent(PhaseResult result) {
    Map<OperationType, Long> ok = new HashMap<>();
    Map<Outcome, Long> outcomes = new HashMap<>();
    for (TimelineRow row : result.timeline()) {
      row.ok().forEach((type, count) -> ok.merge(type, count, Long::sum));
      row.outcomes().forEach((outcome, count) -> outcomes.merge(outcome, count, Long::sum));
    }
    long ended = 0;
    for (Outcome outcome : Outcome.values()) {
      assertThat(outcomes.getOrDefault(outcome, 0L)).isEqualTo(result.count(outcome));
      ended += result.count(outcome);
    }
    for (OperationType type : OperationType.values()) {
      long count = result.count(type, Outcome.OK);
      assertThat(ok.getOrDefault(type, 0L)).isEqualTo(count);
      LatencyHistogram response = result.latency(LatencySeries.of(type), LatencyKind.RESPONSE);
      assertThat(response == null ? 0 : response.count()).isEqualTo(count);
    }
    assertThat(result.failed().count()).isEqualTo(ended - result.count(Outcome.OK));
    assertThat(result.totals().started()).isEqualTo(ended + result.totals().unfinished());
    assertThat(result.totals().offered())
        .isEqualTo(result.totals().started() + result.totals().notStarted());
    assertThat(result.streamHash().count()).isEqualTo(result.totals().started());
  }
}
