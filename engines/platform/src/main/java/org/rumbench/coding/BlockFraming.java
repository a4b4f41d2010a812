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

/// Units in fragments that end with their block ([BlockLogDescriptor]). A FULL unit stays in the window; the fragments
/// of another are put together in a buffer that grows with what their checksums have proved.
///
/// A search behind damage goes from fragment to fragment, byte by byte only where there is none, and so no further than
/// to the next block. It sums each fragment once or twice, and of other bytes few beyond their headers.
final class BlockFraming extends LogFraming {
  private static final int LARGEST_UNIT = MAX_UNIT_HEADER_LENGTH + MAX_PAYLOAD_LENGTH;

  private final int blockBytes;
  private final UnsafeBuffer assembly = new UnsafeBuffer(new byte[0]);
  private DirectBuffer payloadBuffer = window.bytes();
  private int fragments;
  private int firstLength;

  // The present fragment.
  private long fragmentOffset;
  private int fragmentIndex;
  private int fragmentLength;
  private byte fragmentType;

  BlockFraming(LogWindow window, long logId, int blockBytes) {
    super(window, logId);
    this.blockBytes = blockBytes;
  }

  @Override
  boolean unitAt(long place) {
    int room = roomAt(place);
    return fragmentAt(room < FRAGMENT_HEADER_LENGTH ? place + room : place) && isUnit();
  }

  @Override
  boolean unitBehind(long place, long budgetBytes) {
    long summedBefore = summedBytes;
    long first = Math.max(place, FILE_HEADER_LENGTH);
    long last = window.fileLength() - FRAGMENT_HEADER_LENGTH;
    for (long at = first; at <= last && at - first + summedBytes - summedBefore <= budgetBytes; ) {
      if (roomAt(at) < FRAGMENT_HEADER_LENGTH) {
        at += roomAt(at);
      } else if (fragmentAt(at)) {
        long behind = at + FRAGMENT_HEADER_LENGTH + fragmentLength;
        if (isUnit()) {
          return true;
        }
        at = behind;
      } else {
        at++;
      }
    }
    return false;
  }

  /// Bytes that are left of the block at an offset in the file.
  private int roomAt(long offset) {
    return blockBytes - (int) (offset & blockBytes - 1);
  }

  /// Makes the fragment at `at` the present one, its bytes in the window; false when there is none.
  private boolean fragmentAt(long at) {
    if (at + FRAGMENT_HEADER_LENGTH > window.fileLength()) {
      return refuse("too few bytes for a fragment");
    }
    int index = window.ensure(at, FRAGMENT_HEADER_LENGTH);
    UnsafeBuffer bytes = window.bytes();
    byte type = bytes.getByte(index + TYPE_OFFSET);
    int shape = type & ~TYPE_END;
    if (shape < TYPE_FULL || shape > TYPE_LAST) {
      return refuse("no type of a fragment");
    }
    int length = bytes.getShort(index + LENGTH_OFFSET, ByteOrder.LITTLE_ENDIAN) & 0xffff;
    int room = roomAt(at) - FRAGMENT_HEADER_LENGTH;
    boolean isAtEdge = roomAt(at) == blockBytes;
    boolean isToEdge = shape == TYPE_FIRST || shape == TYPE_MIDDLE;
    if (isToEdge ? length != room : length > room) {
      return refuse("a length that does not suit the block");
    }
    if (!isAtEdge && (shape == TYPE_MIDDLE || shape == TYPE_LAST)) {
      return refuse("the rest of a unit within a block");
    }
    if (at + FRAGMENT_HEADER_LENGTH + length > window.fileLength()) {
      return refuse("a length beyond the end of the file");
    }
    checksum.reset().updateLong(logId).updateLong(at);
    checksum.update(bytes, index + LENGTH_OFFSET, FRAGMENT_HEADER_LENGTH - LENGTH_OFFSET);
    summedBytes += 2 * Long.BYTES + FRAGMENT_HEADER_LENGTH - LENGTH_OFFSET;
    if ((byte) checksum.value() != bytes.getByte(index + CHECK_OFFSET)) {
      return refuse("another check of a header");
    }
    index = window.ensure(at, FRAGMENT_HEADER_LENGTH + length);
    checksum.update(bytes, index + FRAGMENT_HEADER_LENGTH, length);
    summedBytes += length;
    if (checksum.value() != bytes.getInt(index + CHECKSUM_OFFSET, ByteOrder.LITTLE_ENDIAN)) {
      return refuse("another checksum");
    }
    fragmentOffset = at;
    fragmentIndex = index + FRAGMENT_HEADER_LENGTH;
    fragmentLength = length;
    fragmentType = type;
    return true;
  }

  /// Makes the unit that begins with the present fragment the present one; false when there is none.
  private boolean isUnit() {
    byte type = fragmentType;
    long start = fragmentOffset;
    int kind = type & TYPE_END;
    if (type == (TYPE_FULL | kind)) {
      return isUnit(start, kind != 0, window.bytes(), fragmentIndex, fragmentLength, 1);
    }
    if (type != (TYPE_FIRST | kind)) {
      return refuse("the rest of a unit without its beginning");
    }
    final int beginning = fragmentLength;
    int length = 0;
    int count = 0;
    while (true) {
      if (fragmentLength > LARGEST_UNIT - length) {
        return refuse("more bytes than a unit has");
      }
      take(length);
      length += fragmentLength;
      count++;
      if (fragmentType == (TYPE_LAST | kind)) {
        firstLength = beginning;
        return isUnit(start, kind != 0, assembly, 0, length, count);
      }
      if (!fragmentAt(fragmentOffset + FRAGMENT_HEADER_LENGTH + fragmentLength)) {
        return false;
      }
      if (fragmentType != (TYPE_MIDDLE | kind) && fragmentType != (TYPE_LAST | kind)) {
        return refuse("a unit without its end");
      }
    }
  }

  /// Puts the present fragment behind the first `length` bytes of the assembly.
  private void take(int length) {
    int needed = length + fragmentLength;
    if (assembly.capacity() < needed) {
      byte[] larger = new byte[(int) Math.clamp(2L * needed, 2L * blockBytes, LARGEST_UNIT)];
      assembly.getBytes(0, larger, 0, length);
      assembly.wrap(larger);
    }
    window.bytes().getBytes(fragmentIndex, assembly, length, fragmentLength);
  }

  private boolean isUnit(long start, boolean isLastOfLog, DirectBuffer bytes, int index, int length, int count) {
    int limit = index + length;
    int sequenceSize = Varint.sizeAt(bytes, index, limit);
    if (sequenceSize < 0) {
      return refuse("a sequence that does not end");
    }
    int distanceSize = Varint.sizeAt(bytes, index + sequenceSize, limit);
    if (distanceSize < 0) {
      return refuse("a durable distance that does not end");
    }
    long distance = Varint.getLong(bytes, index + sequenceSize);
    if (distance < 0 || distance > start) {
      return refuse("a durable distance beyond the beginning of the file");
    }
    unitOffset = start;
    unitEnd = fragmentOffset + FRAGMENT_HEADER_LENGTH + fragmentLength;
    isEnd = isLastOfLog;
    sequence = Varint.getLong(bytes, index);
    durableTo = start - distance;
    payloadBuffer = bytes;
    payloadIndex = index + sequenceSize + distanceSize;
    payloadLength = limit - payloadIndex;
    fragments = count;
    return true;
  }

  @Override
  DirectBuffer payloadBuffer() {
    return payloadBuffer;
  }

  @Override
  long offsetOf(int index) {
    if (fragments == 1) {
      return window.offsetOf(index);
    }
    if (index < firstLength) {
      return unitOffset + FRAGMENT_HEADER_LENGTH + index;
    }
    int inBlock = blockBytes - FRAGMENT_HEADER_LENGTH;
    int behind = index - firstLength;
    long block = unitOffset + FRAGMENT_HEADER_LENGTH + firstLength + (long) (behind / inBlock) * blockBytes;
    return block + FRAGMENT_HEADER_LENGTH + behind % inBlock;
  }

  @Override
  int fragments() {
    return fragments;
  }
}
