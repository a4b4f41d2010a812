package org.rumbench.runtime.sim;

import org.jspecify.annotations.Nullable;

/// Something that does one thing at a time in virtual time: an owner's loop, its workers, or the world around.
abstract sealed class SimActor permits SimLoop, SimWorkers {
  /// The time of an actor that has nothing to do.
  static final long NEVER = Long.MAX_VALUE;

  /// The entry of the runtime's queue that stands for this actor; others of it are stale.
  @Nullable SimWake wake;

  /// When it next has something to do and is free to do it, or [#NEVER].
  abstract long nextNanos();

  /// Does one thing at `now`, which is [#nextNanos] or later.
  abstract void runNext(long now);
}
