package org.rumbench.bitcask;

import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.coding.Checksum;
import org.rumbench.coding.KeyOrder;
import org.rumbench.engine.RecordKind;
import org.rumbench.engine.RecordView;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;

/// What one read in flight needs: a place to copy to, a buffer for the record, its view. One owner at a time.
///
/// The buffer is outside the heap, where a system call can write to it, unless a record is long.
final class ReadLane {
  private static final int LONGEST_OUTSIDE_HEAP = 64 * 1024;

  final KeyLocation location = new KeyLocation();
  final RecordView view = new RecordView();
  private final UnsafeBuffer record = new UnsafeBuffer(ByteBuffer.allocateDirect(4096));
  private final Checksum checksum = new Checksum();

  /// Reads the record at [#location] with one read and checks that it is whole and that of the key; [#view] then shows
  /// it.
  void read(Segment segment, DirectBuffer key, int keyOffset, int keyLength, IoPurpose purpose) {
    int length = location.recordLength();
    if (record.capacity() < length) {
      int capacity = Math.max(length, 2 * record.capacity());
      if (capacity <= LONGEST_OUTSIDE_HEAP) {
        record.wrap(ByteBuffer.allocateDirect(capacity));
      } else {
        record.wrap(new byte[capacity]);
      }
    }
    segment.file.read(location.recordOffset, record, 0, length, purpose);
    int found = checksum.reset().update(record, 0, length).value();
    if (found != location.checksum) {
      throw new CorruptionException(
          segment.fileName(),
          location.recordOffset,
          "a record with checksum 0x" + Integer.toHexString(location.checksum),
          "0x" + Integer.toHexString(found));
    }
    if (view.wrap(record, 0, length) != length || view.kind() != RecordKind.VALUE) {
      throw new CorruptionException(segment.fileName(), location.recordOffset, "a value record", "something else");
    }
    boolean isOfKey =
        view.keyLength() == keyLength
            && KeyOrder.isEqual(record, view.keyOffset(), key, keyOffset, keyLength);
    if (!isOfKey || view.version() != location.version) {
      throw new CorruptionException(
          segment.fileName(),
          location.recordOffset,
          "version " + location.version + " of the key that was looked up",
          "version " + view.version() + (isOfKey ? "" : " of another"));
    }
  }
}
