package org.rumbench.wisckey;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.WriteBatch;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.sim.MemoryMedium;

/// What a later life finds in a value log whose end was torn, cut or damaged.
final class ValueLogRecoveryTest {
  private static final long SEGMENT_BYTES = 400;
  private static final long UNBOUNDED = Long.MAX_VALUE;

  private static LogFixture open(MemoryMedium medium) {
    return LogFixture.open(medium, new SegmentCatalog(), SEGMENT_BYTES, 0, UNBOUNDED);
  }

  private static List<String> write(LogFixture log, int count) {
    List<String> written = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      written.add(log.put("key" + i % 5, 100 + i, i % 3 == 0 ? 10 : 60));
    }
    return written;
  }

  @Test
  void replaysEveryUnitInOrderAcrossSegmentsWhateverTheBudget() {
    MemoryMedium medium = new MemoryMedium();
    LogFixture log = open(medium);
    List<String> written = write(log, 40);
    log.close();
    assertThat(LogFixture.open(medium, new SegmentCatalog(), SEGMENT_BYTES, 0, 1).replayed).isEqualTo(written);
  }

  /// A sync that succeeds after one that failed proves nothing, so recovery points only to what the log itself says was
  /// durable; the rest goes to the tree with its values.
  @Test
  void pointsOnlyToWhatIsKnownDurable() {
    MemoryMedium medium = new MemoryMedium();
    LogFixture log = open(medium);
    log.put("synced", 1, 60);
    log.sync();
    log.put("short", 2, 10);
    log.put("not synced", 3, 60);
    log.close();
    assertThat(open(medium).pointers).containsExactly(true, false, false);
  }

  @Test
  void replaysFromAPositionOn() {
    MemoryMedium medium = new MemoryMedium();
    LogFixture log = open(medium);
    write(log, 13);
    long position = log.commit.roll(log.nextSequence);
    List<String> behind = write(log, 13);
    log.close();
    LogFixture later = LogFixture.open(medium, new SegmentCatalog(), SEGMENT_BYTES, position, UNBOUNDED);
    assertThat(later.replayed).isEqualTo(behind);
  }

  /// Every length of the newest segment leaves a prefix of the writes, and what is written then is found again.
  @Test
  void everyCutOfTheNewestSegmentLeavesAPrefixThatCanBeContinued() {
    MemoryMedium medium = new MemoryMedium();
    LogFixture log = open(medium);
    List<String> written = write(log, 12);
    String newest = log.log.head().file().name();
    long length = log.log.head().endBytes();
    log.close();
    for (long cut = 0; cut < length; cut++) {
      MemoryMedium copy = LogFixture.copy(medium, newest, cut);
      LogFixture second = open(copy);
      assertThat(written).as("cut at " + cut).startsWith(second.replayed.toArray(new String[0]));
      // What the second life replayed went to the tree with its values: its segments are gone.
      List<String> expected = write(second, 4);
      second.close();
      LogFixture third = open(copy);
      assertThat(third.replayed).as("cut at " + cut).isEqualTo(expected);
      third.close();
    }
  }

  /// Bug 9: a file that is missing or too short is an error, never a reason to truncate or to go on.
  @Test
  void refusesASegmentOfTheManifestThatIsMissingOrShort() {
    MemoryMedium medium = new MemoryMedium();
    LogFixture log = open(medium);
    write(log, 12);
    log.sync();
    SegmentCatalog catalog = new SegmentCatalog();
    SegmentCatalog.Edit edit = new SegmentCatalog.Edit();
    log.log.current().segments().forEach(edit::put);
    catalog.make(edit);
    SegmentAttachment first = catalog.segments().firstEntry().getValue();
    String name = ValueLogDescriptor.nameOf(first.id(), false);
    log.close();
    for (long length = -1; length < first.endBytes(); length += 50) {
      MemoryMedium copy = LogFixture.copy(medium, name, length);
      assertThatThrownBy(() -> LogFixture.open(copy, catalog, SEGMENT_BYTES, 0, UNBOUNDED))
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining(name);
    }
  }

  /// A hole in an earlier segment is damage once a later one says that everything before it was durable.
  @Test
  void refusesATornEarlierSegmentThatWasDurable() {
    MemoryMedium medium = new MemoryMedium();
    LogFixture log = open(medium);
    write(log, 8);
    String first = log.log.current().segments().getFirst().file().name();
    log.runtime.runUntilIdle();
    write(log, 2);
    log.close();
    MemoryMedium copy = LogFixture.copy(medium, first, 300);
    assertThatThrownBy(() -> open(copy)).isInstanceOf(CorruptionException.class);
  }

  /// Without that word the tear is the end: what follows was acknowledged to nobody as durable.
  @Test
  void givesUpWhatLiesBehindATornSegmentThatNobodyKnewDurable() {
    MemoryMedium medium = new MemoryMedium();
    LogFixture log = open(medium);
    List<String> written = write(log, 8);
    String first = log.log.current().segments().getFirst().file().name();
    log.close();
    MemoryMedium copy = LogFixture.copy(medium, first, 300);
    LogFixture second = open(copy);
    assertThat(second.replayed).isNotEmpty().hasSizeLessThan(7);
    assertThat(written).startsWith(second.replayed.toArray(new String[0]));
    List<String> expected = write(second, 3);
    second.close();
    assertThat(open(copy).replayed).isEqualTo(expected);
  }

  /// Bug 13: ids go on above everything that any file has, so a pointer never leads into a later file.
  @Test
  void neverUsesAnIdTwice() {
    MemoryMedium medium = new MemoryMedium();
    LogFixture log = open(medium);
    write(log, 12);
    int highest = log.log.head().id();
    log.close();
    assertThat(open(medium).log.head().id()).isGreaterThan(highest);
  }

  @Test
  void removesCollectedSegmentsThatNothingPointsInto() {
    MemoryMedium medium = new MemoryMedium();
    LogFixture log = open(medium);
    write(log, 3);
    log.storage.create(ValueLogDescriptor.nameOf(77, true), IoPurpose.GARBAGE_COLLECTION)
        .release();
    log.close();
    LogFixture later = open(medium);
    assertThat(later.storage.list()).doesNotContain(ValueLogDescriptor.nameOf(77, true));
    assertThat(later.log.head().id()).isGreaterThan(77);
  }

  @Test
  void aSegmentThatCompactionsWereFillingEndsWhereTheManifestSays() {
    MemoryMedium medium = new MemoryMedium();
    LogFixture log = open(medium);
    RelocationOutput output = new RelocationOutputs(log.storage, log.log, SEGMENT_BYTES).take();
    UnsafeBuffer bytes = Store.bytes("key");
    WriteBatch record = new WriteBatch().put(bytes, 0, 3, 7, 0, bytes, 0, 3);
    output.segment().sawVersion(7);
    output.append(record.buffer(), record.lengthBytes());
    output.sync();
    log.runtime.runUntilIdle();
    output.count();
    byte[] edit = new SegmentCatalog().make(new SegmentCatalog.Edit().put(output.segment()));
    final long end = output.lengthBytes();
    // Of a compaction that is never installed.
    output.append(record.buffer(), record.lengthBytes());
    final long length = output.lengthBytes();
    ValueLogSegment written = output.segment();
    log.close();
    for (long cut = end - 3; cut <= length; cut++) {
      MemoryMedium copy = LogFixture.copy(medium, written.file().name(), cut);
      SegmentCatalog catalog = new SegmentCatalog();
      catalog.onRecovered(new UnsafeBuffer(edit), 0, edit.length);
      if (cut < end) {
        assertThatThrownBy(() -> LogFixture.open(copy, catalog, SEGMENT_BYTES, 0, UNBOUNDED))
            .isInstanceOf(CorruptionException.class).hasMessageContaining(written.file().name());
      } else {
        LogFixture second = LogFixture.open(copy, catalog, SEGMENT_BYTES, 0, UNBOUNDED);
        ValueLogSegment found = requireNonNull(second.log.current().find(written.id()));
        assertThat(found.endBytes()).isEqualTo(end);
        assertThat(found.liveBytes()).isEqualTo(record.lengthBytes());
        assertThat(found.attachment()).isEqualTo(
            new SegmentAttachment(written.id(), true, true, end, record.lengthBytes(), record.lengthBytes(), 7));
        second.close();
      }
    }
  }

  @Test
  void damageOfDurableBytesIsNotATornEnd() {
    MemoryMedium medium = new MemoryMedium();
    LogFixture log = open(medium);
    log.put("a", 1, 60);
    log.sync();
    log.put("b", 2, 60);
    String newest = log.log.head().file().name();
    log.close();
    MemoryMedium copy = LogFixture.damaged(medium, newest, 60);
    assertThatThrownBy(() -> open(copy)).isInstanceOf(CorruptionException.class).hasMessageContaining(newest);
  }
}
