package org.rumbench.engine;

import org.jspecify.annotations.Nullable;

/// Told when a PENDING write is durable, or that it is not known to be. Comes through the opener's scheduler.
@FunctionalInterface
public interface WriteCompletion {
  /// `failure` is null when the write is durable; otherwise its fate is indeterminate.
  void onWritten(@Nullable RuntimeException failure);
}
