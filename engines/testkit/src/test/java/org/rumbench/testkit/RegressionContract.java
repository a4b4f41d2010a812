package org.rumbench.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Durability;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.testkit.check.EveryEvent;
import org.rumbench.testkit.model.History;
import org.rumbench.testkit.model.Model;
import org.rumbench.testkit.model.Seen;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.script.Operation;
import org.rumbench.testkit.script.Script;
import org.rumbench.testkit.script.ScriptText;
import org.rumbench.testkit.store.TestStore;

/// Known ways in which other systems lost or resurrected data: what comes in between background work and its end.
///
/// `REGRESSIONS.md` says for every bug which test stands for it; those that need a broken device are in
/// [BrokenDeviceContract], those that are one fixed history are scripts.
public interface RegressionContract extends TestedDesign {
  /// Plays of one scene: about one for every event.
  int PLAYS = 60;

  /// Keys of the scene.
  int SCENE_KEYS = 24;

  /// A store of several files whose older values are mostly overwritten or deleted; everything is synced but the last
  /// few writes, which are not flushed either.
  static Script scene(long seed) {
    StringBuilder text = new StringBuilder("seed " + seed + "\n");
    long version = 0;
    for (int round = 0; round < 4; round++) {
      for (int key = 0; key < SCENE_KEYS; key++) {
        version++;
        if (round == 2 && key % 6 == 1) {
          text.append("write buffered delete k").append(key).append('@').append(version).append('\n');
        } else if (round == 0 || key % 3 != 0) {
          text.append("write buffered put k").append(key).append('@').append(version).append(":120\n");
        }
      }
      text.append(round % 2 == 0 ? "flush\n" : "flush\nsettle\n");
    }
    text.append("write synced put k0@200:90 put k1@201:10 delete k2@202\n");
    text.append("write buffered put k4@203:120\n");
    return ScriptText.parse(text.toString());
  }

  private void atEveryEvent(IntFunction<String> interruption) {
    seeds(1).forEach(seed -> {
      for (Operation work : List.of(new Operation.CompactAll(true), new Operation.Flush(true))) {
        EveryEvent scene = new EveryEvent(design(), scene(seed), work);
        assertThat(scene.totalEvents()).as("events of the work").isPositive();
        scene.play(PLAYS, interruption);
      }
    });
  }

  private static String deletions(long version) {
    StringBuilder text = new StringBuilder("write synced");
    for (int key = 0; key < SCENE_KEYS; key++) {
      text.append(" delete k").append(key).append('@').append(version + key);
    }
    return text.append('\n').toString();
  }

  /// Bitcask PR 148, Badger #2286 and PR 2310: a key deleted while its value was moved came back, when the deletion was
  /// purged at once, too.
  @Test
  default void deletionAtAnyEventOfBackgroundWorkIsNotUndone() {
    atEveryEvent(events -> deletions(1_000) + """
        purge 2000
        check
        compact
        check
        kill
        check
        compact
        check
        """);
  }

  /// Titan #93 and PR 96: a collection beside a flush lost what the flush wrote ("missing blob file").
  @Test
  default void flushAtAnyEventOfBackgroundWorkKeepsWhatBothWrite() {
    atEveryEvent(events -> """
        write buffered put k1@5000:120 put k3@5001:5 delete k5@5002
        write buffered put zzz@5003:120
        flush begin
        settle
        check
        kill
        check
        compact
        check
        """);
  }

  /// Badger #578, #570, #926 (a value's file removed before the pointer to its copy was durable), PR 1645 (a table not
  /// synced), RocksDB 7.6, 7.7 and PR 10573 (names not synced), PR 10560 (a hole in the log).
  @Test
  default void powerCutAtAnyEventOfBackgroundWorkLosesNothingSynced() {
    atEveryEvent(events -> "power " + events + "\ncheck\ncompact begin\nrun 5\npower " + (events + 1) + """

        check
        compact
        reopen
        """);
  }

  /// HaloDB and every merge that drops what is overwritten: the newer record, not yet synced, goes with the power after
  /// the older one, which was synced, has been dropped for its sake.
  @Test
  default void newerWriteThatIsLostTakesNoOlderSyncedOneWithIt() {
    atEveryEvent(events -> """
        write buffered put k0@2000:90 put k1@2001:90 delete k2@2002 put k3@2003:90
        run %d
        power %d
        check
        reopen
        """.formatted(events * 7 % 31, events));
  }

  /// TiKV #16256: a file made before a crash, unknown to the manifest, gave its number to a later one.
  @Test
  default void killAtAnyEventOfBackgroundWorkLeavesNoNumberToBeUsedTwice() {
    atEveryEvent(events -> """
        kill
        write buffered put k1@5000:120 put k2@5001:120 put k7@5002:120
        flush begin
        run 4
        kill
        write buffered put k1@6000:120 put k7@6001:12
        compact begin
        run 9
        kill
        compact
        check
        reopen
        """);
  }

  /// Titan #167, #186 and #336, LevelDB 20fb601, RocksDB 7.1.0: what a snapshot showed was collected, compacted away or
  /// mixed with what a flush was writing.
  @Test
  default void snapshotTakenAtAnyEventOfBackgroundWorkStaysAsItIs() {
    atEveryEvent(events -> "snapshot 1\n" + deletions(1_000) + """
        open 0 scan
        open 1 entries
        write buffered range k1..k3@3000 put k11@3001:70
        purge 3001
        snapshot 2
        flush begin
        run 3
        read 1
        compact
        read 1
        read 2
        drain 0
        drain 1
        release 1
        compact
        read 2
        release 2
        compact
        check
        """);
  }

  /// Badger #1354 and #2329: deletions that nothing needed any more were never purged.
  @Test
  default void purgedDeletionsLeaveNothingBehind() {
    TestStore store = new TestStore(design(), new SimRuntime(1)).open();
    for (int key = 0; key < 60; key++) {
      store.write(List.of(new Edit.Put("k" + key, 1 + key, 100, 0)), Durability.BUFFERED, failure -> {});
    }
    store.drive(store.engine().flush());
    for (int key = 0; key < 60; key++) {
      store.write(List.of(new Edit.Delete("k" + key, 100 + key)), Durability.BUFFERED, failure -> {});
    }
    store.drive(store.engine().flush());
    store.purge(200);
    store.drive(store.engine().compactAll());
    store.drive(store.engine().compactAll());
    assertThat(store.entries()).isEmpty();
    assertThat(store.get("k1", 0, null)).isEqualTo(Seen.ABSENT);
    store.close();
    store.open();
    assertThat(store.entries()).isEmpty();
    store.close();
  }

  /// Bitcask and HaloDB before 0.4.3 ordered records by the clock's seconds: a clock set back made older values win.
  @Test
  default void wallClockThatGoesBackDecidesNothing() {
    SimRuntime runtime = new SimRuntime(1);
    TestStore store = new TestStore(design(), runtime).open();
    History history = new History();
    for (int i = 1; i <= 120; i++) {
      runtime.setWallClock(TestStore.OWNER, -3_600_000L * i, 0);
      String key = "k" + i % 10;
      Edit edit = i % 7 == 0 ? new Edit.Delete(key, i) : new Edit.Put(key, i, 100, 0);
      int number = history.begin(List.of(edit));
      store.write(List.of(edit), Durability.BUFFERED, failure -> {});
      history.applied(number, 1);
      if (i % 30 == 0) {
        store.drive(store.engine().flush());
        assertShows(store, history.current());
        store.drive(i == 60 ? store.engine().compactAll() : store.engine().settle());
        store.kill();
        store.open();
        assertShows(store, history.current());
      }
    }
    store.drive(store.engine().compactAll());
    assertShows(store, history.current());
    store.close();
  }

  private static void assertShows(TestStore store, Model model) {
    assertThat(model.differs(store.entries(), null, null, Model.NOTHING_EXPIRED, Long.MIN_VALUE)).isNull();
    for (String key : model.keys()) {
      assertThat(store.get(key, 0, null)).as(key).isEqualTo(model.expected(key, 0));
    }
  }
}
