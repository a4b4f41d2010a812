package org.rumbench.runtime;

/// A task scheduled for later on its owner's event loop.
public interface Timer {
  /// The task will not run, unless it already started; harmless after it ran.
  void cancel();
}
