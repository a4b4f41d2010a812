package org.rumbench.bitcask;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/// The hint entries of one segment while it is being written, as [HintDescriptor] lays them out. One owner; reusable.
final class HintBuffer {
  private static final int FULL_BYTES = 1 << 30;
  private static final int FIRST_BYTES = 1024;

  private final AtomicLong memoryBytes;
  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[FIRST_BYTES]);
  private int lengthBytes;
  private int entryCount;

  /// An empty one, which adds what it takes to `memoryBytes`.
  HintBuffer(AtomicLong memoryBytes) {
    this.memoryBytes = memoryBytes;
    memoryBytes.addAndGet(FIRST_BYTES);
  }

  /// Adds an entry.
  void add(DirectBuffer key, int keyOffset, int keyLength, KeyLocation record) {
    int at = lengthBytes;
    int end = Math.addExact(at, HintDescriptor.KEY_OFFSET + keyLength);
    if (end > buffer.capacity()) {
      int doubled = (int) Math.min(Integer.MAX_VALUE - 8L, 2L * buffer.capacity());
      int longer = Math.max(doubled, end);
      memoryBytes.addAndGet(longer - buffer.capacity());
      buffer.wrap(Arrays.copyOf(buffer.byteArray(), longer));
    }
    buffer.putInt(at + HintDescriptor.RECORD_OFFSET_OFFSET, record.recordOffset, ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(at + HintDescriptor.LENGTH_OFFSET, record.lengthAndFlags, ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(at + HintDescriptor.CHECKSUM_OFFSET, record.checksum, ByteOrder.LITTLE_ENDIAN);
    buffer.putShort(at + HintDescriptor.KEY_LENGTH_OFFSET, (short) keyLength, ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(at + HintDescriptor.VERSION_OFFSET, record.version, ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(at + HintDescriptor.SEQUENCE_OFFSET, record.sequence, ByteOrder.LITTLE_ENDIAN);
    buffer.putBytes(at + HintDescriptor.KEY_OFFSET, key, keyOffset, keyLength);
    lengthBytes = end;
    entryCount++;
  }

  /// Reads the entry at `at` of any buffer into `target`; returns the offset behind it, or -1 when it does not fit
  /// below `limit`.
  static int decode(DirectBuffer source, int at, int limit, KeyLocation target) {
    if (at + HintDescriptor.KEY_OFFSET > limit) {
      return -1;
    }
    target.recordOffset = source.getInt(at + HintDescriptor.RECORD_OFFSET_OFFSET, ByteOrder.LITTLE_ENDIAN);
    target.lengthAndFlags = source.getInt(at + HintDescriptor.LENGTH_OFFSET, ByteOrder.LITTLE_ENDIAN);
    target.checksum = source.getInt(at + HintDescriptor.CHECKSUM_OFFSET, ByteOrder.LITTLE_ENDIAN);
    target.version = source.getLong(at + HintDescriptor.VERSION_OFFSET, ByteOrder.LITTLE_ENDIAN);
    target.sequence = source.getLong(at + HintDescriptor.SEQUENCE_OFFSET, ByteOrder.LITTLE_ENDIAN);
    int end = at + HintDescriptor.KEY_OFFSET + keyLength(source, at);
    return end > limit || keyLength(source, at) == 0 ? -1 : end;
  }

  /// Length of the key of the entry at `at`.
  static int keyLength(DirectBuffer source, int at) {
    return source.getShort(at + HintDescriptor.KEY_LENGTH_OFFSET, ByteOrder.LITTLE_ENDIAN) & 0xffff;
  }

  /// The entries, from index 0 to [#lengthBytes].
  UnsafeBuffer buffer() {
    return buffer;
  }

  int lengthBytes() {
    return lengthBytes;
  }

  /// Whether the segment ends here, however short its records are: another batch might not fit.
  boolean isFull() {
    return lengthBytes >= FULL_BYTES;
  }

  int entryCount() {
    return entryCount;
  }

  /// Memory held.
  int capacityBytes() {
    return buffer.capacity();
  }

  HintBuffer clear() {
    lengthBytes = 0;
    entryCount = 0;
    return this;
  }
}
