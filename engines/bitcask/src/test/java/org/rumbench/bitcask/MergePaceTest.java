package org.rumbench.bitcask;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rumbench.engine.EngineEvent;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.sim.SimOptions;
import org.rumbench.storage.IoPurpose;

/// The bound of what merges read a second is kept, and reached, within a tenth.
class MergePaceTest {
  private static final long RATE = 4_000_000;
  private static final long SECOND = 1_000_000_000;
  private static final int RECORDS = 1_600;
  private static final int VALUE_BYTES = 10_000;

  private static Rig filled(long budgetBytes, long diskBytesPerSecond) {
    Map<String, String> options =
        Map.of("segmentBytes", "1m", "mergeDeadFraction", "1", "smallSegmentBytes", "0", "mergeBytesPerSecond",
            Long.toString(RATE));
    Rig rig =
        new Rig(1, SimOptions.DEFAULT.withFixedBudgetBytes(budgetBytes), options, diskBytesPerSecond).open();
    for (int i = 0; i < RECORDS; i++) {
      rig.put("key" + i % (RECORDS * 3 / 4), i + 1, "x".repeat(VALUE_BYTES));
    }
    rig.drive(rig.engine().flush());
    rig.events.clear();
    return rig;
  }

  private static long bytesRead(Rig rig) {
    return rig.storage().ledger().snapshot().row(IoPurpose.MERGE).transferredBytes();
  }

  /// Slices of all lengths, on a disk that costs nothing and on one that takes a quarter of the time; alone, and beside
  /// writes.
  @ParameterizedTest
  @CsvSource({"1000,0,0", "0,0,0", "9223372036854775807,0,0", "65536,30000000,0", "65536,30000000,300"})
  void isKeptAndReached(long budgetBytes, long diskBytesPerSecond, int writes) {
    Rig rig = filled(budgetBytes, diskBytesPerSecond);
    JobHandle merge = rig.engine().compactAll();
    List<Long> perTwoSeconds = new ArrayList<>();
    long start = rig.runtime.nanos();
    long before = bytesRead(rig);
    for (int i = 1; !merge.isDone(); i++) {
      long until = start + i * SECOND / 50;
      boolean ignored = rig.runtime.runUntil(() -> rig.runtime.nanos() >= until || merge.isDone());
      if (i <= writes) {
        rig.put("other" + i, 10_000 + i, "y".repeat(500));
      }
      if (i % 100 == 0 && !merge.isDone()) {
        perTwoSeconds.add(bytesRead(rig) - before);
        before = bytesRead(rig);
      }
    }
    rig.drive(merge);
    double rate = rate(rig.events);
    System.out.printf(Locale.ROOT, "slices of %d bytes, disk %d B/s, %d writes: %.0f B/s, %s%n", budgetBytes,
        diskBytesPerSecond, writes, rate, perTwoSeconds);
    assertThat(rate).as("over the merge").isBetween(0.9 * RATE, 1.1 * RATE);
    assertThat(perTwoSeconds).as("over two seconds each").isNotEmpty()
        .allSatisfy(bytes -> assertThat(bytes / 2.0).isBetween(0.9 * RATE, 1.1 * RATE));
    rig.check();
  }

  private static double rate(List<EngineEvent> events) {
    long began = 0;
    for (EngineEvent event : events) {
      if (event instanceof EngineEvent.MergeBegan merge) {
        began = merge.atNanos();
      } else if (event instanceof EngineEvent.MergeEnded ended) {
        return ended.inputBytes() * (double) SECOND / (ended.atNanos() - began);
      }
    }
    throw new AssertionError("no merge ended");
  }

  /// Whoever was held up for long does not read without a bound until he has made up for it.
  @Test
  void timeThatWasLostIsNotMadeUpFor() {
    MergePace pace = new MergePace(1_000, 0);
    assertThat(pace.after(100, 0)).isEqualTo(SECOND / 10);
    long late = 100 * SECOND;
    assertThat(pace.after(100, late)).isEqualTo(late + SECOND / 10 - SECOND / 20);
    assertThat(pace.after(100, late + SECOND / 20)).isEqualTo(late + SECOND / 20 + SECOND / 10);
  }

  @Test
  void noBoundIsNoWait() {
    MergePace pace = new MergePace(0, 5);
    assertThat(pace.sliceBytes(1 << 20)).isEqualTo(1 << 20);
    assertThat(pace.after(1 << 30, 7)).isEqualTo(7);
  }

  @Test
  void slicesAreAFiftiethOfASecondAtMost() {
    MergePace pace = new MergePace(50_000, 0);
    assertThat(pace.sliceBytes(1 << 20)).isEqualTo(1_000);
    assertThat(pace.sliceBytes(10)).isEqualTo(10);
    assertThat(new MergePace(1, 0).sliceBytes(10)).isEqualTo(1);
  }
}
