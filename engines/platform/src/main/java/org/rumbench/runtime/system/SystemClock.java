package org.rumbench.runtime.system;

import org.rumbench.runtime.Clock;

/// The machine's clocks. Any thread.
enum SystemClock implements Clock {
  /// There is one machine.
  MACHINE;

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public long wallMillis() {
    return System.currentTimeMillis();
  }
}
