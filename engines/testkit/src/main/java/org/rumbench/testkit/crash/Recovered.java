package org.rumbench.testkit.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Capability;
import org.rumbench.engine.Durability;
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.RandomStream;
import org.rumbench.testkit.Violation;
import org.rumbench.testkit.model.Model;
import org.rumbench.testkit.model.Seen;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.store.TestStore;

/// A store that was opened after a crash, and everything it shows.
///
/// Entries, scan and point reads must agree with one and the same prefix of the writes.
final class Recovered {
  private final TestStore store;
  private final SortedMap<String, Seen> entries;
  private final @Nullable SortedMap<String, Seen> scanned;
  private final SortedMap<String, Seen> got = new TreeMap<>();
  private final long highestVersion;

  /// Reads everything from an open store; `probes` are the keys that are asked for one by one.
  Recovered(TestStore store, SortedSet<String> probes) {
    this.store = store;
    entries = store.entries();
    scanned = store.design().can(Capability.ORDERED_SCAN)
        ? store.scan(null, null, Model.NOTHING_EXPIRED, null)
        : null;
    for (String key : probes) {
      got.put(key, store.get(key, Model.NOTHING_EXPIRED, null));
    }
    highestVersion = store.engine().highestVersion();
  }

  /// The numbers of batches, `least` or more, after which the store would show this; none is a [Violation].
  List<Integer> explanations(Expectation expected, int least) {
    List<Integer> found = new ArrayList<>();
    String first = "";
    String last = "";
    for (int count = least; count < expected.states().size(); count++) {
      String difference = difference(expected.states().get(count), expected.purgeVersion());
      if (difference == null) {
        found.add(count);
      } else {
        first = first.isEmpty() ? difference : first;
        last = difference;
      }
    }
    if (found.isEmpty()) {
      int begun = expected.states().size() - 1;
      throw new Violation("no prefix of at least " + least + " of " + begun + " batches: after " + least + " " + first
          + (begun == least ? "" : "; after " + begun + " " + last));
    }
    return found;
  }

  private @Nullable String difference(Model state, long purgeVersion) {
    String difference = state.differs(entries, null, null, Model.NOTHING_EXPIRED, purgeVersion);
    if (difference != null) {
      return "entries: " + difference;
    }
    if (scanned != null) {
      difference = state.differs(scanned, null, null, Model.NOTHING_EXPIRED, purgeVersion);
      if (difference != null) {
        return "scan: " + difference;
      }
    }
    for (String key : got.keySet()) {
      Seen seen = got.getOrDefault(key, Seen.ABSENT);
      if (!state.allows(key, seen, Model.NOTHING_EXPIRED, purgeVersion)) {
        return "get: " + key + " is " + seen + " instead of " + state.expected(key, Model.NOTHING_EXPIRED);
      }
    }
    long highest = state.highestVersion();
    if (highestVersion < highest && highest > purgeVersion) {
      return "the highest version is " + highestVersion + " instead of " + highest;
    }
    return null;
  }

  /// Writes, syncs, flushes, reorganises, loses its power and is opened again: all of it is there.
  void goOn(Expectation expected, List<Integer> explanations, SortedSet<String> probes, RandomStream random) {
    long version = Math.max(Math.max(highestVersion, expected.purgeVersion()), 0);
    if (expected.purgeVersion() != Long.MIN_VALUE) {
      store.purge(expected.purgeVersion());
    }
    List<List<Edit>> batches = new ArrayList<>();
    List<String> keys = List.copyOf(probes);
    for (int i = 0; i < 4; i++) {
      String key = keys.get(random.nextInt(keys.size()));
      List<Edit> batch = new ArrayList<>();
      batch.add(new Edit.Put("later" + i, ++version, random.nextInt(100), 0));
      batch.add(random.nextInt(3) == 0 ? new Edit.Delete(key, ++version) : new Edit.Put(key, ++version, 50, 0));
      writeSynced(batch);
      batches.add(batch);
      if (i == 1) {
        store.drive(store.engine().flush());
      } else if (i == 2) {
        store.drive(random.nextBoolean() ? store.engine().compactAll() : store.engine().settle());
      }
    }
    store.powerCut(random);
    store.open();
    List<Model> states = new ArrayList<>();
    for (int count : explanations) {
      Model state = expected.states().get(count).copy();
      batches.forEach(batch -> batch.forEach(state::apply));
      states.add(state);
    }
    new Recovered(store, probes)
        .explanations(new Expectation(states, 0, 0, expected.purgeVersion(), expected.epoch()), 0);
  }

  private void writeSynced(List<Edit> batch) {
    boolean[] isDone = new boolean[1];
    WriteStatus status = store.write(batch, Durability.SYNCED, failure -> {
      if (failure != null) {
        throw new Violation("a write after the crash failed: " + failure, failure);
      }
      isDone[0] = true;
    });
    if (status == WriteStatus.PENDING && !store.runtime().runUntil(() -> isDone[0])) {
      throw new Violation("a write after the crash got no answer");
    }
  }
}
