package org.rumbench.cluster.message;

import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.coding.Varint;

/// Reads fields one behind the other, never beyond the limit. Reusable; one owner.
///
/// A field that does not fit makes the reader *failed*: it and all that follow read as zero or empty, and [#isWhole]
/// tells at the end. So decoders need no check per field and no exception.
public final class WireReader {
  private UnsafeBuffer source = new UnsafeBuffer(new byte[0]);
  private int position;
  private int limit;
  private boolean isFailed;

  /// Starts at `offset`; nothing at or beyond `end` is read.
  public WireReader wrap(UnsafeBuffer buffer, int offset, int end) {
    source = buffer;
    position = offset;
    limit = end;
    isFailed = false;
    return this;
  }

  /// Whether every field fitted and nothing is left over.
  public boolean isWhole() {
    return !isFailed && position == limit;
  }

  /// Makes the reader failed: a field has a value that no sender writes.
  public void refuse() {
    isFailed = true;
  }

  private boolean has(int bytes) {
    if (isFailed || limit - position < bytes) {
      isFailed = true;
      return false;
    }
    return true;
  }

  /// One byte, 0 to 255.
  public int getByte() {
    return has(1) ? source.getByte(position++) & 0xff : 0;
  }

  /// One byte that must be from 0 to `highest`.
  public int getCode(int highest) {
    int code = getByte();
    if (code > highest) {
      refuse();
      return 0;
    }
    return code;
  }

  /// Four bytes.
  public int getInt() {
    if (!has(Integer.BYTES)) {
      return 0;
    }
    int value = source.getInt(position, ByteOrder.LITTLE_ENDIAN);
    position += Integer.BYTES;
    return value;
  }

  /// Four bytes that must not be negative.
  public int getCount() {
    int value = getInt();
    if (value < 0) {
      refuse();
      return 0;
    }
    return value;
  }

  /// Eight bytes.
  public long getLong() {
    if (!has(Long.BYTES)) {
      return 0;
    }
    long value = source.getLong(position, ByteOrder.LITTLE_ENDIAN);
    position += Long.BYTES;
    return value;
  }

  /// Bytes behind their varint length, from `shortest` to `longest` of them.
  public void getBytes(ByteRegion region, int shortest, int longest) {
    region.clear();
    int size = isFailed ? -1 : Varint.sizeAt(source, position, limit);
    if (size < 0) {
      isFailed = true;
      return;
    }
    int length = Varint.getInt(source, position);
    if (length < shortest || length > longest || length > limit - position - size) {
      isFailed = true;
      return;
    }
    region.wrap(source, position + size, length);
    position += size + length;
  }
}
