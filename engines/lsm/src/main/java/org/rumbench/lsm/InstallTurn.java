package org.rumbench.lsm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Completion;

/// Whose turn it is, without a lock: to append to the manifest and install, from the append until its sync is done; to
/// merge everything, from beginning to end. Any thread.
final class InstallTurn {
  private final List<Completion> waiting = new ArrayList<>();
  private boolean isTaken;

  /// Null when the turn is the caller's now; else what to await before asking again.
  synchronized @Nullable Completion take() {
    if (!isTaken) {
      isTaken = true;
      return null;
    }
    Completion next = new Completion();
    waiting.add(next);
    return next;
  }

  /// The holder is done.
  void end() {
    List<Completion> next;
    synchronized (this) {
      isTaken = false;
      next = List.copyOf(waiting);
      waiting.clear();
    }
    next.forEach(Completion::complete);
  }
}
