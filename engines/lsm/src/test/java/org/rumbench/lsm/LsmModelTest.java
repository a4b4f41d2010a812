package org.rumbench.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.Snapshot;
import org.rumbench.engine.WriteBatch;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.sim.MemoryMedium;

/// Random histories against a sorted map: versions out of order, deletions, range deletions, snapshots, flushes,
/// compactions, purges, reopening and kills.
class LsmModelTest {
  private static final int KEYS = 60;
  private static final int OPERATIONS = 1_200;

  /// A version and what it says; the highest version wins.
  private record Held(long version, String text) {}

  private record RangeHeld(String from, String to, long version) {}

  private static final class Model {
    final SortedMap<String, Held> points = new TreeMap<>();
    final List<RangeHeld> ranges = new ArrayList<>();

    Model copy() {
      Model copy = new Model();
      copy.points.putAll(points);
      copy.ranges.addAll(ranges);
      return copy;
    }

    void apply(String key, long version, String text) {
      points.merge(key, new Held(version, text), (old, next) -> next.version() > old.version() ? next : old);
    }

    String get(String key) {
      Held held = points.get(key);
      long hidden = Long.MIN_VALUE;
      for (RangeHeld range : ranges) {
        if (range.from().compareTo(key) <= 0 && range.to().compareTo(key) > 0) {
          hidden = Math.max(hidden, range.version());
        }
      }
      if (held == null || held.version() < hidden) {
        return hidden == Long.MIN_VALUE ? "absent" : "deleted@" + hidden;
      }
      return held.text() + "@" + held.version();
    }

    SortedMap<String, String> all() {
      SortedMap<String, String> all = new TreeMap<>();
      points.keySet().forEach(key -> all.put(key, get(key)));
      return all;
    }
  }

  static Stream<EngineFactory> designs() {
    return Stream.of(new LeveledFactory(), new SizeTieredFactory());
  }

  @ParameterizedTest
  @MethodSource("designs")
  void agreesWithASortedMapOverRandomHistories(EngineFactory factory) {
    for (long seed : Seeds.of(20)) {
      try {
        new History(factory, seed).run();
      } catch (RuntimeException | AssertionError failure) {
        throw new AssertionError(factory.name() + ", -Dseed=" + seed, failure);
      }
    }
  }

  private static final class History {
    private final RandomStream random;
    private final TestTree tree;
    private Model model = new Model();
    private long nextVersion = 1_000_000;
    private long purged = Long.MIN_VALUE;
    private final List<Snapshot> snapshots = new ArrayList<>();
    private final List<Model> pictures = new ArrayList<>();

    History(EngineFactory factory, long seed) {
      random = new RandomStream(seed);
      SimRuntime runtime = new SimRuntime(seed);
      MemoryMedium medium = new MemoryMedium();
      tree = new TestTree(runtime, factory, TestTree.tiny(factory), medium::open).open();
    }

    void run() {
      for (int i = 0; i < OPERATIONS; i++) {
        operate(random.nextInt(1_000));
      }
      closeSnapshots();
      check();
      tree.compactAll();
      check();
      tree.reopen();
      check();
      tree.close();
    }

    private void operate(int dice) {
      if (dice < 560) {
        batch();
      } else if (dice < 570) {
        rangeDeletion();
      } else if (dice < 850) {
        String key = key();
        compare(key, tree.get(key), model.get(key));
      } else if (dice < 880) {
        scan();
      } else if (dice < 900) {
        tree.runtime.runFor(random.nextInt(100_000));
      } else if (dice < 920) {
        snapshot();
      } else if (dice < 945) {
        tree.flush();
      } else if (dice < 965) {
        tree.settle();
      } else if (dice < 972) {
        tree.compactAll();
      } else if (dice < 980) {
        purge();
      } else if (dice < 990) {
        closeSnapshots();
        tree.reopen();
        check();
      } else if (dice < 995) {
        closeSnapshots();
        tree.kill();
        tree.open();
        check();
      } else {
        check();
      }
    }

    private String key() {
      return "key" + random.nextInt(KEYS);
    }

    private long version() {
      long version = nextVersion + random.nextInt(200) * 1_000L - 100_000;
      nextVersion++;
      // Unique: the low part counts, the high part is out of order.
      long unique = version / 1_000 * 1_000_000 + nextVersion;
      return unique > purged ? unique : (purged / 1_000_000 + 1) * 1_000_000 + nextVersion % 1_000_000;
    }

    private void batch() {
      WriteBatch batch = new WriteBatch();
      for (int left = 1 + random.nextInt(4); left > 0; left--) {
        String key = key();
        long version = version();
        if (random.nextInt(4) == 0) {
          var bytes = TestTree.bytes(key);
          batch.delete(bytes, 0, bytes.capacity(), version);
          model.apply(key, version, "deleted");
        } else {
          String value = "v" + version + "x".repeat(random.nextInt(120));
          TestTree.put(batch, key, version, value);
          model.apply(key, version, value);
        }
      }
      tree.write(batch);
    }

    private void rangeDeletion() {
      String a = key();
      String b = key();
      String from = a.compareTo(b) < 0 ? a : b;
      String to = a.compareTo(b) < 0 ? b : a + "0";
      long version = version();
      tree.deleteRange(from, to, version);
      model.ranges.add(new RangeHeld(from, to, version));
    }

    private void scan() {
      String from = key();
      String to = from + "~";
      assertThat(visible(tree.scan(from, to, null))).isEqualTo(visible(model.all().subMap(from, to)));
    }

    private void snapshot() {
      if (snapshots.size() < 3 && random.nextBoolean()) {
        snapshots.add(tree.engine().snapshot());
        pictures.add(model.copy());
      } else if (!snapshots.isEmpty()) {
        int which = random.nextInt(snapshots.size());
        compareAll(tree.scan(null, null, snapshots.get(which)), pictures.get(which));
        String key = key();
        compare(key, tree.get(key, snapshots.get(which)), pictures.get(which).get(key));
        if (random.nextBoolean()) {
          snapshots.remove(which).close();
          pictures.remove(which);
        }
      }
    }

    private void closeSnapshots() {
      snapshots.forEach(Snapshot::close);
      snapshots.clear();
      pictures.clear();
    }

    private void purge() {
      purged = Math.max(purged, tree.engine().highestVersion());
      tree.engine().setPurgeVersion(purged);
    }

    private void check() {
      compareAll(tree.scan(null, null, null), model);
      compareAll(tree.entries(), model);
      for (int i = 0; i < KEYS; i++) {
        compare("key" + i, tree.get("key" + i), model.get("key" + i));
      }
    }

    private void compareAll(SortedMap<String, String> found, Model expected) {
      SortedMap<String, String> left = visible(found);
      SortedMap<String, String> right = visible(expected.all());
      SortedMap<String, String> different = new TreeMap<>();
      left.forEach((key, text) -> {
        if (!text.equals(right.get(key))) {
          different.put(key, text + " instead of " + right.get(key));
        }
      });
      right.forEach((key, text) -> {
        if (!left.containsKey(key)) {
          different.put(key, "nothing instead of " + text);
        }
      });
      assertThat(different).isEmpty();
    }

    /// A deletion at or below the purge version may be gone: then the key is absent or a lower deletion shows.
    private void compare(String key, String found, String expected) {
      if (expected.startsWith("deleted") && !found.equals(expected)) {
        assertThat(found).as(key).matches("absent|deleted@.*");
        assertThat(versionOf(expected)).as(key).isLessThanOrEqualTo(purged);
      } else {
        assertThat(found).as(key).isEqualTo(expected);
      }
    }

    /// Without deletions that may be gone: purged ones, and keys of which only a range deletion is left.
    private SortedMap<String, String> visible(SortedMap<String, String> all) {
      SortedMap<String, String> visible = new TreeMap<>(all);
      visible
          .values()
          .removeIf(text -> text.startsWith("deleted") && (versionOf(text) <= purged || isOfRange(versionOf(text))));
      return visible;
    }

    private boolean isOfRange(long version) {
      return model.ranges.stream().anyMatch(range -> range.version() == version);
    }

    private static long versionOf(String text) {
      return Long.parseLong(text.substring(text.lastIndexOf('@') + 1));
    }
  }
}
