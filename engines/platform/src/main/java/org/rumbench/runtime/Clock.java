package org.rumbench.runtime;

/// The two clocks a node may read. Any thread.
public interface Clock {
  /// Monotonic time in nanoseconds from an arbitrary origin; only differences mean anything.
  long nanos();

  /// Wall time in milliseconds since the Unix epoch; may step in either direction, so it is never used for a deadline.
  long wallMillis();
}
