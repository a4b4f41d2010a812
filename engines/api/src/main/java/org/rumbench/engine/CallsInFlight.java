package org.rumbench.engine;

import java.util.concurrent.atomic.AtomicLong;

/// Counts the calls inside something that can be closed, so that closing can refuse new ones and wait the others out.
/// Any thread; a call costs two atomic additions and allocates nothing.
///
/// I1: the sign bit is set once and for good by [#refuse]; the rest is the number of calls inside. One word tells both,
/// so no call slips in between the look and the count.
public final class CallsInFlight {
  private static final long REFUSING = Long.MIN_VALUE;

  private final AtomicLong state = new AtomicLong();
  private final String closedMessage;

  /// `closedMessage` is what refused callers are told.
  public CallsInFlight(String closedMessage) {
    this.closedMessage = closedMessage;
  }

  /// A call begins; [IllegalStateException] once calls are refused. Followed by [#leave], in any case, when it returns.
  public void enter() {
    if (state.getAndIncrement() < 0) {
      state.getAndDecrement();
      throw new IllegalStateException(closedMessage);
    }
  }

  /// A call ends.
  public void leave() {
    state.getAndDecrement();
  }

  /// Refuses calls from here on. Returns whether they were not refused before.
  public boolean refuse() {
    return state.getAndUpdate(before -> before | REFUSING) >= 0;
  }

  /// Returns once no call is inside, after [#refuse]. Whatever calls inside may wait for has been ended before.
  public void drain() {
    while (state.get() != REFUSING) {
      // What is left ends within a storage call.
    }
  }
}
