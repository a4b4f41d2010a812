package org.rumbench.coding;

import static org.rumbench.coding.RecordLogDescriptor.FILE_HEADER_LENGTH;
import static org.rumbench.coding.RecordLogDescriptor.MAX_PAYLOAD_LENGTH;
import static org.rumbench.coding.RecordLogDescriptor.MAX_UNIT_HEADER_LENGTH;
import static org.rumbench.coding.RecordLogDescriptor.SEQUENCE_OFFSET;
import static org.rumbench.coding.RecordLogDescriptor.TYPE_END;
import static org.rumbench.coding.RecordLogDescriptor.TYPE_OFFSET;
import static org.rumbench.coding.RecordLogDescriptor.TYPE_UNIT;
import static org.rumbench.coding.RecordLogDescriptor.WIDE_INT_LENGTH;
import static org.rumbench.coding.RecordLogDescriptor.WIDE_LONG_LENGTH;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.storage.StorageFile;

/// Appends units to a new record log ([RecordLogDescriptor]). One owner. One append to the file per unit; a unit is
/// copied once, into the writer's own buffer, and nothing is allocated once that has grown to the largest unit.
///
/// The writer does not own the file: syncing, sealing and releasing are its owner's.
public final class RecordLogWriter {
  private final StorageFile file;
  private final long logId;
  private final Checksum checksum = new Checksum();
  private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[16 * 1024]);
  private boolean isClosed;
  private int lastHeaderLength;

  /// Writes the file header to `file`, which must be empty. `magic` names what the log is for; `logId` must differ
  /// between all logs of a store, past ones included.
  public RecordLogWriter(StorageFile file, int magic, long logId) {
    if (file.lengthBytes() != 0) {
      throw new IllegalArgumentException(file.name() + " has " + file.lengthBytes() + " bytes; a log starts empty");
    }
    this.file = file;
    this.logId = logId;
    RecordLogHeader.encode(scratch, 0, magic, RecordLogDescriptor.FORMAT_VERSION, (byte) 0, logId);
    file.append(scratch, 0, FILE_HEADER_LENGTH);
  }

  /// The file written to.
  public StorageFile file() {
    return file;
  }

  /// The log's id.
  public long logId() {
    return logId;
  }

  /// Where the next unit will start.
  public long positionBytes() {
    return file.lengthBytes();
  }

  /// Appends a unit and returns its offset; the payload starts [#lastHeaderLength] bytes behind that. On return it is
  /// handed to the operating system. `sequence` is the arrival sequence of the first record in it.
  public long append(long sequence, DirectBuffer payload, int offset, int length) {
    checkLength(length);
    return appendUnit(TYPE_UNIT, sequence, payload, offset, length, false);
  }

  /// Where the payload of the next unit will start if [#appendWide] writes it, whatever its length.
  public long widePayloadOffset() {
    return file.lengthBytes() + MAX_UNIT_HEADER_LENGTH;
  }

  /// As [#append], with every number of the header in its longest form, so that the place of the payload is known
  /// before all of it is: for units to whose records something points while they are put together.
  public long appendWide(long sequence, DirectBuffer payload, int offset, int length) {
    checkLength(length);
    return appendUnit(TYPE_UNIT, sequence, payload, offset, length, true);
  }

  private static void checkLength(int length) {
    if (length < 0 || length > MAX_PAYLOAD_LENGTH) {
      throw new IllegalArgumentException("payload length " + length + " is outside 0 to " + MAX_PAYLOAD_LENGTH);
    }
  }

  /// Appends the END unit: the log is complete. No append may follow.
  public void close(long sequence) {
    appendUnit(TYPE_END, sequence, scratch, 0, 0, false);
    isClosed = true;
  }

  private long appendUnit(
      byte type, long sequence, DirectBuffer payload, int offset, int length, boolean isWide) {
    if (isClosed) {
      throw new IllegalStateException(file.name() + " was closed with an END unit");
    }
    if (scratch.capacity() < MAX_UNIT_HEADER_LENGTH + length) {
      scratch.wrap(new byte[Math.max(MAX_UNIT_HEADER_LENGTH + length, 2 * scratch.capacity())]);
    }
    long unitOffset = file.lengthBytes();
    scratch.putByte(TYPE_OFFSET, type);
    long distance = unitOffset - file.syncedBytes();
    int position = SEQUENCE_OFFSET;
    if (isWide) {
      Varint.putWide(scratch, position, sequence, WIDE_LONG_LENGTH);
      Varint.putWide(scratch, position + WIDE_LONG_LENGTH, length, WIDE_INT_LENGTH);
      Varint.putWide(scratch, position + WIDE_LONG_LENGTH + WIDE_INT_LENGTH, distance, WIDE_LONG_LENGTH);
      position = MAX_UNIT_HEADER_LENGTH;
    } else {
      position += Varint.putLong(scratch, position, sequence);
      position += Varint.putInt(scratch, position, length);
      position += Varint.putLong(scratch, position, distance);
    }
    if (length > 0) {
      scratch.putBytes(position, payload, offset, length);
    }
    int unitLength = position + length;
    int sum =
        checksum
            .reset()
            .updateLong(logId)
            .updateLong(unitOffset)
            .update(scratch, TYPE_OFFSET, unitLength - TYPE_OFFSET)
            .value();
    scratch.putInt(RecordLogDescriptor.CHECKSUM_OFFSET, sum, ByteOrder.LITTLE_ENDIAN);
    lastHeaderLength = position;
    return file.append(scratch, 0, unitLength);
  }

  /// Length in bytes of the last unit's header: its payload starts there.
  public int lastHeaderLength() {
    return lastHeaderLength;
  }
}
