package org.rumbench.cluster.message;

import org.agrona.concurrent.UnsafeBuffer;

/// Encodes messages into frames. Reusable; one owner.
public final class MessageWriter {
  private final WireWriter out = new WireWriter();

  /// Writes type and fields at `offset`, where the caller made room for [Message#boundBytes]; returns the length.
  public int write(Message message, UnsafeBuffer buffer, int offset) {
    message.encode(out.wrap(buffer, offset).putByte(message.type()));
    return out.position() - offset;
  }
}
