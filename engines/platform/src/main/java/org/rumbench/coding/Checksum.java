package org.rumbench.coding;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;

/// CRC32C (Castagnoli, RFC 3720 B.4) over parts of buffers. One owner; reusable, allocates nothing on heap buffers.
public final class Checksum {
  private static final int CHUNK_BYTES = 4096;

  private final CRC32C crc = new CRC32C();
  private byte[] chunk = new byte[0];

  /// Starts over.
  public Checksum reset() {
    crc.reset();
    return this;
  }

  /// Takes in part of a buffer, heap or direct.
  public Checksum update(DirectBuffer buffer, int offset, int length) {
    byte[] array = buffer.byteArray();
    if (array != null) {
      crc.update(array, buffer.wrapAdjustment() + offset, length);
      return this;
    }
    ByteBuffer direct = buffer.byteBuffer();
    if (direct == null) {
      return updateByChunks(buffer, offset, length);
    }
    int start = buffer.wrapAdjustment() + offset;
    ByteBuffer view = direct.duplicate();
    view.limit(start + length).position(start);
    crc.update(view);
    return this;
  }

  /// Of memory that nothing in the JDK can look at.
  private Checksum updateByChunks(DirectBuffer buffer, int offset, int length) {
    if (chunk.length == 0) {
      chunk = new byte[CHUNK_BYTES];
    }
    for (int done = 0; done < length; ) {
      int part = Math.min(CHUNK_BYTES, length - done);
      buffer.getBytes(offset + done, chunk, 0, part);
      crc.update(chunk, 0, part);
      done += part;
    }
    return this;
  }

  /// Takes in a long, low byte first: identities such as a file number or an offset.
  public Checksum updateLong(long value) {
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      crc.update((int) (value >>> shift) & 0xff);
    }
    return this;
  }

  /// The checksum of everything since [#reset].
  public int value() {
    return (int) crc.getValue();
  }
}
