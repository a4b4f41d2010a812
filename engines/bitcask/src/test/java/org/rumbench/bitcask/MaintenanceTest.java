package org.rumbench.bitcask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.sim.SimOptions;
import org.rumbench.storage.IoPurpose;

/// Rolls, merges, walks and syncs: slices, back-pressure, figures.
class MaintenanceTest {
  private static void fill(Rig rig, int rounds) {
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < 40; i++) {
        rig.put("key" + i, 1000L * (round + 1) + i, i % 7 == round % 7 ? null : "value " + round + "x".repeat(60));
      }
    }
  }

  @Test
  void entriesAsksThePredicateAndReadsNoValueUnasked() {
    Rig rig = Rig.small(5).open();
    fill(rig, 1);
    try (Cursor cursor =
        rig.engine()
            .entries((buffer, offset, length) -> buffer.getByte(offset + length - 1) == '5', IoPurpose.REPAIR)) {
      int count = 0;
      while (cursor.next()) {
        count++;
      }
      assertThat(count).isEqualTo(4);
    }
  }

  /// With a bound on dead bytes writes stall until a merge has caught up, and are told so.
  @Test
  void writesStallOnDeadBytesAndGoOn() {
    Map<String, String> options = new TreeMap<>(Rig.SMALL);
    options.put("maximumDeadBytes", "4k");
    options.put("mergeBytesPerSecond", "100k");
    Rig rig = new Rig(1, SimOptions.DEFAULT, options).open();
    fill(rig, 20);
    assertThat(rig.engine().metrics().stalls().count()).isPositive();
    assertThat(rig.events).anyMatch(EngineEvent.StallBegan.class::isInstance);
    assertThat(rig.events).anyMatch(EngineEvent.StallEnded.class::isInstance);
    rig.drive(rig.engine().settle());
    assertThat(rig.engine().stallCause()).isNull();
    rig.check();
  }

  /// Many synced writes in flight share few syncs.
  @Test
  void oneSyncServesAllThatWait() {
    Rig rig = new Rig(1, SimOptions.DEFAULT, Map.of()).open();
    int[] acknowledged = new int[1];
    for (int i = 0; i < 64; i++) {
      WriteBatch batch = new WriteBatch();
      rig.addTo(batch, "key" + i, i + 1, "value");
      assertThat(
              rig.engine()
                  .write(
                      batch,
                      Durability.SYNCED,
                      failure -> {
                        assertThat(failure).isNull();
                        acknowledged[0]++;
                      }))
          .isEqualTo(WriteStatus.PENDING);
    }
    assertThat(acknowledged[0]).isZero();
    long before = rig.runtime.nanos();
    assertThat(rig.runtime.runUntil(() -> acknowledged[0] == 64)).isTrue();
    assertThat(rig.runtime.nanos() - before).as("two or three syncs of 50 µs").isLessThan(200_000);
  }

  @Test
  void closedEngineRefusesCallsAndForgetsNothingAcknowledged() {
    Rig rig = Rig.small(2).open();
    fill(rig, 3);
    JobHandle merge = rig.engine().compactAll();
    rig.engine().close();
    rig.engine().close();
    assertThatThrownBy(() -> rig.get("key1")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> rig.put("key1", 1, "x")).isInstanceOf(IllegalStateException.class);
    rig.runtime.runUntilIdle();
    assertThat(merge.isDone()).isTrue();
    rig.open();
    rig.check();
  }

  @Test
  void figuresAddUp() {
    Rig rig = Rig.small(2).open();
    fill(rig, 10);
    rig.drive(rig.engine().settle());
    for (int i = 0; i < 40; i++) {
      rig.get("key" + i);
    }
    var metrics = rig.engine().metrics();
    long live = rig.model.values().stream().filter(held -> held.value() != null).count();
    assertThat(metrics.liveKeysEstimate()).isEqualTo(live);
    assertThat(metrics.reads().pointReads()).isEqualTo(40);
    assertThat(metrics.reads().sourcesConsulted()).as("one read of a file for each value").isEqualTo(live);
    assertThat(metrics.work().merges()).isPositive();
    assertThat(metrics.work().flushes()).isPositive();
    assertThat(metrics.work().running()).isZero();
    assertThat(metrics.debtBytes()).isZero();
    assertThat(metrics.memory().keyDirectoryBytes()).isPositive();
    assertThat(metrics.shape()).hasSize(2);
  }
}
