package org.rumbench.engine;

/// A state of an engine kept readable. Pins files until closed.
public interface Snapshot extends AutoCloseable {
  /// The arrival sequence it shows, that one included.
  long sequence();

  /// Lets the state go. Idempotent, and harmless after the engine was closed.
  @Override
  void close();
}
