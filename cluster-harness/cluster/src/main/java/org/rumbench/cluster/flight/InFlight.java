package org.rumbench.cluster.flight;

import org.jspecify.annotations.Nullable;

/// The part of a pooled request state that a [FlightTable] needs. One owner.
public class InFlight {
  /// Id while in flight, 0 else.
  private long id;
  private long deadlineNanos;
  @Nullable InFlight earlier;
  @Nullable InFlight later;

  /// For subclasses: a state that is not in flight.
  protected InFlight() {}

  /// Its id, to be sent with messages; 0 while it is not in flight.
  public final long id() {
    return id;
  }

  /// When it expires, on the owner's clock.
  public final long deadlineNanos() {
    return deadlineNanos;
  }

  final void set(long newId, long deadline) {
    id = newId;
    deadlineNanos = deadline;
  }
}
