package org.rumbench.testkit.stress.system;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// What the threads of a run tell each other: how far the writer is, whether the engine is being closed, what was done
/// and what was wrong. Any thread.
final class StressBoard {
  final LongAdder gets = new LongAdder();
  final LongAdder scans = new LongAdder();
  final LongAdder walks = new LongAdder();
  final LongAdder snapshots = new LongAdder();
  final LongAdder jobs = new LongAdder();
  final LongAdder interrupts = new LongAdder();
  final LongAdder stalls = new LongAdder();

  private final List<String> violations = new ArrayList<>();
  private final boolean forgetsDeletions;
  private volatile long begun;
  private volatile long acknowledged;
  private volatile long purged;
  private volatile boolean isOver;
  private volatile boolean isClosing;
  private volatile boolean isClosed;

  /// Nothing happened yet; `forgetsDeletions` when every deletion may vanish at once.
  StressBoard(boolean forgetsDeletions) {
    this.forgetsDeletions = forgetsDeletions;
  }

  /// The writer is about to write a version; reads may show it from here on.
  void begin(long version) {
    begun = version;
  }

  long begun() {
    return begun;
  }

  /// The write has returned; reads that begin from here on must show it.
  void acknowledge(long version) {
    acknowledged = version;
  }

  long acknowledged() {
    return acknowledged;
  }

  /// Deletions up to this version may vanish from here on.
  void purge(long version) {
    purged = version;
  }

  long purged() {
    return forgetsDeletions ? Long.MAX_VALUE : purged;
  }

  /// Nobody need go on.
  void end() {
    isOver = true;
  }

  boolean isOver() {
    return isOver;
  }

  /// From here on calls may be refused.
  void closing() {
    isClosing = true;
  }

  boolean isClosing() {
    return isClosing;
  }

  /// From here on calls must be refused.
  void closed() {
    isClosed = true;
  }

  boolean isClosed() {
    return isClosed;
  }

  /// Something was wrong: ends the run.
  void violation(String what, @Nullable Throwable cause) {
    StringWriter text = new StringWriter();
    text.append(Thread.currentThread().getName()).append(": ").append(what);
    if (cause != null) {
      text.append(System.lineSeparator());
      cause.printStackTrace(new PrintWriter(text, true));
    }
    synchronized (violations) {
      if (violations.size() < StressReport.MAX_VIOLATIONS) {
        violations.add(text.toString());
      }
    }
    isOver = true;
  }

  boolean violationFree() {
    synchronized (violations) {
      return violations.isEmpty();
    }
  }

  /// The store has been opened again, as of `version`: what was begun behind it never happened.
  void reopen(long version) {
    begun = version;
    acknowledged = version;
    isClosing = false;
    isClosed = false;
    isOver = false;
  }

  StressReport report(long closes) {
    synchronized (violations) {
      return new StressReport(
          acknowledged, gets.sum(), scans.sum(), walks.sum(), snapshots.sum(), jobs.sum(), interrupts.sum(),
          stalls.sum(), closes, List.copyOf(violations));
    }
  }
}
