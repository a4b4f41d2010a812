package org.rumbench.simulation;

import org.agrona.concurrent.UnsafeBuffer;

/// The frames that left a connection in one turn, one after the other.
final class SimBatch {
  private final UnsafeBuffer bytes;
  private final int[] frameEnds;
  private final boolean isHandshake;

  /// Owns its arguments; `isHandshake` says whether its first frame is the connection's first.
  SimBatch(UnsafeBuffer bytes, int[] frameEnds, boolean isHandshake) {
    this.bytes = bytes;
    this.frameEnds = frameEnds;
    this.isHandshake = isHandshake;
  }

  UnsafeBuffer bytes() {
    return bytes;
  }

  boolean isHandshake() {
    return isHandshake;
  }

  int frames() {
    return frameEnds.length;
  }

  int start(int frame) {
    return frame == 0 ? 0 : frameEnds[frame - 1];
  }

  int lengthBytes(int frame) {
    return frameEnds[frame] - start(frame);
  }
}
