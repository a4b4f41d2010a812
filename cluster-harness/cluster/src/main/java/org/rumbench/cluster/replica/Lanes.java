package org.rumbench.cluster.replica;

/// The replica's only way to its engine: tasks of one lane run one at a time, in the order of submission.
///
/// Tasks of one key and kind share a lane; all writes share one, because an engine takes writes from one thread at a
/// time. Submitted on the owner's loop.
public interface Lanes extends AutoCloseable {
  /// Has the task run on the lane of `keyHash`, then its completion event on the owner's loop. Inline lanes do both
  /// before this returns.
  void submit(long keyHash, LaneTask task);

  /// Runs what was submitted, then ends. Idempotent.
  @Override
  void close();

  /// Everything on the owner's loop, at once: best where data is cached and cores are few, and in simulations.
  static Lanes inline() {
    return new Lanes() {
      @Override
      public void submit(long keyHash, LaneTask task) {
        task.run();
        task.onRan();
      }

      @Override
      public void close() {}
    };
  }
}
