package org.rumbench.cluster.flight;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.Invariant;

/// Requests in flight, found by id in O(1), and expired in order of deadline. One owner: an event loop.
///
/// An id is a slot number and a sequence number, so an answer to a request that is over finds nothing. Deadlines are a
/// linked list, sorted; since nearly all requests have the same time limit, a new one goes to its end at once. One timer
/// runs for the whole table, and none while it is empty.
public final class FlightTable<T extends InFlight> {
  private static final int SLOT_BITS = 20;
  private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;
  /// Deadlines this close together share a timer.
  private static final long TIMER_SLACK_NANOS = 1_000_000;

  private final Environment environment;
  private final int maxInFlight;
  private final Consumer<T> onExpired;
  private @Nullable Object[] slots = new @Nullable Object[64];
  private int[] freeSlots = new int[64];
  private int freeCount;
  private int usedSlots;
  private int size;
  private long sequence;
  private @Nullable InFlight first;
  private @Nullable InFlight last;
  private boolean isTimerSet;
  private long timerNanos;

  /// A table of at most `maxInFlight` requests; `onExpired` is told of each whose deadline passed, and ends it.
  public FlightTable(Environment environment, int maxInFlight, Consumer<T> onExpired) {
    Invariant.check(maxInFlight <= SLOT_MASK + 1, "slots fit the id", maxInFlight, SLOT_MASK + 1L);
    this.environment = environment;
    this.maxInFlight = maxInFlight;
    this.onExpired = onExpired;
  }

  /// Requests in flight.
  public int size() {
    return size;
  }

  /// Whether another request would be one too many.
  public boolean isFull() {
    return size >= maxInFlight;
  }

  /// Puts a request in flight; the caller has asked [#isFull].
  public void begin(T request, long timeoutNanos) {
    int slot;
    if (freeCount > 0) {
      slot = freeSlots[--freeCount];
    } else {
      slot = usedSlots++;
      if (slot == slots.length) {
        slots = Arrays.copyOf(slots, 2 * slot);
        freeSlots = Arrays.copyOf(freeSlots, 2 * slot);
      }
    }
    slots[slot] = request;
    size++;
    sequence++;
    request.set(sequence << SLOT_BITS | slot, environment.clock().nanos() + timeoutNanos);
    link(request);
    setTimer();
  }

  /// The request with an id; null when it is over, or never was.
  @SuppressWarnings("unchecked")
  public @Nullable T find(long id) {
    int slot = (int) id & SLOT_MASK;
    if (slot >= usedSlots) {
      return null;
    }
    T request = (T) slots[slot];
    return request != null && request.id() == id ? request : null;
  }

  /// Takes a request out of flight.
  public void end(T request) {
    int slot = (int) request.id() & SLOT_MASK;
    Invariant.check(request.equals(slots[slot]), "a request that ends is in flight");
    slots[slot] = null;
    freeSlots[freeCount++] = slot;
    size--;
    unlink(request);
    request.set(0, 0);
  }

  /// Calls `action` for each request in flight, earliest deadline first; it may end the request it is given.
  @SuppressWarnings("unchecked")
  public void forEach(Consumer<T> action) {
    for (InFlight request = first; request != null; ) {
      InFlight next = request.later;
      action.accept((T) request);
      request = next;
    }
  }

  private void link(InFlight request) {
    InFlight before = last;
    while (before != null && before.deadlineNanos() - request.deadlineNanos() > 0) {
      before = before.earlier;
    }
    InFlight after = before == null ? first : before.later;
    request.earlier = before;
    request.later = after;
    if (before == null) {
      first = request;
    } else {
      before.later = request;
    }
    if (after == null) {
      last = request;
    } else {
      after.earlier = request;
    }
  }

  private void unlink(InFlight request) {
    InFlight before = request.earlier;
    InFlight after = request.later;
    if (before == null) {
      first = after;
    } else {
      before.later = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.earlier = before;
    }
    request.earlier = null;
    request.later = null;
  }

  private void setTimer() {
    InFlight head = first;
    if (head == null || (isTimerSet && timerNanos - head.deadlineNanos() <= TIMER_SLACK_NANOS)) {
      return;
    }
    isTimerSet = true;
    timerNanos = head.deadlineNanos() + TIMER_SLACK_NANOS;
    long delay = Math.max(0, timerNanos - environment.clock().nanos());
    long setFor = timerNanos;
    environment.scheduler().schedule(delay, () -> onTimer(setFor));
  }

  @SuppressWarnings("unchecked")
  private void onTimer(long setFor) {
    if (isTimerSet && setFor == timerNanos) {
      isTimerSet = false;
    }
    long now = environment.clock().nanos();
    for (InFlight head = first; head != null && head.deadlineNanos() - now <= 0; head = first) {
      onExpired.accept((T) head);
      Invariant.check(!head.equals(first), "an expired request was ended");
    }
    setTimer();
  }
}
