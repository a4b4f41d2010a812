package org.rumbench.workload;

import org.rumbench.runtime.Completion;

/// A phase under way: what may start, how much is in flight, what has been recorded. Belongs to its [Driver].
final class PhaseRun {
  private final Phase phase;
  private final Pacer pacer;
  private final long drainNanos;
  private final PhaseListener listener;
  private final Completion ended;
  private final PhaseRecorder recorder;
  private int inFlight;
  private long started;
  private long doneInWindow;
  private long answeredInWindow;
  private long waited;
  private long windowEndNanos;
  private long lastEndNanos;
  private long lastFullNanos;
  private boolean isStopped;

  PhaseRun(
      Phase phase,
      Pacer pacer,
      long startNanos,
      DriverSettings settings,
      PhaseListener listener,
      Completion ended) {
    this.phase = phase;
    this.pacer = pacer;
    this.drainNanos = settings.drainNanos();
    this.listener = listener;
    this.ended = ended;
    this.recorder = new PhaseRecorder(startNanos, settings.shards() > 1);
    this.windowEndNanos = pacer.windowEndNanos();
    this.lastEndNanos = startNanos;
    this.lastFullNanos = startNanos - 1;
  }

  Phase phase() {
    return phase;
  }

  PhaseListener listener() {
    return listener;
  }

  Completion ended() {
    return ended;
  }

  PhaseRecorder recorder() {
    return recorder;
  }

  long started() {
    return started;
  }

  /// The intended start of the operation that starts now.
  long intendedNanos(long nowNanos) {
    return pacer.nextIntendedNanos(nowNanos);
  }

  boolean mayStart(long nowNanos) {
    return inFlight < phase.inFlight()
        && nowNanos < drainEndNanos()
        && pacer.nextIntendedNanos(nowNanos) <= nowNanos;
  }

  void onStarted(Operation operation) {
    operation.isInFlight = true;
    inFlight++;
    started++;
    pacer.onStarted();
    if (operation.intendedNanos <= lastFullNanos) {
      waited++;
    }
  }

  void onEnded(Operation operation, Outcome outcome) {
    long nanos = operation.endedNanos;
    if (inFlight == phase.inFlight()) {
      lastFullNanos = nanos;
    }
    operation.isInFlight = false;
    inFlight--;
    lastEndNanos = nanos;
    if (nanos <= windowEndNanos) {
      doneInWindow += outcome == Outcome.OK ? 1 : 0;
      answeredInWindow += outcome == Outcome.OK || outcome == Outcome.NOT_FOUND ? 1 : 0;
    }
    recorder.onEnded(operation, outcome);
  }

  void stop(long nowNanos) {
    isStopped = true;
    windowEndNanos = Math.min(windowEndNanos, nowNanos);
    pacer.stop(nowNanos);
  }

  private long drainEndNanos() {
    return windowEndNanos == Pacer.NEVER ? Pacer.NEVER : windowEndNanos + drainNanos;
  }

  boolean isOver(long nowNanos) {
    if (nowNanos >= drainEndNanos()) {
      return true;
    }
    // A time with nobody arriving at its end belongs to the phase too.
    return inFlight == 0
        && pacer.nextIntendedNanos(nowNanos) == Pacer.NEVER
        && (pacer.isCountReached() || nowNanos >= windowEndNanos);
  }

  /// When to look again if no answer comes before.
  long nextEventNanos(long nowNanos) {
    long windowEvent = nowNanos < windowEndNanos ? windowEndNanos : drainEndNanos();
    long next = Math.min(recorder.rowEndNanos(), windowEvent);
    return inFlight < phase.inFlight() ? Math.min(next, pacer.nextIntendedNanos(nowNanos)) : next;
  }

  /// Ends the rows of the timeline that are full.
  void endRows(long nowNanos) {
    while (nowNanos >= recorder.rowEndNanos()) {
      long until = recorder.rowEndNanos();
      listener.onSecond(recorder.endRow(until, inFlight, pacer.offeredBy(until) - started));
    }
  }

  PhaseResult result(long nowNanos, StreamHash hash, long checkedValues, long wrongValues) {
    long end = inFlight > 0 ? nowNanos : lastEndNanos;
    boolean isBoundedByCount = pacer.isCountReached() && !isStopped;
    long windowEnd = isBoundedByCount ? Math.min(end, windowEndNanos) : windowEndNanos;
    long offered = pacer.offeredBy(Math.max(nowNanos, windowEnd));
    if (recorder.isRowOpen(nowNanos)) {
      listener.onSecond(recorder.endRow(nowNanos, inFlight, offered - started));
    }
    PhaseResult.Totals totals =
        new PhaseResult.Totals(
            recorder.startNanos(), windowEnd, Math.max(end, recorder.startNanos()), offered, started,
            offered - started, inFlight, doneInWindow,
            answeredInWindow, waited, recorder.acknowledgedBytes,
            recorder.indeterminateBytes, recorder.returnedBytes, recorder.scannedRows, checkedValues, wrongValues,
            recorder.missing, recorder.retries, recorder.stalledOperations, recorder.stallNanos,
            recorder.acceptedWrites, recorder.acceptedKeyBytes, recorder.returnedValues, isStopped);
    return new PhaseResult(phase, totals, recorder, hash);
  }
}
