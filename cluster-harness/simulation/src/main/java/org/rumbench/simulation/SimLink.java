package org.rumbench.simulation;

import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;

/// One direction between two hosts: its draws, its bandwidth in use, and what has been done to it.
final class SimLink {
  /// What a link does with what is sent.
  enum State {
    /// Carries it.
    OPEN,
    /// Keeps it until it opens.
    CLOGGED,
    /// Loses it.
    CUT
  }

  private final SimRuntime runtime;
  private final RandomStream random;
  private LinkModel model;
  private State state = State.OPEN;
  private long busyUntilNanos;

  SimLink(SimRuntime runtime, RandomStream random, LinkModel model) {
    this.runtime = runtime;
    this.random = random;
    this.model = model;
  }

  LinkModel model() {
    return model;
  }

  void setModel(LinkModel changed) {
    model = changed;
  }

  State state() {
    return state;
  }

  void setState(State changed) {
    state = changed;
  }

  /// When what is sent now would arrive, its bytes having passed behind those before.
  long drawArrivalNanos(int lengthBytes) {
    long nowNanos = runtime.nanos();
    busyUntilNanos =
        Math.max(nowNanos, busyUntilNanos) + (long) (lengthBytes * 1e9 / model.bytesPerSecond());
    return busyUntilNanos + model.drawDelayNanos(random);
  }

  RandomStream random() {
    return random;
  }

  boolean draws(double share) {
    return share > 0 && random.nextDouble() < share;
  }
}
