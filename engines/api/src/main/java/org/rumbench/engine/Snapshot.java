package org.rumbench.engine;

/// A state of an engine kept readable. Pins files until closed.
public interface Snapshot extends AutoCloseable {
  /// The arrival sequence it shows, that one included.
  long sequence();

  @Override
  void close();
}
