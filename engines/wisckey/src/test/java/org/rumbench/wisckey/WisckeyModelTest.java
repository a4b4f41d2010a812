package org.rumbench.wisckey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Durability;
import org.rumbench.engine.Snapshot;
import org.rumbench.engine.WriteBatch;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.RandomStream;

/// The engine against a sorted map: random batches, reads, scans, snapshots, flushes, compactions and collections, over
/// lives that end in good order, by kills and by power cuts.
///
/// Batch number n writes versions 100 n and up, so the state after each batch is known; what a later life finds must be
/// the state after some batch, not before the last one that was acknowledged as durable. `-Dseed=` replays one seed,
/// `-Dseeds=` multiplies them.
final class WisckeyModelTest {
  private static final int KEYS = 40;
  private static final int LIVES = 8;
  private static final int STEPS = 150;

  /// The winner of each key after each batch: version, negated for a deletion.
  private final List<SortedMap<String, Long>> states = new ArrayList<>(List.of(new TreeMap<>()));
  private int durableBatch;
  private int surviving;
  private long purgeVersion = Long.MIN_VALUE;

  @Test
  void agreesWithAMapOverLivesAndCrashes() {
    String fixed = System.getProperty("seed", "");
    int count = 6 * Integer.parseInt(System.getProperty("seeds", "1").isEmpty() ? "1" : System.getProperty("seeds", "1"));
    long collections = 0;
    for (long seed = 1; seed <= count; seed++) {
      long used = fixed.isEmpty() ? seed : Long.parseLong(fixed);
      try {
        collections += new WisckeyModelTest().run(used);
      } catch (RuntimeException | AssertionError failure) {
        throw new AssertionError("with -Dseed=" + used, failure);
      }
    }
    assertThat(collections).as("collections that ended").isGreaterThan(2L * count);
  }

  private long run(long seed) {
    RandomStream random = new RandomStream(seed);
    Store store = new Store(seed).with("collectDeadFraction", random.nextBoolean() ? "0.3" : "0.6");
    long collections = 0;
    for (int life = 0; life < LIVES; life++) {
      store.open();
      adopt(store);
      live(store, random);
      collections += store.collections();
      switch (random.nextInt(3)) {
        case 0 -> store.close();
        case 1 -> store.kill();
        default -> {
          store.powerCut(random);
          surviving = durableBatch;
        }
      }
    }
    store.open();
    adopt(store);
    store.close();
    return collections;
  }

  /// Finds which batch the store is at, and forgets what came behind.
  private void adopt(Store store) {
    List<String> found = store.scan(null, null, null);
    for (int batch = surviving; batch < states.size(); batch++) {
      if (isState(found, states.get(batch))) {
        while (states.size() > batch + 1) {
          states.removeLast();
        }
        durableBatch = batch;
        surviving = batch;
        assertThat(store.entries()).isEqualTo(found);
        return;
      }
    }
    throw new AssertionError(
        "found no state from batch " + surviving + " to " + (states.size() - 1) + ": " + found + ", last "
            + shown(states.getLast()));
  }

  /// Equal but for tombstones, which may have been purged.
  private boolean isState(List<String> found, Map<String, Long> state) {
    List<String> all = shown(state);
    if (!all.containsAll(found)) {
      return false;
    }
    List<String> missing = new ArrayList<>(all);
    missing.removeAll(found);
    return missing.stream()
        .allMatch(one -> one.contains("!") && Long.parseLong(one.substring(one.indexOf('!') + 1)) <= purgeVersion);
  }

  private static List<String> shown(Map<String, Long> state) {
    List<String> all = new ArrayList<>();
    state.forEach((key, version) -> all.add(show(key, version)));
    return all;
  }

  private static String show(String key, @Nullable Long version) {
    return version == null ? key + "?" : version < 0 ? key + "!" + -version : key + "=" + version;
  }

  private void live(Store store, RandomStream random) {
    Snapshot snapshot = null;
    SortedMap<String, Long> snapshotState = new TreeMap<>();
    List<JobHandle> jobs = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(24)) {
        case 0 -> jobs.add(store.engine().flush());
        case 1 -> jobs.add(random.nextInt(4) == 0 ? store.engine().compactAll() : store.engine().settle());
        case 2 -> store.run(random.nextInt(200));
        case 3 -> {
          if (snapshot == null) {
            snapshot = store.engine().snapshot();
            snapshotState = states.getLast();
          } else {
            assertThat(isState(store.scan(null, null, snapshot), snapshotState)).as("snapshot").isTrue();
            snapshot.close();
            snapshot = null;
          }
        }
        case 4 -> assertThat(isState(store.scan(null, null, null), states.getLast())).as("scan").isTrue();
        case 5 -> {
          purgeVersion = Math.max(purgeVersion, 100L * durableBatch);
          store.engine().setPurgeVersion(purgeVersion);
        }
        case 6, 7, 8, 9, 10, 11 -> {
          String key = key(random);
          checkRead(store.get(key), key, states.getLast());
          if (snapshot != null) {
            checkRead(store.get(key, snapshot), key, snapshotState);
          }
        }
        default -> write(store, random);
      }
      store.run(random.nextInt(4));
    }
    if (snapshot != null) {
      snapshot.close();
    }
    if (random.nextBoolean()) {
      jobs.forEach(store::join);
    }
  }

  private void checkRead(String found, String key, Map<String, Long> state) {
    String wanted = show(key, state.get(key));
    boolean isPurged = found.equals(key + "?") && wanted.contains("!") && -state.getOrDefault(key, 0L) <= purgeVersion;
    if (!isPurged) {
      assertThat(found).isEqualTo(wanted);
    }
  }

  private static String key(RandomStream random) {
    return String.format(Locale.ROOT, "key%03d", random.nextInt(KEYS));
  }

  private void write(Store store, RandomStream random) {
    SortedMap<String, Long> next = new TreeMap<>(states.getLast());
    int number = states.size();
    WriteBatch batch = new WriteBatch();
    int records = 1 + random.nextInt(4);
    for (int i = 0; i < records; i++) {
      String key = key(random);
      long version = 100L * number + i + 1;
      if (random.nextInt(5) == 0) {
        Store.addDelete(batch, key, version);
        next.put(key, -version);
      } else {
        Store.addPut(batch, key, version);
        next.put(key, version);
      }
    }
    boolean isSynced = random.nextInt(4) == 0;
    store.write(batch, isSynced ? Durability.SYNCED : Durability.BUFFERED);
    states.add(next);
    surviving = number;
    if (isSynced) {
      durableBatch = number;
    }
  }
}
