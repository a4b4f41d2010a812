package org.rumbench.cluster.message;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/// A reusable reference to bytes inside somebody else's buffer; copies nothing. One owner. In a decoded message it is
/// valid as long as the frame is.
public final class ByteRegion {
  private static final UnsafeBuffer EMPTY = new UnsafeBuffer(new byte[0]);

  private DirectBuffer buffer = EMPTY;
  private int offset;
  private int length;

  /// Refers to other bytes.
  public ByteRegion wrap(DirectBuffer source, int sourceOffset, int lengthBytes) {
    buffer = source;
    offset = sourceOffset;
    length = lengthBytes;
    return this;
  }

  /// Refers to the bytes that another region refers to.
  public ByteRegion wrap(ByteRegion other) {
    return wrap(other.buffer, other.offset, other.length);
  }

  /// Refers to a text's bytes, for messages off the hot path.
  public ByteRegion wrapText(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return wrap(new UnsafeBuffer(bytes), 0, bytes.length);
  }

  /// Refers to no bytes.
  public ByteRegion clear() {
    return wrap(EMPTY, 0, 0);
  }

  /// The buffer that holds the bytes.
  public DirectBuffer buffer() {
    return buffer;
  }

  /// Where they start.
  public int offset() {
    return offset;
  }

  /// How many there are.
  public int length() {
    return length;
  }

  /// The bytes as text.
  public String text() {
    byte[] bytes = new byte[length];
    buffer.getBytes(offset, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
