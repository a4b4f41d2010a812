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

/// Appends units to a new record log ([RecordLogDescriptor]). One owner. A unit is copied once, into the writer's own
/// buffer, and nothing is allocated once that has grown to the largest unit. One append to the file per unit, or, where
/// nobody needs them before the log is closed, one for several ([#gathering]).
///
/// The writer does not own the file: syncing, sealing and releasing are its owner's.
public final class RecordLogWriter {
  private static final int LEAST_SCRATCH_BYTES = 16 * 1024;

  private final StorageFile file;
  private final long logId;
  private final Checksum checksum = new Checksum();
  private final UnsafeBuffer scratch;
  private final int gatherBytes;
  private int gatheredBytes;
  private boolean isClosed;
  private boolean isBroken;
  private int lastHeaderLength;

  /// Writes the file header to `file`, which must be empty. `magic` names what the log is for; `logId` must differ
  /// between all logs of a store, past ones included.
  public RecordLogWriter(StorageFile file, int magic, long logId) {
    this(file, magic, logId, 0);
  }

  /// The same, and units are handed to the operating system once there are so many bytes of them, by [#flush], and by
  /// [#close]. Until then a reader of the file does not see them, and a sync does not cover them.
  public static RecordLogWriter gathering(StorageFile file, int magic, long logId, int gatherBytes) {
    return new RecordLogWriter(file, magic, logId, gatherBytes);
  }

  private RecordLogWriter(StorageFile file, int magic, long logId, int gatherBytes) {
    if (file.lengthBytes() != 0) {
      throw new IllegalArgumentException(file.name() + " has " + file.lengthBytes() + " bytes; a log starts empty");
    }
    this.file = file;
    this.logId = logId;
    this.gatherBytes = gatherBytes;
    this.scratch = new UnsafeBuffer(new byte[Math.max(LEAST_SCRATCH_BYTES, gatherBytes)]);
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
    return file.lengthBytes() + gatheredBytes;
  }

  /// Appends a unit and returns its offset; the payload starts [#lastHeaderLength] bytes behind that. On return it is
  /// handed to the operating system, unless the writer gathers. `sequence` is the arrival sequence of the first record
  /// in it.
  public long append(long sequence, DirectBuffer payload, int offset, int length) {
    checkLength(length);
    return appendUnit(TYPE_UNIT, sequence, payload, offset, length, false);
  }

  /// Where the payload of the next unit will start if [#appendWide] writes it, whatever its length.
  public long widePayloadOffset() {
    return positionBytes() + MAX_UNIT_HEADER_LENGTH;
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
    flush();
    isClosed = true;
  }

  /// Hands what was gathered to the operating system. When that fails nothing of it is in the log, and nothing can
  /// follow where several units were gathered: their places are taken.
  public void flush() {
    int length = gatheredBytes;
    if (length > 0) {
      gatheredBytes = 0;
      isBroken = gatherBytes > 0;
      file.append(scratch, 0, length);
      isBroken = false;
    }
  }

  private long appendUnit(
      byte type, long sequence, DirectBuffer payload, int offset, int length, boolean isWide) {
    if (isClosed || isBroken) {
      throw new IllegalStateException(file.name() + (isClosed ? " was closed with an END unit" : " lacks units"));
    }
    int base = roomFor(MAX_UNIT_HEADER_LENGTH + length);
    long unitOffset = positionBytes();
    scratch.putByte(base + TYPE_OFFSET, type);
    long distance = unitOffset - file.syncedBytes();
    int position = base + SEQUENCE_OFFSET;
    if (isWide) {
      Varint.putWide(scratch, position, sequence, WIDE_LONG_LENGTH);
      Varint.putWide(scratch, position + WIDE_LONG_LENGTH, length, WIDE_INT_LENGTH);
      Varint.putWide(scratch, position + WIDE_LONG_LENGTH + WIDE_INT_LENGTH, distance, WIDE_LONG_LENGTH);
      position = base + MAX_UNIT_HEADER_LENGTH;
    } else {
      position += Varint.putLong(scratch, position, sequence);
      position += Varint.putInt(scratch, position, length);
      position += Varint.putLong(scratch, position, distance);
    }
    if (length > 0) {
      scratch.putBytes(position, payload, offset, length);
    }
    int end = position + length;
    int sum =
        checksum
            .reset()
            .updateLong(logId)
            .updateLong(unitOffset)
            .update(scratch, base + TYPE_OFFSET, end - base - TYPE_OFFSET)
            .value();
    scratch.putInt(base + RecordLogDescriptor.CHECKSUM_OFFSET, sum, ByteOrder.LITTLE_ENDIAN);
    lastHeaderLength = position - base;
    gatheredBytes = end;
    if (gatheredBytes >= gatherBytes) {
      flush();
    }
    return unitOffset;
  }

  /// Where in the buffer a unit of that length can begin.
  private int roomFor(int length) {
    if (scratch.capacity() < gatheredBytes + length) {
      flush();
    }
    if (scratch.capacity() < length) {
      scratch.wrap(new byte[Math.max(length, 2 * scratch.capacity())]);
    }
    return gatheredBytes;
  }

  /// Length in bytes of the last unit's header: its payload starts there.
  public int lastHeaderLength() {
    return lastHeaderLength;
  }
}
