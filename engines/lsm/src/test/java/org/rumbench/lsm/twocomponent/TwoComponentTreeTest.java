package org.rumbench.lsm.twocomponent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.EngineEvent.Component;
import org.rumbench.engine.EngineEvent.ComponentState;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.lsm.LeveledFactory;
import org.rumbench.lsm.SizeTieredFactory;
import org.rumbench.runtime.sim.SimOptions;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.fault.CrashStorage;
import org.rumbench.storage.sim.MemoryMedium;
import org.rumbench.storage.sim.SimulatedDisk;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.model.Seen;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.store.TestStore;

/// The disk tree's shape, its range deletions, what it tells of itself, and stores that are not its own.
class TwoComponentTreeTest {
  private static final int KEYS = 600;

  private static TestStore store(long seed, Map<String, String> options) {
    return new TestStore(Design.miniature(new TwoComponentFactory()).with(options), new SimRuntime(seed)).open();
  }

  private static String key(int number) {
    return "k%05d".formatted(number);
  }

  private static void put(TestStore store, int number, long version) {
    Edit edit = new Edit.Put(key(number), version, 20 + number * 37 % 60, 0);
    store.write(List.of(edit), Durability.BUFFERED, failure -> {});
  }

  /// Writes all keys with versions from 1 on.
  private static TestStore filled(TestStore store) {
    for (int i = 0; i < KEYS; i++) {
      put(store, i * 7 % KEYS, i + 1);
    }
    store.drive(store.engine().flush());
    return store;
  }

  private static long bytes(TestStore store) {
    return store.engine().metrics().shape().getFirst().bytes();
  }

  private static int subtrees(TestStore store) {
    return store.engine().metrics().shape().getFirst().files();
  }

  /// Bytes of the files of subtrees, by name.
  private static Map<String, byte[]> files(TestStore store) {
    Map<String, byte[]> files = new TreeMap<>();
    store.disk().image().files().forEach((name, content) -> {
      if (name.endsWith("." + SubtreeDescriptor.EXTENSION)) {
        files.put(name, content);
      }
    });
    return files;
  }

  /// In a B-tree that is never written in place no page has to keep room for more.
  @Test
  void pagesOfEveryLevelAreFullAndOfOneDepth() {
    int pageBytes = 256;
    TestStore store = filled(store(1, Map.of("memtableBytes", "256k", "subtreeBytes", "64k")));
    assertThat(subtrees(store)).isEqualTo(1);
    UnsafeBuffer file = new UnsafeBuffer(files(store).values().iterator().next());
    SubtreeFooter footer = SubtreeFooter.decode(file, file.capacity() - SubtreeDescriptor.FOOTER_LENGTH);
    assertThat(footer.records()).isEqualTo(KEYS);
    List<List<Integer>> pages = new ArrayList<>();
    for (long page = 0; page < footer.pages(); ) {
      int base = (int) page * pageBytes;
      while (pages.size() <= Node.level(file, base)) {
        pages.add(new ArrayList<>());
      }
      pages.get(Node.level(file, base)).add(base);
      page += Node.span(file, base);
    }
    assertThat(pages).hasSizeGreaterThan(2);
    assertThat(pages.getLast()).hasSize(1);
    int mostEntryBytes = SubtreeDescriptor.LEAF_KEY_OFFSET + key(0).length() + 80 + Integer.BYTES;
    for (List<Integer> level : pages) {
      for (int base : level.subList(0, level.size() - 1)) {
        assertThat(usedBytes(file, base)).isGreaterThan(pageBytes - mostEntryBytes).isLessThanOrEqualTo(pageBytes);
      }
    }
    assertThat(childrenOf(file, pages.get(1))).containsExactlyElementsOf(pages.get(0));
  }

  /// Bytes of a node up to the end of its last entry; entries are laid down in order.
  private static int usedBytes(UnsafeBuffer file, int base) {
    int last = Node.entry(file, base, Node.count(file, base) - 1);
    int end =
        Node.level(file, base) == 0
            ? Node.valueAt(file, last) + Node.valueLength(file, last)
            : Node.innerKeyAt(last) + Node.innerKeyLength(file, last);
    return end - base;
  }

  private static List<Integer> childrenOf(UnsafeBuffer file, List<Integer> level) {
    List<Integer> children = new ArrayList<>();
    for (int base : level) {
      for (int slot = 0; slot < Node.count(file, base); slot++) {
        children.add((int) Node.child(file, Node.entry(file, base, slot)) * 256);
      }
    }
    return children;
  }

  /// Only the subtrees of the keys that memory has are written anew.
  @Test
  void aFlushLeavesSubtreesAloneThatMemoryHasNothingFor() {
    TestStore store = filled(store(2, Map.of()));
    Map<String, byte[]> before = files(store);
    assertThat(before.size()).isGreaterThan(10);
    put(store, KEYS / 2, KEYS + 1);
    store.drive(store.engine().flush());
    store.drive(store.engine().settle());
    Map<String, byte[]> after = files(store);
    after.keySet().retainAll(before.keySet());
    assertThat(after.size()).isBetween(before.size() - 4, before.size() - 1);
  }

  @Test
  void aRangeDeletionReachesOverSubtreesAndHidesWhatArrivesLate() {
    TestStore store = filled(store(3, Map.of()));
    long before = bytes(store);
    store.write(List.of(new Edit.DeleteRange(key(50), key(550), 10_000)), Durability.BUFFERED, failure -> {});
    assertRangeIsDeleted(store);
    store.drive(store.engine().flush());
    assertRangeIsDeleted(store);
    assertThat(bytes(store)).as("nothing but the deletion is left of most subtrees").isLessThan(before / 3);
    put(store, 300, 9_000);
    put(store, 301, 11_000);
    store.drive(store.engine().flush());
    store.close();
    store.open();
    assertThat(store.get(key(300), 0, null).outcome()).isEqualTo(ReadOutcome.TOMBSTONE);
    assertThat(store.get(key(301), 0, null).outcome()).isEqualTo(ReadOutcome.VALUE);
    store.purge(10_000);
    store.drive(store.engine().compactAll());
    assertThat(store.get(key(300), 0, null)).isEqualTo(Seen.ABSENT);
    assertThat(store.entries()).hasSize(101);
  }

  private static void assertRangeIsDeleted(TestStore store) {
    for (int i = 0; i < KEYS; i++) {
      ReadOutcome expected = i >= 50 && i < 550 ? ReadOutcome.TOMBSTONE : ReadOutcome.VALUE;
      assertThat(store.get(key(i), 0, null).outcome()).as(key(i)).isEqualTo(expected);
    }
    assertThat(store.scan(key(45), key(555), 0, null).values()).filteredOn(seen -> seen.outcome() == ReadOutcome.VALUE)
        .hasSize(10);
  }

  /// The power fails between any two subtrees of a flush whose memory tree deletes a range over many of them.
  @Test
  void aRangeDeletionIsWholeAfterACrashBetweenTwoSubtrees() {
    TestStore store =
        new TestStore(
            Design.miniature(new TwoComponentFactory()),
            new SimRuntime(4, SimOptions.DEFAULT.withFixedBudgetBytes(64)))
            .open();
    filled(store);
    store.write(List.of(new Edit.DeleteRange(key(50), key(550), 10_000)), Durability.BUFFERED, failure -> {});
    var flush = store.engine().flush();
    long merged = ended(store);
    int crashes = 0;
    while (!flush.isDone()) {
      store.run(1);
      if (ended(store) > merged + 4) {
        merged = ended(store);
        crashes++;
        TestStore reopened =
            new TestStore(
                Design.miniature(new TwoComponentFactory()), new SimRuntime(crashes),
                new MemoryMedium(SimulatedDisk.restless(), store.disk().image().files())::open)
                .open();
        assertRangeIsDeleted(reopened);
        reopened.close();
      }
    }
    assertThat(crashes).isGreaterThan(5);
    assertRangeIsDeleted(store);
  }

  private static long ended(TestStore store) {
    return store.events().stream().filter(EngineEvent.CompactionEnded.class::isInstance).count();
  }

  @Test
  void stallsAreCountedByCause() {
    TestStore store = store(5, Map.of());
    for (int i = 0; i < 3 * KEYS; i++) {
      put(store, i * 7 % KEYS, i + 1);
    }
    store.runtime().runUntilIdle();
    EngineMetrics.Stalls stalls = store.engine().metrics().stalls();
    assertThat(stalls.causes()).extracting(EngineMetrics.StallCause::name).containsExactly("memtables");
    assertThat(stalls.count())
        .isPositive()
        .isEqualTo(store.events().stream().filter(EngineEvent.StallBegan.class::isInstance).count());
    assertThat(stalls.causes().getFirst().totalNanos()).isEqualTo(stalls.totalNanos());
  }

  /// Every component goes through its states in order.
  @Test
  void componentsTellTheirStates() {
    TestStore store = filled(store(6, Map.of()));
    store.drive(store.engine().compactAll());
    store.runtime().runUntilIdle();
    Map<String, ComponentState> present = new TreeMap<>();
    long[] changes = new long[ComponentState.values().length];
    for (EngineEvent event : store.events()) {
      if (event instanceof EngineEvent.ComponentChanged changed) {
        ComponentState before = present.put(changed.component() + " " + changed.number(), changed.state());
        assertThat(expectedBefore(changed.component(), changed.state())).as("%s", changed).isEqualTo(before);
        changes[changed.state().ordinal()]++;
      }
    }
    assertThat(LongStream.of(changes).boxed()).doesNotContain(0L);
    assertThat(present.values()).filteredOn(state -> state == ComponentState.FLUSHED).hasSize(subtrees(store));
    assertThat(present.values()).filteredOn(state -> state == ComponentState.ACTIVE).hasSize(1);
    assertThat(present.values()).doesNotContain(ComponentState.COMPACTING, ComponentState.FLUSHING);
  }

  private static @Nullable ComponentState expectedBefore(Component component, ComponentState after) {
    return switch (after) {
      case ACTIVE, FLUSHED -> null;
      case FLUSHING -> ComponentState.ACTIVE;
      case COMPACTING -> ComponentState.FLUSHED;
      case OBSOLETE -> component == Component.MEMTABLE ? ComponentState.FLUSHING : ComponentState.COMPACTING;
    };
  }

  @Test
  void aStoreOfAnotherDesignIsRefusedAndStaysAsItIs() {
    List<EngineFactory> others = List.of(new LeveledFactory(), new SizeTieredFactory());
    for (EngineFactory other : others) {
      for (boolean isFlushed : new boolean[] {true, false}) {
        assertRefused(other, new TwoComponentFactory(), isFlushed);
        assertRefused(new TwoComponentFactory(), other, isFlushed);
      }
    }
  }

  private static void assertRefused(EngineFactory own, EngineFactory wrong, boolean isFlushed) {
    SimRuntime runtime = new SimRuntime(7);
    CrashStorage disk = new CrashStorage(new MemoryMedium()::open);
    TestStore store = new TestStore(Design.miniature(own), runtime, disk).open();
    put(store, 1, 1);
    if (isFlushed) {
      store.drive(store.engine().flush());
    }
    store.close();
    TestStore refused = new TestStore(Design.miniature(wrong), runtime, disk);
    assertThatThrownBy(refused::open).isInstanceOf(IllegalStateException.class).hasMessageContaining("another design");
    refused.kill();
    store.open();
    assertThat(store.entries()).containsOnlyKeys(key(1));
    store.close();
  }
}
