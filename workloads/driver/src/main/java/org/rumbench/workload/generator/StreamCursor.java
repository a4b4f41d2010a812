package org.rumbench.workload.generator;

import java.util.random.RandomGenerator;

/// A position in the operation stream and the random draws that belong to it.
///
/// Each operation has a stream of draws of its own, started by [#moveTo]; counts of what came before it in the stream
/// come along, because the key of an insert and the reach of the `latest` distribution depend on them. One owner.
public final class StreamCursor implements RandomGenerator {
  private final long seed;
  private long state;
  private long index;
  private long insertsBefore;
  private long deletesBefore;

  /// A cursor at operation 0 of the stream that `seed` names.
  public StreamCursor(long seed) {
    this.seed = seed;
    moveTo(0, 0, 0);
  }

  /// Stands before the first draw of operation `index`, which so many inserts and deletes precede.
  public void moveTo(long index, long insertsBefore, long deletesBefore) {
    this.index = index;
    this.insertsBefore = insertsBefore;
    this.deletesBefore = deletesBefore;
    this.state = Mix64.of(seed ^ Mix64.of(index));
  }

  /// Number of the operation.
  public long index() {
    return index;
  }

  /// Inserts among the operations before this one.
  public long insertsBefore() {
    return insertsBefore;
  }

  /// Deletes among the operations before this one.
  public long deletesBefore() {
    return deletesBefore;
  }

  @Override
  public long nextLong() {
    long result = Mix64.of(state);
    state += Mix64.GOLDEN_GAMMA;
    return result;
  }
}
