package org.rumbench.testkit.kill.system;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Capability;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.Violation;
import org.rumbench.testkit.model.History;
import org.rumbench.testkit.model.Model;
import org.rumbench.testkit.model.Seen;
import org.rumbench.testkit.store.StoreReader;

/// Compares an open store with what was written to it.
///
/// @param design  whose store
/// @param store   the store
/// @param history of everything that was written, in the order of writing
record Comparison(Design design, RealStore store, History history) {
  /// Finds the batches that are there, at least `least`, and compares every way of reading with the model after them.
  /// Returns how many there are.
  int adopt(int least) {
    StoreReader reader = store.reader();
    SortedMap<String, Seen> reads = new TreeMap<>();
    int held = history.adopt(
        reader.entries(),
        key -> reads.computeIfAbsent(key, wanted -> reader.get(wanted, Model.NOTHING_EXPIRED, null)),
        least);
    compare();
    return held;
  }

  /// Compares every way of reading with what is known to be there.
  void compare() {
    Model model = history.current();
    StoreReader reader = store.reader();
    agree("entries", reader.entries(), model);
    if (design.can(Capability.ORDERED_SCAN)) {
      agree("scan", reader.scan(null, null, 0, null), model);
    }
    TreeSet<String> keys = new TreeSet<>(model.keys());
    keys.add("never written");
    for (String key : keys) {
      Seen seen = reader.get(key, 0, null);
      if (!model.allows(key, seen, 0, history.forgottenVersion())) {
        throw new Violation("get " + key + " shows " + seen + " instead of " + model.expected(key, 0));
      }
    }
    long highest = model.highestVersion();
    if (highest > history.purgeVersion() && store.engine().highestVersion() < highest) {
      throw new Violation("the highest version is " + store.engine().highestVersion() + ", below " + highest);
    }
  }

  private void agree(String what, SortedMap<String, Seen> listing, Model model) {
    @Nullable String difference = model.differs(listing, null, null, 0, history.forgottenVersion());
    if (difference != null) {
      throw new Violation(what + ": " + difference);
    }
  }
}
