package org.rumbench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Entropy;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.workload.system.WorkloadFiles;

class EnvironmentLoopTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /// A load and ten seconds of open loop in virtual time; the trace holds every request, timer and row.
  private static String trace(long seed) {
    SimRuntime simulation = new SimRuntime(seed);
    Environment driverSide = simulation.environment("driver");
    Environment store = simulation.environment("store");
    RandomStream delays = store.entropy().stream("delays");
    Map<String, byte[]> records = new HashMap<>();
    StringBuilder trace = new StringBuilder();
    KeyValueTarget target =
        (operation, completion) -> {
          trace.append(driverSide.clock().nanos()).append(operation.request()).append(operation.keyNumber).append('\n');
          String key = operation.key().getStringWithoutLengthAscii(0, operation.keyLength());
          Runnable answer =
              () -> {
                byte[] record = records.get(key);
                if (operation.request() == Request.PUT) {
                  byte[] value = new byte[operation.valueLength()];
                  operation.value().getBytes(0, value);
                  records.put(key, value);
                } else if (record != null) {
                  operation.ensureValueCapacity(record.length);
                  operation.value().putBytes(0, record);
                  operation.setValueLength(record.length);
                }
                completion.onCompleted(
                    operation,
                    record == null && operation.request() == Request.GET ? Outcome.NOT_FOUND : Outcome.OK);
              };
          store.scheduler().schedule(delays.nextLong(1_000_000), () -> driverSide.scheduler().execute(answer));
        };
    WorkloadSpec spec = WorkloadFiles.load("d", Map.of("workload.records", "500"));
    Driver driver =
        new Driver(
            spec, Entropy.of(seed), target, new EnvironmentLoop(driverSide), DriverSettings.defaults(),
            new LiveBytes(500));
    List<PhaseResult> results = new ArrayList<>();
    PhaseListener listener =
        new PhaseListener() {
          @Override
          public void onEnded(PhaseResult result) {
            results.add(result);
            trace.append(result.timeline()).append(result.totals());
          }
        };
    for (Phase phase :
        List.of(
            new Phase.Load("load", 8),
            Phase.Run.forNanos("run", 32, new Arrivals.Poisson(1_000), 10 * SECOND))) {
      Completion ended = driver.start(phase, listener);
      assertThat(simulation.runUntil(ended::isDone)).isTrue();
      assertThat(ended.failure()).isNull();
    }
    PhaseResult run = results.getLast();
    assertThat(results.getFirst().count(Outcome.OK)).isEqualTo(500);
    // What was in flight at the end of the window ends in a short row of its own.
    assertThat(run.timeline()).hasSizeBetween(10, 11);
    assertThat(run.isTargetMet()).isTrue();
    assertThat(run.totals().wrongValues()).isZero();
    assertThat(run.count(OperationType.READ, Outcome.OK)).isGreaterThan(8_500);
    return trace.toString();
  }

  @Test
  void aSimulationReplaysAWholeRunFromItsSeed() {
    long seed = TestSeeds.seed(81);

    assertThat(trace(seed)).isEqualTo(trace(seed)).isNotEqualTo(trace(seed + 1));
  }
}
