package org.rumbench.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Capability;
import org.rumbench.engine.Durability;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.engine.Snapshot;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteStatus;
import org.rumbench.testkit.model.Model;
import org.rumbench.testkit.model.Seen;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.store.TestStore;

/// What `write` promises: versions, batches, deletions of ranges, the purge version, durability and its completion.
public interface WriteContract extends TestedDesign {
  @Test
  default void aBatchRefusesWhatNoStoreKeeps() {
    UnsafeBuffer bytes = new UnsafeBuffer(new byte[WriteBatch.MAX_KEY_LENGTH + 1]);
    UnsafeBuffer huge = new UnsafeBuffer(new byte[1]);
    WriteBatch batch = new WriteBatch();
    assertThatThrownBy(() -> batch.put(bytes, 0, 0, 1, 0, bytes, 0, 1)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0").hasMessageContaining("65535");
    assertThatThrownBy(() -> batch.put(bytes, 0, 65_536, 1, 0, bytes, 0, 1))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("65536");
    assertThatThrownBy(() -> batch.delete(bytes, 0, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> batch.delete(bytes, 0, 65_536, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> batch.put(bytes, 0, 1, 1, 0, huge, 0, WriteBatch.MAX_VALUE_LENGTH + 1))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("67108865");
    assertThatThrownBy(() -> batch.put(bytes, 0, 1, Long.MIN_VALUE, 0, bytes, 0, 1))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("version");
    assertThatThrownBy(() -> batch.deleteRange(bytes, 0, 2, bytes, 0, 2, 1))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("range");
    assertThatThrownBy(() -> batch.deleteRange(bytes, 0, 2, bytes, 0, 65_536, 1))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("65536");
    assertThat(batch.recordCount()).isZero();
    assertThat(batch.lengthBytes()).isZero();
  }

  @Test
  default void theHighestVersionWinsWhateverArrivesLast() {
    if (!design().can(Capability.VERSIONED)) {
      return;
    }
    CheckedStore store = CheckedStore.open(this);
    long[] versions = {50, 10, 90, Long.MAX_VALUE, 0, -1, Long.MIN_VALUE + 1, Long.MAX_VALUE - 1, 91};
    for (int i = 0; i < versions.length; i++) {
      store.put("all", versions[i], 20 + i);
      store.put("each" + i, versions[i], 30);
      if (i % 2 == 0) {
        store.delete("deleted", versions[i]);
      } else {
        store.put("deleted", versions[i], 40);
      }
      store.check();
      if (i % 3 == 1) {
        store.flush().check();
      }
    }
    assertThat(store.engine().highestVersion()).isEqualTo(Long.MAX_VALUE);
    store.compactAll().check().reopen().check();
    assertThat(store.engine().highestVersion()).isEqualTo(Long.MAX_VALUE);
    store.close();
  }

  @Test
  default void ofEqualVersionsTheLaterArrivalWins() {
    if (!design().can(Capability.VERSIONED)) {
      return;
    }
    CheckedStore store = CheckedStore.open(this);
    store.put("k", 5, 10).put("k", 5, 20);
    assertThat(store.get("k").valueBytes()).isEqualTo(20);
    store.flush().put("k", 5, 30);
    assertThat(store.get("k").valueBytes()).isEqualTo(30);
    store.write(List.of(new Edit.Put("k", 5, 40, 0), new Edit.Delete("k", 5), new Edit.Put("k", 5, 50, 0)));
    store.reopen();
    assertThat(store.get("k").valueBytes()).as("the order of arrival outlives the process").isEqualTo(50);
    store.put("k", 5, 60).flush();
    assertThat(store.get("k").valueBytes()).isEqualTo(60);
    store.compactAll();
    assertThat(store.get("k").valueBytes()).isEqualTo(60);
    store.delete("k", 5).reopen().compactAll();
    assertThat(store.get("k")).isEqualTo(Seen.tombstone(5));
    store.put("k", 5, 70).compactAll().reopen();
    assertThat(store.store().entries().get("k")).isEqualTo(new Seen(ReadOutcome.VALUE, 5, 70, 0));
    store.close();
  }

  @Test
  default void theHighestVersionIsKnownFromOpeningOn() {
    CheckedStore store = CheckedStore.open(this);
    assertThat(store.engine().highestVersion()).isEqualTo(Long.MIN_VALUE);
    store.reopen();
    assertThat(store.engine().highestVersion()).isEqualTo(Long.MIN_VALUE);
    store.put("a", -7, 10);
    assertThat(store.engine().highestVersion()).isEqualTo(-7);
    store.put("b", 30, 10).put("c", 20, 10).reopen();
    assertThat(store.engine().highestVersion()).isEqualTo(30);
    store.flush().delete("b", 40).put("b", 35, 10).reopen();
    assertThat(store.engine().highestVersion()).isEqualTo(40);
    store.flush().compactAll().reopen();
    assertThat(store.engine().highestVersion()).isEqualTo(40);
    store.purge(100).put("z", 90, 10);
    assertThat(store.engine().highestVersion()).as("a refused record is not stored").isEqualTo(40);
    store.close();
  }

  @Test
  default void aBatchMayNameAKeyManyTimes() {
    if (!design().can(Capability.VERSIONED)) {
      return;
    }
    CheckedStore store = CheckedStore.open(this);
    store.write(List.of(
        new Edit.Put("k", 10, 40, 0), new Edit.Put("k", 30, 41, 0), new Edit.Delete("k", 20),
        new Edit.Put("other", 31, 5, 0), new Edit.Put("k", 25, 42, 0), new Edit.Delete("other", 32)));
    store.check();
    assertThat(store.get("k")).isEqualTo(new Seen(ReadOutcome.VALUE, 30, 41, 0));
    store.flush().check().reopen().check().close();
  }

  @Test
  default void anEmptyBatchChangesNothing() {
    CheckedStore store = CheckedStore.open(this);
    store.write(List.of()).check();
    int[] answers = new int[1];
    WriteStatus status = store.store().write(List.of(), Durability.SYNCED, failure -> {
      assertThat(failure).isNull();
      answers[0]++;
    });
    int expected = status == WriteStatus.PENDING ? 1 : 0;
    assertThat(store.store().await(() -> answers[0] == expected)).isTrue();
    assertThat(store.engine().highestVersion()).isEqualTo(Long.MIN_VALUE);
    store.flush().reopen().check();
    assertThat(store.engine().highestVersion()).isEqualTo(Long.MIN_VALUE);
    store.close();
  }

  @Test
  default void aSyncedBatchCoversEverythingBeforeItThoughNothingOfItIsLeft() {
    for (boolean isRefused : new boolean[] {false, true}) {
      CheckedStore store = CheckedStore.open(this);
      store.purge(100).put("k", 200, 40);
      boolean[] isDurable = new boolean[1];
      List<Edit> nothing = isRefused ? List.of(new Edit.Put("k", 50, 5, 0)) : List.of();
      WriteStatus status = store.store().write(nothing, Durability.SYNCED, failure -> isDurable[0] = failure == null);
      assertThat(status == WriteStatus.DONE || store.store().runUntil(() -> isDurable[0])).isTrue();
      store.store().powerCut(new org.rumbench.runtime.RandomStream(isRefused ? 1 : 2));
      store.store().open();
      store.check().close();
    }
  }

  @Test
  default void aBatchMayBeLargerThanAnyPartOfTheStore() {
    CheckedStore store = CheckedStore.open(this);
    for (int round = 0; round < 3; round++) {
      List<Edit> edits = new ArrayList<>();
      for (int i = 0; i < 700; i++) {
        long version = 10_000L * round + i + 1;
        edits.add(i % 9 == round ? new Edit.Delete("k" + i, version) : new Edit.Put("k" + i, version, i % 200, 0));
      }
      store.put("before", 10_000L * round + 5_000, 100).write(edits).put("after", 10_000L * round + 5_001, 100);
    }
    store.check().reopen().check().compactAll().check().close();
  }

  @Test
  default void manyWritesFollowEachOtherThroughStalls() {
    CheckedStore store = CheckedStore.open(this);
    store.fill("k", 500, 1, 300).fill("k", 500, 10_000, 300).fill("k", 200, 20_000, 10);
    store.check().settle().check();
    assertThat(store.engine().stallCause()).isNull();
    store.close();
  }

  @Test
  default void aRangeDeletionHidesLowerVersionsWheneverTheyArrive() {
    if (!design().can(Capability.RANGE_DELETE) || !design().can(Capability.VERSIONED)) {
      return;
    }
    CheckedStore store = CheckedStore.open(this);
    store.fill("k", 60, 1, 60).flush();
    store.deleteRange("k1010", "k1040", 500).check();
    assertThat(store.get("k1010").outcome()).isEqualTo(ReadOutcome.TOMBSTONE);
    assertThat(store.get("k1009").outcome()).isEqualTo(ReadOutcome.VALUE);
    assertThat(store.get("k1040").outcome()).isEqualTo(ReadOutcome.VALUE);
    store.put("k1020", 400, 10).put("k1021", 501, 10).put("k1022", 499, 10).check();
    store.flush().check().put("k1020", 450, 10).put("k1019x", 451, 11).check().compactAll().check();
    store.put("k1030", 460, 10).check().reopen().check();
    store.put("k1030", 470, 10).put("k10\u00ff", 480, 10).delete("k1031", 490).flush().check().compactAll().check();
    store.deleteRange("k1000", "k1060", 300).check().deleteRange("k1035", "k1050", 600).check();
    store.settle().flush().compactAll().check().reopen().check();
    store.put("k1049", 599, 10).check().compactAll().check().close();
  }

  @Test
  default void aRangeDeletionInTheBatchOfWhatItHides() {
    if (!design().can(Capability.RANGE_DELETE) || !design().can(Capability.VERSIONED)) {
      return;
    }
    CheckedStore store = CheckedStore.open(this);
    store.write(List.of(
        new Edit.Put("b", 10, 5, 0), new Edit.DeleteRange("a", "c", 20), new Edit.Put("bb", 15, 5, 0),
        new Edit.Put("bc", 25, 5, 0)));
    store.check();
    assertThat(store.engine().highestVersion()).isEqualTo(25);
    store.deleteRange("\0", "\u00ff\u00ff", 90);
    assertThat(store.engine().highestVersion()).isEqualTo(90);
    store.check().flush().check().reopen().check();
    assertThat(store.engine().highestVersion()).isEqualTo(90);
    store.close();
  }

  @Test
  default void recordsAtOrBelowThePurgeVersionAreRefusedAndCounted() {
    CheckedStore store = CheckedStore.open(this);
    store.put("k", 100, 50).delete("d", 90).purge(200);
    store.put("k", 150, 10).put("k", 200, 10).delete("k", 199);
    assertThat(store.engine().metrics().refusedWrites()).isEqualTo(3);
    store.write(List.of(new Edit.Put("k", 120, 10, 0), new Edit.Put("n", 201, 10, 0), new Edit.Delete("n", 180)));
    assertThat(store.engine().metrics().refusedWrites()).isEqualTo(5);
    store.check().purge(50).put("m", 150, 10);
    assertThat(store.engine().metrics().refusedWrites()).as("the purge version never decreases").isEqualTo(6);
    int[] answers = new int[1];
    WriteStatus status =
        store.store().write(List.of(new Edit.Put("k", 130, 10, 0)), Durability.SYNCED, failure -> {
          assertThat(failure).isNull();
          answers[0]++;
        });
    int expected = status == WriteStatus.PENDING ? 1 : 0;
    assertThat(store.store().await(() -> answers[0] == expected)).isTrue();
    store.check().flush().reopen().check().close();
  }

  @Test
  default void deletionsAtOrBelowThePurgeVersionGoInAFullReorganisation() {
    CheckedStore store = CheckedStore.open(this);
    store.fill("k", 90, 1, 60).flush();
    for (int i = 0; i < 90; i += 2) {
      store.delete("k" + (1_000 + i), 500 + i);
    }
    store.flush().fill("x", 10, 700, 60).purge(1_000).compactAll();
    assertThat(store.store().entries().values()).as("no deletion is left").noneMatch(
        seen -> seen.outcome() == ReadOutcome.TOMBSTONE);
    assertThat(store.get("k1000")).isEqualTo(Seen.ABSENT);
    store.put("k1000", 499, 10).check();
    assertThat(store.get("k1000")).as("what was purged does not come back").isEqualTo(Seen.ABSENT);
    store.check().reopen().check();
    store.put("k1000", 1_001, 10).check().close();
  }

  @Test
  default void withoutAPurgeVersionADeletionIsKeptForEver() {
    if (!design().can(Capability.VERSIONED)) {
      return;
    }
    CheckedStore store = CheckedStore.open(this);
    store.fill("k", 30, 1, 60).delete("k1003", 100).delete("never", 101).flush();
    for (int round = 0; round < 3; round++) {
      store.compactAll().check().reopen().check();
      assertThat(store.get("k1003")).isEqualTo(Seen.tombstone(100));
      assertThat(store.get("never")).isEqualTo(Seen.tombstone(101));
      store.put("k1003", 50 + round, 30).put("never", 60 + round, 30).check().flush().check();
    }
    store.close();
  }

  /// A value that arrived late lies in another place than the deletion above it; purging the one must not show the other.
  @Test
  default void purgingNeverUncoversAnOlderValue() {
    if (!design().can(Capability.VERSIONED)) {
      return;
    }
    CheckedStore store = CheckedStore.open(this);
    for (int round = 0; round < 8; round++) {
      String key = "k" + round;
      store.put(key, 10, 100).flush().delete(key, 50);
      store.fill("filler", 20, 1_000L * (round + 1), 100).put(key, 20 + round, 100).flush();
      store.put(key, 30, 100).check();
    }
    store.purge(100).check().settle().check().flush().settle().check().reopen().check().compactAll().check();
    assertThat(store.get("k3")).isEqualTo(Seen.ABSENT);
    store.reopen().check().close();
  }

  @Test
  default void theCompletionOfASyncedWriteComesOnceAndNeverInsideTheCall() {
    CheckedStore store = CheckedStore.open(this);
    for (int round = 0; round < 20; round++) {
      int[] answers = new int[1];
      boolean[] isInside = {true};
      Thread caller = Thread.currentThread();
      Edit edit = new Edit.Put("k" + round, 1 + round, 60, 0);
      WriteStatus status = store.store().write(List.of(edit), Durability.SYNCED, failure -> {
        assertThat(failure).isNull();
        assertThat(isInside[0] && caller.equals(Thread.currentThread()))
            .as("the completion comes inside the call")
            .isFalse();
        answers[0]++;
      });
      isInside[0] = false;
      store.model().apply(edit);
      assertThat(store.get("k" + round).version()).as("visible on return").isEqualTo(1 + round);
      int expected = status == WriteStatus.PENDING ? 1 : 0;
      assertThat(store.store().await(() -> answers[0] == expected)).isTrue();
    }
    store.check().reopen().check().close();
  }

  @Test
  default void durabilityIsWhatWasAskedFor() {
    for (Durability durability : Durability.values()) {
      TestStore store = newStore(design(), 3).open();
      Edit edit = new Edit.Put("k", 9, 40, 0);
      int[] answers = new int[1];
      WriteStatus status = store.write(List.of(edit), durability, failure -> answers[0]++);
      if (durability != Durability.SYNCED) {
        assertThat(status).isEqualTo(WriteStatus.DONE);
      }
      int expected = status == WriteStatus.PENDING ? 1 : 0;
      assertThat(store.await(() -> answers[0] == expected)).isTrue();
      switch (durability) {
        case NONE -> store.close();
        case BUFFERED -> store.kill();
        case SYNCED -> store.powerCut(new org.rumbench.runtime.RandomStream(1));
      }
      store.open();
      Seen seen = store.get("k", 0, null);
      if (durability != Durability.NONE) {
        assertThat(seen).as("%s", durability).isEqualTo(new Seen(ReadOutcome.VALUE, 9, 40, 0));
      }
      store.close();
    }
  }

  @Test
  default void whoWaitsToWriteIsCalledThroughTheScheduler() {
    CheckedStore store = CheckedStore.open(this);
    int[] calls = new int[1];
    boolean[] isInside = {true};
    boolean[] wasInside = new boolean[1];
    Thread caller = Thread.currentThread();
    store.engine().onWritable(() -> {
      calls[0]++;
      wasInside[0] = isInside[0] && caller.equals(Thread.currentThread());
    });
    isInside[0] = false;
    assertThat(store.store().await(() -> calls[0] == 1)).isTrue();
    assertThat(wasInside[0]).as("called inside the call").isFalse();
    assertThat(store.fill("k", 100, 1, 100).store().await(() -> true)).isTrue();
    assertThat(calls[0]).as("a listener runs once").isEqualTo(1);
    store.close();
  }

  @Test
  default void aStalledWriteIsNotApplied() {
    CheckedStore store = CheckedStore.open(this);
    boolean[] isWritable = {true};
    for (int i = 0; i < 2_000 && isWritable[0]; i++) {
      Edit edit = new Edit.Put("k" + i % 50, i + 1, 200, 0);
      WriteStatus status = store.engine().write(TestStore.batchOf(List.of(edit)), Durability.BUFFERED, failure -> {});
      isWritable[0] = status == WriteStatus.DONE;
      if (isWritable[0]) {
        store.model().apply(edit);
      }
    }
    store.check();
    if (!isWritable[0]) {
      assertThat(store.engine().stallCause()).isNotEmpty();
      assertThat(store.engine().metrics().stalls().count()).isPositive();
      store.engine().onWritable(() -> isWritable[0] = true);
      assertThat(isWritable[0]).isFalse();
      assertThat(store.store().runUntil(() -> isWritable[0])).isTrue();
      store.put("k0", 100_000, 10);
    }
    store.check().settle();
    assertThat(store.engine().stallCause()).isNull();
    store.check().reopen().check().close();
  }

  @Test
  default void snapshotsShowTheirStateUntilTheyAreClosed() {
    if (!design().can(Capability.SNAPSHOT)) {
      return;
    }
    CheckedStore store = CheckedStore.open(this);
    List<@Nullable Snapshot> snapshots = new ArrayList<>();
    List<Model> models = new ArrayList<>();
    for (int round = 0; round < 8; round++) {
      snapshots.add(store.engine().snapshot());
      models.add(store.model().copy());
      store.fill("k", 40, 1_000L * (round + 1), 60 + round).delete("k100" + round, 1_000L * (round + 1) + 500);
      store.put("late", store.can(Capability.VERSIONED) ? 1_000 - round : 1_000 + round, 20);
      if (store.can(Capability.RANGE_DELETE) && round == 4) {
        store.deleteRange("k1020", "k1030", 1_000L * (round + 1) + 600);
      }
      switch (round % 3) {
        case 0 -> store.flush();
        case 1 -> store.compactAll();
        default -> store.settle();
      }
    }
    int closed = 0;
    for (int i : new int[] {3, 0, 7, 5, 1, 6, 2, 4}) {
      closed++;
      for (int other = 0; other < 8; other++) {
        Snapshot snapshot = snapshots.get(other);
        if (snapshot != null) {
          store.checkAgainst(models.get(other), snapshot);
        }
      }
      closeTwice(snapshots.set(i, null));
      store.put("k1001", 20_000 + (store.can(Capability.VERSIONED) ? i : closed), 10).compactAll();
    }
    store.check().close();
  }

  private static void closeTwice(@Nullable Snapshot snapshot) {
    if (snapshot != null) {
      snapshot.close();
      snapshot.close();
    }
  }

  /// Two snapshots of one moment are two: closing the one leaves the other.
  @Test
  default void snapshotsOfOneMomentAreIndependent() {
    if (!design().can(Capability.SNAPSHOT)) {
      return;
    }
    CheckedStore store = CheckedStore.open(this);
    store.fill("k", 30, 1, 60);
    Model before = store.model().copy();
    Snapshot first = store.engine().snapshot();
    Snapshot second = store.engine().snapshot();
    assertThat(second.sequence()).isEqualTo(first.sequence());
    store.fill("k", 30, 1_000, 60).delete("k1002", 2_000).purge(5_000);
    first.close();
    store.compactAll();
    store.checkAgainst(before, second);
    assertThatThrownBy(() -> store.get("k1001", first)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> store.store().scan(null, null, 0, first)).isInstanceOf(IllegalStateException.class);
    second.close();
    store.compactAll().check().close();
  }
}
