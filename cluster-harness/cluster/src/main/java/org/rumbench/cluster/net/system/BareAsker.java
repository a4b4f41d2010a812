package org.rumbench.cluster.net.system;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.cluster.message.ClientAnswer;
import org.rumbench.cluster.message.ClientRead;
import org.rumbench.cluster.message.ClientWrite;
import org.rumbench.cluster.net.Connection;

/// The asking end of a [BareExchange]: keeps a fixed number of exchanges in flight, over its connections in turn.
final class BareAsker extends BareEnd {
  private final CompletableFuture<Double> rate = new CompletableFuture<>();
  private final List<Connection> connections = new ArrayList<>();
  private final ClientRead read = new ClientRead();
  private final ClientWrite write = new ClientWrite();
  private final int connectionCount;
  private final int inFlight;
  private final long nanos;
  private long asked;
  private long answered;
  private long startNanos;
  private long warmNanos;
  private long warmAnswered;

  BareAsker(int connectionCount, int inFlight, int valueBytes, long nanos) {
    super(valueBytes);
    this.connectionCount = connectionCount;
    this.inFlight = inFlight;
    this.nanos = nanos;
    UnsafeBuffer key = new UnsafeBuffer(new byte[KEY_BYTES]);
    read.key.wrap(key, 0, KEY_BYTES);
    write.key.wrap(key, 0, KEY_BYTES);
    write.value.wrap(value);
  }

  /// Exchanges per second, when they have been measured.
  CompletableFuture<Double> rate() {
    return rate;
  }

  @Override
  public void onOpened(Connection connection) {
    connections.add(connection);
    if (connections.size() == connectionCount) {
      startNanos = System.nanoTime();
      for (int i = 0; i < inFlight; i++) {
        ask();
      }
    }
  }

  private void ask() {
    asked++;
    // Pairs of a read and a write go to each connection in turn.
    Connection connection = connections.get((int) (asked / 2 % connectionCount));
    if ((asked & 1) == 0) {
      read.requestId = asked;
      send(connection, read);
    } else {
      write.requestId = asked;
      send(connection, write);
    }
  }

  @Override
  public void onFrame(Connection connection, UnsafeBuffer buffer, int offset, int length) {
    if (!(reader.read(buffer, offset, length) instanceof ClientAnswer) || rate.isDone()) {
      return;
    }
    answered++;
    if ((answered & 0xff) == 0) {
      long now = System.nanoTime();
      if (warmNanos == 0 && now - startNanos >= nanos) {
        warmNanos = now;
        warmAnswered = answered;
      } else if (warmNanos != 0 && now - warmNanos >= nanos) {
        rate.complete((answered - warmAnswered) * 1e9 / (now - warmNanos));
        return;
      }
    }
    ask();
  }

  @Override
  public void onClosed(Connection connection, String cause) {
    rate.completeExceptionally(new IllegalStateException("the bare exchange broke: " + cause));
  }
}
