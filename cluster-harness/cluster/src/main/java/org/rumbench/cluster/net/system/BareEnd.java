package org.rumbench.cluster.net.system;

import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.cluster.message.ByteRegion;
import org.rumbench.cluster.message.Message;
import org.rumbench.cluster.message.MessageReader;
import org.rumbench.cluster.message.MessageWriter;
import org.rumbench.cluster.net.Connection;
import org.rumbench.cluster.net.FrameHandler;

/// What both ends of a [BareExchange] have: reading, writing, and a value of the right size.
abstract class BareEnd implements FrameHandler {
  static final int KEY_BYTES = 23;

  final MessageReader reader = new MessageReader();
  final ByteRegion value;
  private final MessageWriter writer = new MessageWriter();

  BareEnd(int valueBytes) {
    value = new ByteRegion().wrap(new UnsafeBuffer(new byte[valueBytes]), 0, valueBytes);
  }

  final void send(Connection connection, Message message) {
    if (connection.isOpen()) {
      int offset = connection.claim(message.boundBytes());
      connection.commit(writer.write(message, connection.buffer(), offset));
    }
  }

  @Override
  public void onClosed(Connection connection, String cause) {}
}
