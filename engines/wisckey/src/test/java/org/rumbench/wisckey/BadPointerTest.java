package org.rumbench.wisckey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.coding.Checksum;
import org.rumbench.engine.RecordView;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;
import org.rumbench.storage.sim.MemoryMedium;

/// A pointer that leads to anything but the value of its key and version is an error that names the file and the offset,
/// never a value.
final class BadPointerTest {
  private static final long VERSION = 7;
  private static final int VALUE_BYTES = 60;

  private final MemoryMedium medium = new MemoryMedium();
  private final LogFixture log = LogFixture.open(medium, new SegmentCatalog(), 4096, 0, Long.MAX_VALUE);
  private final ValuePointer pointer = new ValuePointer();
  private final RecordView view = new RecordView();

  /// Writes a value and notes the pointer to it.
  private void put(String key, long version) {
    log.put(key, version, VALUE_BYTES);
    view.wrap(log.applied.buffer(), 0, log.applied.lengthBytes());
    assertThat(pointer.decode(view.buffer(), view.valueOffset(), view.valueLength())).isTrue();
  }

  private static RecordView follow(SegmentSet segments, ValuePointer pointer, String key, long version) {
    ValueReader reader = new ValueReader();
    UnsafeBuffer bytes = new UnsafeBuffer(new byte[ValuePointerDescriptor.LENGTH]);
    pointer.encode(bytes, 0);
    reader.decode(bytes, 0, bytes.capacity());
    UnsafeBuffer keyBytes = Store.bytes(key);
    return reader.follow(segments, keyBytes, 0, keyBytes.capacity(), version, IoPurpose.USER_READ);
  }

  private static void assertTold(SegmentSet segments, ValuePointer pointer, String key, String file, String expected) {
    CorruptionException told =
        catchThrowableOfType(CorruptionException.class, () -> follow(segments, pointer, key, VERSION));
    assertThat(told).as(expected).isNotNull().hasMessageContaining(expected);
    assertThat(told.file()).isEqualTo(file);
    assertThat(told.offsetBytes()).isEqualTo(pointer.offset());
  }

  private String headName() {
    return log.log.head().file().name();
  }

  @Test
  void aGoodPointerGivesTheValue() {
    put("key", VERSION);
    RecordView found = follow(log.log.current(), pointer, "key", VERSION);
    assertThat(found.valueLength()).isEqualTo(VALUE_BYTES);
    assertThat(found.buffer().getByte(found.valueOffset())).isEqualTo((byte) VERSION);
  }

  @Test
  void aPointerIntoAMissingSegmentIsAnError() {
    put("key", VERSION);
    ValuePointer lost = new ValuePointer();
    lost.set(pointer.segment() + 100, pointer.offset(), pointer.length(), pointer.checksum());
    String name = ValueLogDescriptor.nameOf(lost.segment(), false);
    assertTold(log.log.current(), lost, "key", name, "a segment of the store");
  }

  @Test
  void aPointerBehindTheEndOfASegmentIsAnError() {
    put("key", VERSION);
    for (int beyond : new int[] {1, VALUE_BYTES, 100_000}) {
      ValuePointer lost = new ValuePointer();
      lost.set(pointer.segment(), pointer.offset() + beyond, pointer.length(), pointer.checksum());
      assertTold(log.log.current(), lost, "key", headName(), "a record of " + pointer.length() + " bytes");
    }
  }

  /// The file has become shorter than the segment was known to be, by any number of bytes.
  @Test
  void aPointerIntoAShortSegmentIsAnError() {
    put("key", VERSION);
    String name = headName();
    long end = log.log.head().endBytes();
    log.close();
    for (long cut = pointer.offset(); cut < end; cut++) {
      MemoryMedium shorter = LogFixture.copy(medium, name, cut);
      try (Storage storage = shorter.open(log.runtime.environment("reader"))) {
        SegmentSet segments = setOf(storage.open(name, IoPurpose.USER_READ), end);
        assertTold(segments, pointer, "key", name, pointer.length() + " bytes");
      }
    }
  }

  /// One bit of any byte of the record has turned.
  @Test
  void aDamagedValueIsAnError() {
    put("key", VERSION);
    String name = headName();
    long end = log.log.head().endBytes();
    log.close();
    for (int at = pointer.offset(); at < pointer.offset() + pointer.length(); at++) {
      MemoryMedium damaged = LogFixture.damaged(medium, name, at);
      try (Storage storage = damaged.open(log.runtime.environment("reader"))) {
        SegmentSet segments = setOf(storage.open(name, IoPurpose.USER_READ), end);
        assertTold(segments, pointer, "key", name, "checksum");
      }
    }
  }

  private SegmentSet setOf(StorageFile file, long end) {
    SegmentAttachment known =
        new SegmentAttachment(pointer.segment(), false, true, end, pointer.length(), pointer.length(), VERSION);
    return new SegmentSet(List.of(new ValueLogSegment(known, file)));
  }

  /// A whole record with its right checksum, but another one.
  @Test
  void aValueUnderAnotherKeyOrVersionIsAnError() {
    put("another", VERSION);
    assertTold(log.log.current(), pointer, "key", headName(), "the record that the tree points to");
    put("key", VERSION + 1);
    assertTold(log.log.current(), pointer, "key", headName(), "the record that the tree points to");
    put("ke", VERSION);
    assertTold(log.log.current(), pointer, "key", headName(), "the record that the tree points to");
  }

  /// Bytes with their right checksum that are not one record: the middle of one, or one with what follows it.
  @Test
  void bytesThatAreNotOneRecordAreAnError() {
    put("key", VERSION);
    StorageFile file = log.log.head().file();
    int end = (int) file.lengthBytes();
    UnsafeBuffer bytes = new UnsafeBuffer(new byte[end]);
    file.read(0, bytes, 0, end, IoPurpose.USER_READ);
    for (int from = pointer.offset() - 1; from <= pointer.offset() + 2; from++) {
      for (int to = end - 2; to <= end; to++) {
        if (from != pointer.offset() || to != end) {
          ValuePointer wrong = new ValuePointer();
          wrong.set(pointer.segment(), from, to - from, new Checksum().update(bytes, from, to - from).value());
          assertTold(log.log.current(), wrong, "key", headName(), "one record with a value");
        }
      }
    }
  }
}
