package org.rumbench.bitcask;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rumbench.engine.Durability;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.RandomStream;
import org.rumbench.storage.fault.CrashStorage;

/// Kills and power cuts at any moment, in recovery too: what was acknowledged as synced stays, nothing false appears,
/// and a batch is there whole or not at all.
class PowerCutTest {
  private final Map<String, Long> acknowledged = new TreeMap<>();
  private final Map<String, Rig.Held> written = new TreeMap<>();
  private long purgeVersion;

  static LongStream seeds() {
    return Seeds.of(25);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void keepsWhatWasAcknowledged(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Rig rig = Rig.small(seed);
    CrashStorage disk = new CrashStorage(rig.medium::open);
    RandomStream cuts = new RandomStream(seed);
    rig.wrapping = (_, environment) -> disk.open(environment);
    rig.open();
    long clock = 100;
    for (int life = 0; life < 8; life++) {
      int operations = random.nextInt(400);
      for (int i = 0; i < operations; i++) {
        clock++;
        doSomething(rig, random, clock);
      }
      boolean isPowerCut = random.nextInt(3) != 0;
      crash(rig, disk, cuts, isPowerCut);
      for (int half = random.nextInt(3); half > 0; half--) {
        recoverHalfway(rig, disk, random);
        crash(rig, disk, cuts, random.nextBoolean());
      }
      rig.open();
      rig.purge(purgeVersion);
      check(rig, isPowerCut);
    }
    rig.engine().close();
  }

  /// A merge drops a synced record because a newer one exists, which was only handed over; then the power goes.
  @Test
  void mergeMakesTheNewerRecordDurableBeforeItDropsTheOlder() {
    for (int wait = 0; wait < 60; wait++) {
      Rig rig = Rig.small(1);
      CrashStorage disk = new CrashStorage(rig.medium::open);
      rig.wrapping = (_, environment) -> disk.open(environment);
      rig.open();
      WriteBatch batch = new WriteBatch();
      rig.addTo(batch, "key", 1, "synced");
      rig.write(batch, Durability.SYNCED);
      rig.drive(rig.engine().flush());
      rig.engine().compactAll();
      rig.put("key", 2, "handed over");
      rig.runtime.runFor(wait * 10_000L);
      crash(rig, disk, new RandomStream(wait), true);
      rig.open();
      assertThat(rig.held("key")).isIn(new Rig.Held(1, "synced"), new Rig.Held(2, "handed over"));
      rig.engine().close();
    }
  }

  private static void crash(Rig rig, CrashStorage disk, RandomStream cuts, boolean isPowerCut) {
    rig.runtime.kill("store");
    if (isPowerCut) {
      disk.powerCut(cuts);
    } else {
      disk.kill();
    }
  }

  private static void recoverHalfway(Rig rig, CrashStorage disk, SplittableRandom random) {
    Environment environment = rig.runtime.environment("store");
    var factory = new BitcaskFactory();
    var options = org.rumbench.engine.EngineOptions.of(factory.options(), rig.options);
    var job =
        factory.open(
            new org.rumbench.engine.EngineContext(environment, disk.open(environment), options, event -> {}));
    environment.scheduler().submit(job, org.rumbench.runtime.Priority.OPEN);
    rig.runtime.runFor(random.nextInt(400_000));
  }

  private void doSomething(Rig rig, SplittableRandom random, long clock) {
    int dice = random.nextInt(100);
    if (dice < 80) {
      write(rig, random, clock);
    } else if (dice < 92) {
      rig.runtime.runFor(random.nextInt(150_000));
    } else if (dice < 95) {
      rig.engine().flush();
    } else if (dice < 97) {
      rig.engine().compactAll();
    } else if (dice < 98) {
      purgeVersion = Math.max(purgeVersion, (clock - 150) * 10);
      rig.purge(purgeVersion);
    } else {
      rig.drive(rig.engine().settle());
    }
  }

  private void write(Rig rig, SplittableRandom random, long clock) {
    WriteBatch batch = new WriteBatch();
    Map<String, Long> versions = new TreeMap<>();
    if (random.nextInt(5) == 0) {
      // Two keys that are only ever written together, so that half a batch would show.
      add(rig, batch, versions, "pair-a", clock * 10, "twin");
      add(rig, batch, versions, "pair-b", clock * 10, "twin");
    } else {
      long version = (clock - (random.nextInt(4) == 0 ? random.nextInt(100) : 0)) * 10 + 1 + random.nextInt(9);
      String value = random.nextInt(4) == 0 ? null : "x".repeat(random.nextInt(100));
      add(rig, batch, versions, "key" + random.nextInt(40), version, value);
    }
    Durability durability = random.nextInt(3) == 0 ? Durability.SYNCED : Durability.BUFFERED;
    WriteStatus status =
        rig.engine()
            .write(
                batch,
                durability,
                failure -> {
                  assertThat(failure).isNull();
                  versions.forEach((key, version) -> acknowledged.merge(key, version, Math::max));
                });
    if (status == WriteStatus.STALLED) {
      rig.drive(rig.engine().settle());
    }
  }

  private void add(
      Rig rig, WriteBatch batch, Map<String, Long> versions, String key, long version,
      @org.jspecify.annotations.Nullable String value) {
    String identity = key + "@" + version;
    Rig.Held earlier = written.get(identity);
    String unique = earlier == null ? value : earlier.value();
    written.put(identity, new Rig.Held(version, unique));
    rig.addTo(batch, key, version, unique);
    if (version > purgeVersion) {
      versions.put(key, version);
    }
  }

  /// Whether a deletion that beats `version` may have been purged since.
  private boolean mayBePurged(String key, long version) {
    return written.entrySet().stream()
        .anyMatch(
            entry ->
                entry.getKey().startsWith(key + "@")
                    && entry.getValue().value() == null
                    && entry.getValue().version() >= version
                    && entry.getValue().version() <= purgeVersion);
  }

  private void check(Rig rig, boolean isPowerCut) {
    Map<String, Rig.Held> found = rig.entries();
    acknowledged.forEach(
        (key, version) -> {
          Rig.Held held = found.get(key);
          if (held == null) {
            assertThat(mayBePurged(key, version))
                .as("%s, acknowledged with version %s, is gone (power cut: %s)", key, version, isPowerCut)
                .isTrue();
          } else {
            assertThat(held.version()).as(key).isGreaterThanOrEqualTo(version);
          }
        });
    found.forEach(
        (key, held) -> {
          assertThat(held).as(key).isEqualTo(written.get(key + "@" + held.version()));
          assertThat(rig.held(key)).isEqualTo(held);
          acknowledged.put(key, held.version());
        });
    assertThat(found.get("pair-a")).as("a batch is whole").isEqualTo(found.get("pair-b"));
  }
}
