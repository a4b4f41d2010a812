package org.rumbench.bitcask;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.EngineMetrics;

/// When writes have to wait: merges too many dead bytes late, too many segments to seal (each holds its hint entries
/// in memory), or a roll asked for from outside that is at work.
///
/// Waiting listeners run through the scheduler, once. State is guarded by the store's lock.
final class Stalls {
  private static final String DEAD_BYTES = "dead bytes owed to merges";
  private static final String SEALS = "closed segments waiting to be sealed";
  private static final int MAXIMUM_UNSEALED = 8;
  private static final String ROLL = "the active segment is being replaced";

  private final BitcaskStore store;
  private final List<Runnable> listeners = new ArrayList<>();
  private volatile boolean isStalled;
  private volatile boolean hasListeners;
  private volatile long owedBytes;
  private volatile long lateBytes;
  private volatile int unsealedCount;
  private long count;
  private long totalNanos;
  private long sinceNanos;

  Stalls(BitcaskStore store) {
    this.store = store;
  }

  /// Dead bytes owed when last looked at.
  long owedBytes() {
    return owedBytes;
  }

  /// Whether writes should help: a quarter of a bound is reached.
  boolean isWorkPressing() {
    return lateBytes >= store.options.maximumDeadBytes() / 4 || unsealedCount > MAXIMUM_UNSEALED / 4;
  }

  /// Whether writes stall for owed work.
  boolean isStalled() {
    return isStalled;
  }

  @Nullable String cause() {
    return isStalled ? owedCause() : store.isAppendClaimed() ? ROLL : null;
  }

  private String owedCause() {
    return unsealedCount > MAXIMUM_UNSEALED ? SEALS : DEAD_BYTES;
  }

  /// Looks again at what is owed; begins or ends a stall.
  void refresh() {
    EngineEvent event = null;
    synchronized (store.lock) {
      MergePolicy.Plan plan = store.planOfAllClosed();
      owedBytes = plan.owedBytes();
      lateBytes = plan.lateBytes();
      unsealedCount = store.unsealedCount();
      boolean isOver =
          (lateBytes > store.options.maximumDeadBytes() || unsealedCount > MAXIMUM_UNSEALED)
              && store.failure() == null;
      if (isOver && !isStalled) {
        isStalled = true;
        count++;
        sinceNanos = store.now();
        event = new EngineEvent.StallBegan(sinceNanos, owedCause());
      } else if (!isOver && isStalled) {
        event = end();
      }
    }
    if (event != null) {
      store.listener.onEvent(event);
      wake();
    }
  }

  private EngineEvent end() {
    long now = store.now();
    isStalled = false;
    totalNanos += now - sinceNanos;
    return new EngineEvent.StallEnded(now, now - sinceNanos);
  }

  /// The store takes no writes any more: whoever waits shall find out.
  void onFailure() {
    EngineEvent event = null;
    synchronized (store.lock) {
      if (isStalled) {
        event = end();
      }
    }
    if (event != null) {
      store.listener.onEvent(event);
    }
    wake();
  }

  /// The append claim is free again.
  void onAppendReleased() {
    if (hasListeners && !isStalled) {
      wake();
    }
  }

  /// Runs `listener` once writes are possible.
  void onWritable(Runnable listener) {
    synchronized (store.lock) {
      listeners.add(listener);
      hasListeners = true;
    }
    if (cause() == null || store.failure() != null || store.isClosed()) {
      wake();
    }
  }

  /// Runs all listeners through the scheduler, unless writes stall.
  void wake() {
    List<Runnable> toRun;
    synchronized (store.lock) {
      if (isStalled && !store.isClosed()) {
        return;
      }
      toRun = List.copyOf(listeners);
      listeners.clear();
      hasListeners = false;
    }
    toRun.forEach(store.environment.scheduler()::execute);
  }

  EngineMetrics.Stalls metrics() {
    synchronized (store.lock) {
      return new EngineMetrics.Stalls(count, totalNanos + (isStalled ? store.now() - sinceNanos : 0));
    }
  }
}
