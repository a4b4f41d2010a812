package org.rumbench.coding;

import static org.rumbench.coding.BlockLogDescriptor.CHECKSUM_OFFSET;
import static org.rumbench.coding.BlockLogDescriptor.CHECK_OFFSET;
import static org.rumbench.coding.BlockLogDescriptor.FRAGMENT_HEADER_LENGTH;
import static org.rumbench.coding.BlockLogDescriptor.LENGTH_OFFSET;
import static org.rumbench.coding.BlockLogDescriptor.MAX_UNIT_HEADER_LENGTH;
import static org.rumbench.coding.BlockLogDescriptor.TYPE_END;
import static org.rumbench.coding.BlockLogDescriptor.TYPE_FIRST;
import static org.rumbench.coding.BlockLogDescriptor.TYPE_FULL;
import static org.rumbench.coding.BlockLogDescriptor.TYPE_LAST;
import static org.rumbench.coding.BlockLogDescriptor.TYPE_MIDDLE;
import static org.rumbench.coding.BlockLogDescriptor.TYPE_OFFSET;
import static org.rumbench.coding.RecordLogDescriptor.FILE_HEADER_LENGTH;
import static org.rumbench.coding.RecordLogDescriptor.MAX_PAYLOAD_LENGTH;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.storage.StorageFile;

/// Appends units to a new record log in blocks ([BlockLogDescriptor]). One owner. One append to the file per unit,
/// whatever its fragments; a unit is copied once, into the writer's own buffer, and nothing is allocated once that has
/// grown to the largest unit.
///
/// The writer does not own the file: syncing, sealing and releasing are its owner's.
public final class BlockLogWriter {
  private static final int IDENTITY_LENGTH = 2 * Long.BYTES + FRAGMENT_HEADER_LENGTH - LENGTH_OFFSET;

  private final StorageFile file;
  private final int blockBytes;
  private final Checksum checksum = new Checksum();
  private final UnsafeBuffer head = new UnsafeBuffer(new byte[MAX_UNIT_HEADER_LENGTH]);
  private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[16 * 1024]);
  /// Log id, offset, length and type of a fragment: what its checksum covers before its bytes, summed in one call.
  private final UnsafeBuffer identity = new UnsafeBuffer(new byte[IDENTITY_LENGTH]);
  private boolean isClosed;

  /// Writes the file header to `file`, which must be empty. `magic` names what the log is for; `logId` must differ
  /// between all logs of a store, past ones included; `blockBytes` as [BlockLogDescriptor#isBlockLength] says.
  public BlockLogWriter(StorageFile file, int magic, long logId, int blockBytes) {
    if (file.lengthBytes() != 0) {
      throw new IllegalArgumentException(file.name() + " has " + file.lengthBytes() + " bytes; a log starts empty");
    }
    if (!BlockLogDescriptor.isBlockLength(blockBytes)) {
      throw new IllegalArgumentException("no length of a block: " + blockBytes);
    }
    this.file = file;
    identity.putLong(0, logId, ByteOrder.LITTLE_ENDIAN);
    this.blockBytes = blockBytes;
    byte blockShift = (byte) Integer.numberOfTrailingZeros(blockBytes);
    RecordLogHeader.encode(scratch, 0, magic, BlockLogDescriptor.FORMAT_VERSION, blockShift, logId);
    file.append(scratch, 0, FILE_HEADER_LENGTH);
  }

  /// The file written to.
  public StorageFile file() {
    return file;
  }

  /// Appends a unit and returns the offset of its first fragment. On return it is handed to the operating system.
  /// `sequence` is the arrival sequence of the first record in it.
  public long append(long sequence, DirectBuffer payload, int offset, int length) {
    if (length < 0 || length > MAX_PAYLOAD_LENGTH) {
      throw new IllegalArgumentException("payload length " + length + " is outside 0 to " + MAX_PAYLOAD_LENGTH);
    }
    return appendUnit((byte) 0, sequence, payload, offset, length);
  }

  /// Appends the END unit: the log is complete. No append may follow.
  public void close(long sequence) {
    appendUnit(TYPE_END, sequence, scratch, 0, 0);
    isClosed = true;
  }

  private long appendUnit(byte kind, long sequence, DirectBuffer payload, int offset, int length) {
    if (isClosed) {
      throw new IllegalStateException(file.name() + " was closed with an END unit");
    }
    long fileEnd = file.lengthBytes();
    int padding = roomAt(fileEnd) < FRAGMENT_HEADER_LENGTH ? roomAt(fileEnd) : 0;
    long unitOffset = fileEnd + padding;
    int headLength = Varint.putLong(head, 0, sequence);
    headLength += Varint.putLong(head, headLength, unitOffset - file.syncedBytes());
    int unitLength = headLength + length;
    ensure(padding, unitLength);
    for (int i = 0; i < padding; i++) {
      scratch.putByte(i, (byte) 0);
    }
    int position = padding;
    int done = 0;
    while (done < unitLength) {
      long at = fileEnd + position;
      int taken = Math.min(roomAt(at) - FRAGMENT_HEADER_LENGTH, unitLength - done);
      int bytesAt = position + FRAGMENT_HEADER_LENGTH;
      int ofHead = Math.clamp(headLength - (long) done, 0, taken);
      for (int i = 0; i < ofHead; i++) {
        scratch.putByte(bytesAt + i, head.getByte(done + i));
      }
      if (taken > ofHead) {
        scratch.putBytes(bytesAt + ofHead, payload, offset + done + ofHead - headLength, taken - ofHead);
      }
      boolean isFirst = position == padding;
      done += taken;
      putHeader(position, at, taken, (byte) (shapeOf(isFirst, done == unitLength) | kind));
      position = bytesAt + taken;
    }
    file.append(scratch, 0, position);
    return unitOffset;
  }

  private static byte shapeOf(boolean isFirst, boolean isLast) {
    if (isFirst) {
      return isLast ? TYPE_FULL : TYPE_FIRST;
    }
    return isLast ? TYPE_LAST : TYPE_MIDDLE;
  }

  /// Bytes that are left of the block at an offset in the file.
  private int roomAt(long offset) {
    return blockBytes - (int) (offset & blockBytes - 1);
  }

  /// Writes the header of a fragment whose bytes are in place.
  private void putHeader(int position, long at, int length, byte type) {
    scratch.putShort(position + LENGTH_OFFSET, (short) length, ByteOrder.LITTLE_ENDIAN);
    scratch.putByte(position + TYPE_OFFSET, type);
    identity.putLong(Long.BYTES, at, ByteOrder.LITTLE_ENDIAN);
    identity.putShort(2 * Long.BYTES, (short) length, ByteOrder.LITTLE_ENDIAN);
    identity.putByte(IDENTITY_LENGTH - 1, type);
    checksum.reset().update(identity, 0, IDENTITY_LENGTH);
    scratch.putByte(position + CHECK_OFFSET, (byte) checksum.value());
    checksum.update(scratch, position + FRAGMENT_HEADER_LENGTH, length);
    scratch.putInt(position + CHECKSUM_OFFSET, checksum.value(), ByteOrder.LITTLE_ENDIAN);
  }

  /// Has room in the scratch for padding, unit and the headers of its fragments: one in each block, and the first.
  private void ensure(int padding, int unitLength) {
    long fragments = unitLength / (blockBytes - FRAGMENT_HEADER_LENGTH) + 2L;
    long needed = padding + unitLength + fragments * FRAGMENT_HEADER_LENGTH;
    if (scratch.capacity() < needed) {
      scratch.wrap(new byte[(int) Math.max(needed, 2L * scratch.capacity())]);
    }
  }
}
