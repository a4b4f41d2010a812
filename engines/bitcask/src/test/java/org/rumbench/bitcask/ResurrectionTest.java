package org.rumbench.bitcask;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rumbench.runtime.sim.SimOptions;
import org.rumbench.storage.IoPurpose;

/// Known ways in which stores of this kind brought deleted keys back, one test each.
class ResurrectionTest {
  private static Rig partial() {
    return new Rig(1, SimOptions.DEFAULT, Rig.ONE_AT_A_TIME).open();
  }

  /// bitcask #82: put in one segment, delete in the next, merge only the one with the deletion, reopen.
  @Test
  void partialMergeKeepsTheDeletionOfAnOlderSegmentsValue() {
    Rig rig = partial();
    rig.put("gone", 10, "value");
    for (int i = 0; i < 5; i++) {
      rig.put("stays" + i, 11, "a value that keeps its segment from being worth a merge");
    }
    rig.drive(rig.engine().flush());
    rig.delete("gone", 20);
    rig.put("filler", 21, "a filler of some length, to be overwritten at once, so that this segment is dead enough");
    rig.put("filler", 22, "short");
    rig.purge(20);
    rig.drive(rig.engine().flush());
    rig.drive(rig.engine().settle());
    assertThat(rig.engine().metrics().work().merges()).isEqualTo(1);
    assertThat(rig.image().keySet()).as("the older segment was left alone").anyMatch(name -> name.startsWith("data-"));
    assertThat(rig.held("gone")).isEqualTo(new Rig.Held(20, null));
    rig.reopen();
    assertThat(rig.held("gone")).isEqualTo(new Rig.Held(20, null));
    rig.drive(rig.engine().compactAll());
    assertThat(rig.held("gone")).as("purged once nothing is left to hide").isNull();
    rig.reopen();
    assertThat(rig.held("gone")).isNull();
    rig.check();
  }

  /// A value that arrives late, with a version below a purged deletion's, is refused and counted.
  @Test
  void lateValueBelowThePurgeVersionIsRefused() {
    Rig rig = partial();
    rig.delete("gone", 20);
    rig.purge(20);
    rig.drive(rig.engine().compactAll());
    assertThat(rig.held("gone")).isNull();
    rig.put("gone", 19, "late");
    assertThat(rig.held("gone")).isNull();
    assertThat(rig.engine().metrics().refusedWrites()).isEqualTo(1);
  }

  /// bitcask PR 148: a delete between the copy of a record and the move of its entry, at every slice of a merge.
  @Test
  void deleteDuringAMergeWinsAtEverySlice() {
    int slices = 0;
    for (boolean isOver = false; !isOver; slices++) {
      Rig rig = new Rig(1, SimOptions.DEFAULT.withFixedBudgetBytes(1), Rig.SMALL).open();
      for (int i = 0; i < 6; i++) {
        rig.put("key" + i, 10 + i, "value " + i);
      }
      rig.put("key0", 20, "newer");
      var merge = rig.engine().compactAll();
      for (int i = 0; i < slices && !merge.isDone(); i++) {
        int[] turns = new int[1];
        rig.runtime.runUntil(() -> turns[0]++ == 1 || merge.isDone());
      }
      isOver = merge.isDone();
      for (int i = 0; i < 6; i += 2) {
        rig.delete("key" + i, 30);
      }
      rig.drive(merge);
      rig.check();
      rig.kill();
      rig.open();
      rig.check();
    }
    assertThat(slices).as("slices tried").isGreaterThan(10);
  }

  /// bitcask #196: updates write values and nothing else.
  @Test
  void updatesWriteNoTombstones() {
    Rig rig = Rig.small(1).open();
    for (int i = 1; i <= 500; i++) {
      rig.put("key", i, "value " + i);
    }
    List<Integer> tombstones = new ArrayList<>();
    int records = 0;
    for (Segment segment : segmentsOf(rig)) {
      SegmentScanner scanner = new SegmentScanner(segment, IoPurpose.HARNESS);
      while (scanner.next()) {
        records++;
        if (scanner.location().isTombstone()) {
          tombstones.add(scanner.location().recordOffset);
        }
      }
    }
    assertThat(records).isPositive();
    assertThat(tombstones).isEmpty();
  }

  private static List<Segment> segmentsOf(Rig rig) {
    List<Segment> segments = new ArrayList<>();
    var storage = rig.medium.open(rig.runtime.environment("reader"));
    for (String name : storage.list()) {
      boolean isMerged = name.startsWith(SegmentDescriptor.MERGE_PREFIX);
      if (isMerged || name.startsWith(SegmentDescriptor.DATA_PREFIX)) {
        int id = Integer.parseInt(name.substring(name.indexOf('-') + 1, name.indexOf('.')), 16);
        segments.add(new Segment(id, isMerged, storage.open(name, IoPurpose.HARNESS), () -> {}));
      }
    }
    return segments;
  }
}
