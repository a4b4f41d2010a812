package org.rumbench.cluster.replica;

/// A piece of work on the engine. Reusable; keeps its own scratch, so it needs nothing of the lane.
public interface LaneTask {
  /// Whether it writes: an engine takes writes from one lane only.
  boolean isWrite();

  /// The work, on the lane. May block for I/O where the lane is a thread; throws nothing that [#onRan] should see.
  void run();

  /// The completion event, on the owner's loop, after [#run].
  void onRan();
}
