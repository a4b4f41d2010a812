package org.rumbench.simulation;

import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.cluster.net.Connection;
import org.rumbench.cluster.net.FrameHandler;

/// One end of a simulated connection.
///
/// What is committed in one turn of the owner's loop is copied and leaves at the turn's end as one batch, so no byte is
/// shared between owners.
final class SimConnection implements Connection {
  private static final int FIRST_BUFFER_BYTES = 1 << 12;
  private static final int CONGESTED_BYTES = 8 << 20;

  private final SimNetwork network;
  private final SimEndpoint endpoint;
  private final FrameHandler handler;
  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[FIRST_BUFFER_BYTES]);
  private final int number;
  private @Nullable SimConnection peer;
  private @Nullable Object attachment;
  private boolean isOpen;
  private boolean isClosing;
  private boolean isClosed;
  private boolean hasSent;
  private int batchBytes;
  private int batchFrames;
  private int frameStart;
  private int[] frameEnds = new int[16];
  private long bytesUnderWay;
  private long lastArrivalNanos;

  SimConnection(SimNetwork network, SimEndpoint endpoint, FrameHandler handler, int number) {
    this.network = network;
    this.endpoint = endpoint;
    this.handler = handler;
    this.number = number;
    endpoint.add(this);
  }

  /// Equal for both ends, with the dialler's even and the other's odd.
  int number() {
    return number;
  }

  SimEndpoint endpoint() {
    return endpoint;
  }

  FrameHandler handler() {
    return handler;
  }

  @Nullable SimConnection peer() {
    return peer;
  }

  void setPeer(SimConnection other) {
    peer = other;
  }

  /// The connection stands: the handler is told, unless it was closed meanwhile.
  void open() {
    if (!isClosed && !isClosing) {
      isOpen = true;
      handler.onOpened(this);
    }
  }

  /// The end of it: the handler is told, once.
  void end(String cause) {
    if (!isClosed) {
      isOpen = false;
      isClosed = true;
      endpoint.remove(this);
      handler.onClosed(this, cause);
    }
  }

  boolean isClosed() {
    return isClosed;
  }

  @Override
  public boolean isOpen() {
    return isOpen && !isClosing;
  }

  @Override
  public boolean isCongested() {
    return bytesUnderWay + batchBytes > CONGESTED_BYTES;
  }

  @Override
  public int claim(int maxLengthBytes) {
    if (maxLengthBytes < 0 || maxLengthBytes > MAX_FRAME_BYTES) {
      throw new IllegalArgumentException(
          "a frame of " + maxLengthBytes + " bytes is outside 0 to " + MAX_FRAME_BYTES);
    }
    frameStart = batchBytes;
    int needed = frameStart + maxLengthBytes;
    if (needed > buffer.capacity()) {
      byte[] grown = new byte[Math.max(needed, 2 * buffer.capacity())];
      buffer.getBytes(0, grown, 0, frameStart);
      buffer.wrap(grown);
    }
    return frameStart;
  }

  @Override
  public UnsafeBuffer buffer() {
    return buffer;
  }

  @Override
  public void commit(int lengthBytes) {
    if (!isOpen()) {
      return;
    }
    if (batchFrames == 0) {
      network.flushAtEndOfTurn(this);
    }
    if (batchFrames == frameEnds.length) {
      frameEnds = Arrays.copyOf(frameEnds, 2 * batchFrames);
    }
    batchBytes = frameStart + lengthBytes;
    frameEnds[batchFrames++] = batchBytes;
    network.chargeFrame(this);
  }

  /// Takes what was committed since the last flush.
  SimBatch takeBatch() {
    byte[] bytes = new byte[batchBytes];
    buffer.getBytes(0, bytes);
    SimBatch batch = new SimBatch(new UnsafeBuffer(bytes), Arrays.copyOf(frameEnds, batchFrames), !hasSent);
    hasSent = true;
    batchBytes = 0;
    batchFrames = 0;
    return batch;
  }

  boolean hasBatch() {
    return batchFrames > 0;
  }

  void underWay(long deltaBytes) {
    bytesUnderWay += deltaBytes;
  }

  /// Keeps the order: the arrival of what is sent now, not before that of what was sent before.
  long inOrder(long arrivalNanos) {
    lastArrivalNanos = Math.max(lastArrivalNanos, arrivalNanos);
    return lastArrivalNanos;
  }

  @Override
  public @Nullable Object attachment() {
    return attachment;
  }

  @Override
  public void attach(@Nullable Object changed) {
    attachment = changed;
  }

  @Override
  public void close() {
    if (!isClosing && !isClosed) {
      isClosing = true;
      network.closeAtEndOfTurn(this);
    }
  }
}
