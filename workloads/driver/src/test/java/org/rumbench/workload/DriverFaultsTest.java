package org.rumbench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.runtime.Entropy;
import org.rumbench.workload.generator.Mix64;

/// A driver before a target that fails, lies, breaks or does not answer.
class DriverFaultsTest extends DriverFixture {
  @Test
  void errorsAreCountedApartAndAreNoThroughput() {
    Driver driver = driver(spec("a"));
    loop.run(driver, new Phase.Load("load", 8));
    int[] requests = new int[1];
    Outcome[] outcomes = Outcome.values();
    target.mischief = (operation, outcome) -> outcomes[(int) (Mix64.of(requests[0]++) & 7)];
    PhaseResult result = loop.run(driver, Phase.Max.forOperations("max", 4, 8_000));

    assertConsistent(result);
    for (Outcome outcome : outcomes) {
      assertThat(result.count(outcome)).isGreaterThan(500);
    }
    assertThat(result.totals().doneInWindow()).isEqualTo(result.count(Outcome.OK));
    // Every read found nothing by mischief alone.
    assertThat(result.totals().missing()).isGreaterThan(500);
    assertThat(result.totals().indeterminateBytes()).isPositive();
  }

  @Test
  void damagedAndMixedUpValuesAreFoundOut() {
    Driver driver = driver(spec("b"));
    loop.run(driver, new Phase.Load("load", 8));
    List<String> keys = new ArrayList<>(target.records.keySet());
    byte[] first = target.records.getOrDefault(keys.get(0), new byte[0]);
    for (int i = 0; i < keys.size(); i += 2) {
      target.records.put(keys.get(i), first);
    }
    PhaseResult result = loop.run(driver, Phase.Max.forOperations("max", 4, 2_000));

    assertConsistent(result);
    assertThat(result.totals().wrongValues()).isBetween(500L, 1_600L);
    // An update that read a wrong value does not write it back under its own name.
    assertThat(result.count(OperationType.UPDATE, Outcome.FAILED)).isPositive();
  }

  @Test
  void scansOutOfOrderAreFoundOut() {
    Driver driver = driver(spec("e"));
    loop.run(driver, new Phase.Load("load", 8));
    PhaseResult right = loop.run(driver, Phase.Max.forOperations("max", 1, 200));
    assertThat(right.totals().wrongValues()).isZero();
    assertThat(right.totals().scannedRows()).isGreaterThan(5_000);

    target.mischief =
        (operation, outcome) -> {
          if (operation.request() == Request.SCAN) {
            byte[] row = target.records.values().iterator().next();
            UnsafeBuffer value = new UnsafeBuffer(row);
            byte[] key = target.records.keySet().iterator().next().getBytes(StandardCharsets.US_ASCII);
            UnsafeBuffer rowKey = new UnsafeBuffer(key);
            operation.addRow(rowKey, 0, key.length, value, 0, row.length);
            operation.addRow(rowKey, 0, key.length, value, 0, row.length);
          }
          return outcome;
        };
    assertThat(loop.run(driver, Phase.Max.forOperations("max", 1, 200)).totals().wrongValues()).isGreaterThan(100);
  }

  @Test
  void anOperationThatIsNeverAnsweredEndsAsUnfinished() {
    WorkloadSpec spec = spec("a", "workload.update", "whole-record");
    Driver driver = driver(spec, DriverSettings.defaults().withDrainNanos(SECOND));
    loop.run(driver, new Phase.Load("load", 8));
    int[] requests = new int[1];
    target.delay = operation -> requests[0]++ % 100 == 0 ? 3_600 * SECOND : MILLI;
    PhaseResult result =
        loop.run(driver, Phase.Run.forNanos("run", 64, new Arrivals.Poisson(1_000), SECOND));

    assertConsistent(result);
    assertThat(result.totals().unfinished()).isBetween(8L, 12L);
    target.delay = operation -> MILLI;
    PhaseResult after = loop.run(driver, Phase.Max.forNanos("after", 64, 2 * SECOND));
    assertConsistent(after);
    assertThat(after.totals().wrongValues()).isZero();
  }

  @Test
  void failedInsertsOfALoadAreTriedAgain() {
    int[] requests = new int[1];
    target.mischief = (operation, outcome) -> requests[0]++ % 10 == 0 ? Outcome.TIMED_OUT : outcome;
    PhaseResult result = loop.run(driver(spec("a")), new Phase.Load("load", 8));

    assertThat(result.count(Outcome.OK)).isEqualTo(1_000);
    assertThat(result.totals().retries()).isBetween(100L, 125L);
    assertThat(live.extent().lowBytes()).isEqualTo(target.liveBytes());
  }

  @Test
  void aSecondAnswerIsRefused() {
    KeyValueTarget twice =
        (operation, completion) -> {
          completion.onCompleted(operation, Outcome.OK);
          completion.onCompleted(operation, Outcome.OK);
        };
    Driver driver =
        new Driver(spec("a"), Entropy.of(1), twice, loop, DriverSettings.defaults(), new LiveBytes(16));
    assertThatThrownBy(() -> loop.run(driver, new Phase.Load("load", 8)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("answered twice");
  }

  @Test
  void aTargetThatBreaksFailsThePhase() {
    Driver driver = driver(spec("a"));
    target.mischief =
        (operation, outcome) -> {
          throw new IllegalStateException("broken");
        };
    target.isInline = true;
    assertThatThrownBy(() -> loop.run(driver, new Phase.Load("load", 8)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("broken");
  }
}
