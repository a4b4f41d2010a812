package org.rumbench.cluster.message;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.rumbench.coding.Varint;

/// Walks over the records of a page ([PageWriter]). Reusable; one owner; copies nothing.
public final class PageReader {
  private final ByteRegion records = new ByteRegion();
  private int position;
  private int limit;
  private boolean isDamaged;
  private RecordState state = RecordState.ABSENT;
  private long version;
  private int keyOffset;
  private int keyLength;
  private int valueOffset;
  private int valueLength;

  /// Starts before the first record.
  public PageReader wrap(ByteRegion page) {
    return wrap(page.buffer(), page.offset(), page.length());
  }

  /// Starts before the first record.
  public PageReader wrap(DirectBuffer buffer, int offset, int length) {
    records.wrap(buffer, offset, length);
    position = offset;
    limit = offset + length;
    isDamaged = false;
    return this;
  }

  /// Moves to the next record; false at the end, and where the bytes are no record ([#isDamaged]).
  public boolean next() {
    if (position >= limit) {
      return false;
    }
    isDamaged = true;
    DirectBuffer buffer = records.buffer();
    int at = position + 9;
    if (at > limit) {
      return false;
    }
    int code = buffer.getByte(position);
    if (code < 0 || code > RecordState.highestCode()) {
      return false;
    }
    int keySize = Varint.sizeAt(buffer, at, limit);
    int valueSize = keySize < 0 ? -1 : Varint.sizeAt(buffer, at + keySize, limit);
    if (valueSize < 0) {
      return false;
    }
    keyLength = Varint.getInt(buffer, at);
    valueLength = Varint.getInt(buffer, at + keySize);
    keyOffset = at + keySize + valueSize;
    if (keyLength < 1 || valueLength < 0 || (long) keyOffset + keyLength + valueLength > limit) {
      return false;
    }
    state = RecordState.ofCode(code);
    version = buffer.getLong(position + 1, ByteOrder.LITTLE_ENDIAN);
    valueOffset = keyOffset + keyLength;
    position = valueOffset + valueLength;
    isDamaged = false;
    return true;
  }

  /// Whether [#next] met bytes that are no record.
  public boolean isDamaged() {
    return isDamaged;
  }

  /// Value or tombstone.
  public RecordState state() {
    return state;
  }

  /// Its version.
  public long version() {
    return version;
  }

  /// The buffer that key and value lie in.
  public DirectBuffer buffer() {
    return records.buffer();
  }

  /// Where the key starts.
  public int keyOffset() {
    return keyOffset;
  }

  /// The key's length in bytes.
  public int keyLength() {
    return keyLength;
  }

  /// Where the value starts.
  public int valueOffset() {
    return valueOffset;
  }

  /// The value's length in bytes.
  public int valueLength() {
    return valueLength;
  }
}
