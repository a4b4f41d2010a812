package org.rumbench.bitcask;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.Seeds;
import org.rumbench.runtime.sim.SimOptions;

/// When deletions go: once nothing is left that they hide and the purge version has passed them; neither earlier nor
/// much later.
class TombstoneTest {
  private static Rig partial(long seed) {
    return new Rig(seed, SimOptions.DEFAULT, Rig.ONE_AT_A_TIME).open();
  }

  private static void flush(Rig rig) {
    rig.drive(rig.engine().flush());
  }

  private static void settle(Rig rig) {
    rig.drive(rig.engine().settle());
    audit(rig);
  }

  private static void audit(Rig rig) {
    rig.runtime.runUntilIdle();
    Audit.check(rig.store());
    rig.check();
  }

  /// Settling leaves the deletion of "key", also in a later life.
  private static void checkStays(Rig rig, long version) {
    settle(rig);
    assertThat(rig.held("key")).isEqualTo(new Rig.Held(version, null));
    rig.reopen();
    settle(rig);
    assertThat(rig.held("key")).isEqualTo(new Rig.Held(version, null));
  }

  /// Five cold records that keep their segment from ever being worth a merge.
  private static void cold(Rig rig, long version) {
    for (int i = 0; i < 5; i++) {
      rig.put("cold" + i, version, "a value that stays as it is for good");
    }
  }

  /// A segment of old versions that is never merged hindered all deletions from going.
  @Test
  void goHoweverOldOtherSegmentsAre() {
    Rig rig = partial(1);
    cold(rig, 1);
    flush(rig);
    for (int i = 0; i < 20; i++) {
      rig.put("gone" + i, 100 + i, "x".repeat(100));
    }
    flush(rig);
    for (int i = 0; i < 20; i++) {
      rig.delete("gone" + i, 200 + i);
    }
    flush(rig);
    settle(rig);
    assertThat(rig.store().directory.tombstoneCount()).as("before the purge version").isEqualTo(20);
    rig.purge(219);
    settle(rig);
    assertThat(rig.entries().keySet()).allMatch(key -> key.startsWith("cold"));
    assertThat(rig.image()).as("the old segment was left alone").containsKey("data-00000001.log");
    rig.reopen();
    assertThat(rig.entries()).hasSize(5);
    rig.put("gone7", 107, "late");
    assertThat(rig.held("gone7")).as("an older version comes late").isNull();
    rig.check();
  }

  /// The value that was deleted is gone, and an older one of the same key is not: naming what was deleted last would be
  /// too little.
  @Test
  void stayWhileAnyOlderVersionIsLeft() {
    Rig rig = partial(2);
    rig.put("key", 10, "first");
    cold(rig, 11);
    flush(rig);
    rig.put("key", 20, "second");
    flush(rig);
    rig.delete("key", 30);
    flush(rig);
    rig.purge(30);
    settle(rig);
    assertThat(rig.image()).as("the second value's segment").doesNotContainKey("data-00000002.log");
    assertThat(rig.held("key")).isEqualTo(new Rig.Held(30, null));
    rig.reopen();
    settle(rig);
    assertThat(rig.held("key")).isEqualTo(new Rig.Held(30, null));
    cold(rig, 40);
    flush(rig);
    settle(rig);
    assertThat(rig.held("key")).as("when the first has gone, too").isNull();
    assertThat(rig.store().directory.tombstoneCount()).isZero();
    rig.reopen();
    assertThat(rig.held("key")).isNull();
    rig.check();
  }

  /// A value that comes after the deletion with a version below it is hidden by it as those before.
  @Test
  void stayWhileAnOlderVersionThatCameLateIsLeft() {
    Rig rig = partial(3);
    rig.delete("key", 50);
    flush(rig);
    rig.put("key", 40, "late");
    cold(rig, 51);
    flush(rig);
    rig.purge(60);
    checkStays(rig, 50);
    rig.drive(rig.engine().compactAll());
    assertThat(rig.held("key")).isNull();
    rig.put("key", 45, "too late");
    rig.reopen();
    assertThat(rig.held("key")).isNull();
    rig.check();
  }

  /// Above thirty other records of a key are not counted: then its deletion waits for a merge of everything as old.
  @Test
  void ofKeysWithManyRecordsGoWithThoseOfAllSegmentsAsOld() {
    Rig rig = new Rig(4, SimOptions.DEFAULT, Map.of("mergeDeadFraction", "1", "smallSegmentBytes", "0")).open();
    cold(rig, 1);
    for (int i = 1; i <= 40; i++) {
      rig.put("key", i, "value " + i);
    }
    flush(rig);
    rig.delete("key", 50);
    flush(rig);
    rig.purge(60);
    checkStays(rig, 50);
    rig.drive(rig.engine().compactAll());
    audit(rig);
    assertThat(rig.held("key")).isNull();
    rig.reopen();
    assertThat(rig.held("key")).isNull();
    rig.check();
  }

  /// Nobody asks for a merge: deletions that hide nothing are dead bytes that cause one.
  @Test
  void leaveNothingOfAStoreWhoseKeysAreAllDeleted() {
    Map<String, String> options = new TreeMap<>(Rig.ONE_AT_A_TIME);
    options.put("mergeMaximumInputBytes", "16k");
    Rig rig = new Rig(5, SimOptions.DEFAULT, options).open();
    long version = 0;
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 400; i++) {
        rig.put("key" + i, ++version, "x".repeat(100));
      }
      flush(rig);
      long full = bytes(rig);
      for (int i = 0; i < 400; i++) {
        rig.delete("key" + i, ++version);
      }
      rig.purge(version);
      flush(rig);
      settle(rig);
      assertThat(rig.store().directory.entryCount()).as("keys known").isZero();
      assertThat(bytes(rig)).as("bytes after the round, of %s", full).isLessThan(full / 100);
    }
  }

  private static long bytes(Rig rig) {
    return rig.image().values().stream().mapToLong(content -> content.length).sum();
  }

  static LongStream seeds() {
    return Seeds.of(12);
  }

  /// Goal: at every rest, whatever was written, merged, purged, killed and opened, counts are exact, and nothing that
  /// was deleted is back.
  @ParameterizedTest
  @MethodSource("seeds")
  void areCountedExactly(long seed) {
    RandomStream random = new RandomStream(seed);
    Map<String, String> options = new TreeMap<>(Rig.ONE_AT_A_TIME);
    options.put("mergeDeadFraction", random.nextInt(2) == 0 ? "0.2" : "0.7");
    options.put("mergeMaximumInputBytes", random.nextInt(2) == 0 ? "1" : "12k");
    options.put("useHints", random.nextInt(3) == 0 ? "false" : "true");
    Rig rig = new Rig(seed, SimOptions.DEFAULT, options).open();
    long version = 1_000;
    long purge = 0;
    int keys = 10 + random.nextInt(150);
    for (int i = 0; i < 600; i++) {
      String key = "key" + random.nextInt(keys);
      long place = random.nextInt(5) == 0 ? Math.max(purge + 1, version - random.nextInt(300)) : ++version;
      rig.put(key, place, random.nextInt(3) == 0 ? null : "v" + i + "x".repeat(random.nextInt(200)));
      switch (random.nextInt(60)) {
        case 0, 1 -> flush(rig);
        case 2 -> {
          purge = Math.max(purge, version - random.nextInt(400));
          rig.purge(purge);
        }
        case 3 -> rig.drive(rig.engine().compactAll());
        case 4 -> rig.reopen();
        case 5 -> {
          rig.kill();
          rig.open();
        }
        case 6 -> settle(rig);
        default -> rig.runtime.runUntil(() -> true);
      }
    }
    flush(rig);
    settle(rig);
    rig.purge(version);
    rig.drive(rig.engine().compactAll());
    audit(rig);
    assertThat(rig.store().directory.tombstoneCount()).as("deletions left").isZero();
  }
}
