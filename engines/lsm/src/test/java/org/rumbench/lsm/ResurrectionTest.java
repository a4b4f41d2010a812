package org.rumbench.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.Snapshot;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.sim.MemoryMedium;

/// Known ways in which deleted or overwritten values came back elsewhere, as scripts.
class ResurrectionTest {
  private static TestTree open(EngineFactory factory, Map<String, String> more) {
    MemoryMedium medium = new MemoryMedium();
    Map<String, String> options = new HashMap<>(TestTree.tiny(factory));
    options.putAll(more);
    return new TestTree(new SimRuntime(1), factory, options, medium::open).open();
  }

  private static void fill(TestTree tree, long version, int from, int to) {
    for (int i = from; i < to; i++) {
      tree.put("k" + (1000 + i), version + i, "x".repeat(100));
    }
  }

  @Test
  void deletionMergedAmongNewTiersDoesNotUncoverTheOldOne() {
    TestTree tree = open(new SizeTieredFactory(), Map.of("minTableBytes", "1"));
    fill(tree, 1, 0, 60);
    tree.put("a", 100, "old");
    tree.flush();
    for (int i = 0; i < 4; i++) {
      tree.delete("a", 200 + i);
      tree.put("b", 300 + i, "small");
      tree.flush();
    }
    tree.engine().setPurgeVersion(1_000);
    tree.settle();
    assertThat(tree.get("a")).isEqualTo("deleted@203");
    tree.compactAll();
    assertThat(tree.get("a")).isEqualTo("absent");
    tree.reopen();
    assertThat(tree.get("a")).isEqualTo("absent");
  }

  @Test
  void deletionDoesNotSinkPastTheValueItHides() {
    TestTree tree = open(new LeveledFactory(), Map.of("l0CompactionTrigger", "1"));
    tree.put("a", 1, "old");
    fill(tree, 10, 0, 100);
    tree.flush();
    tree.settle();
    tree.delete("a", 500);
    tree.put("z", 501, "z");
    tree.flush();
    tree.engine().setPurgeVersion(600);
    tree.settle();
    assertThat(tree.get("a")).isIn("deleted@500", "absent");
    tree.reopen();
    assertThat(tree.get("a")).isIn("deleted@500", "absent");
    tree.compactAll();
    assertThat(tree.get("a")).isEqualTo("absent");
  }

  @Test
  void lateArrivalOfALowerVersionStaysHidden() {
    for (EngineFactory factory : new EngineFactory[] {new LeveledFactory(), new SizeTieredFactory()}) {
      TestTree tree = open(factory, Map.of());
      tree.delete("a", 100);
      tree.flush();
      tree.put("a", 50, "late");
      assertThat(tree.get("a")).isEqualTo("deleted@100");
      tree.flush();
      tree.compactAll();
      assertThat(tree.get("a")).isEqualTo("deleted@100");
      assertThat(tree.entries()).containsEntry("a", "deleted@100");
    }
  }

  @Test
  void deletionIsKeptWhileAMemtableHoldsALowerVersion() {
    TestTree tree = open(new LeveledFactory(), Map.of());
    tree.delete("a", 100);
    tree.flush();
    tree.put("a", 50, "late");
    tree.engine().setPurgeVersion(200);
    tree.put("a", 150, "refused");
    assertThat(tree.engine().metrics().refusedWrites()).isEqualTo(1);
    tree.drive(tree.engine().settle());
    assertThat(tree.get("a")).isEqualTo("deleted@100");
    tree.compactAll();
    assertThat(tree.get("a")).isEqualTo("absent");
  }

  @Test
  void manyVersionsOfOneKeyUnderSnapshotsStayInOneTable() {
    TestTree tree = open(new LeveledFactory(), Map.of("l0CompactionTrigger", "2"));
    Snapshot[] snapshots = new Snapshot[60];
    for (int i = 0; i < snapshots.length; i++) {
      tree.put("a", i + 1, "x".repeat(200));
      snapshots[i] = tree.engine().snapshot();
    }
    fill(tree, 1_000, 0, 40);
    tree.flush();
    tree.settle();
    tree.compactAll();
    for (int i = 0; i < snapshots.length; i++) {
      assertThat(tree.get("a", snapshots[i])).endsWith("@" + (i + 1));
      snapshots[i].close();
    }
    tree.delete("a", 900);
    tree.flush();
    tree.compactAll();
    assertThat(tree.get("a")).isEqualTo("deleted@900");
  }

  @Test
  void snapshotsKeepWhatTheySeeThroughCompaction() {
    for (EngineFactory factory : new EngineFactory[] {new LeveledFactory(), new SizeTieredFactory()}) {
      TestTree tree = open(factory, Map.of());
      tree.put("a", 1, "first");
      try (Snapshot snapshot = tree.engine().snapshot()) {
        tree.delete("a", 2);
        tree.deleteRange("a", "b", 3);
        tree.engine().setPurgeVersion(10);
        tree.flush();
        tree.compactAll();
        assertThat(tree.get("a", snapshot)).isEqualTo("first@1");
        assertThat(tree.get("a")).isEqualTo("deleted@3");
      }
      tree.compactAll();
      assertThat(tree.get("a")).isEqualTo("absent");
    }
  }
}
