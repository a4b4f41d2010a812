package org.rumbench.testkit.stress.system;

import org.rumbench.testkit.store.system.Backend;

/// What a stress run does. Immutable.
///
/// @param seed              of everything the threads choose
/// @param groups            keys are written in groups, each by one batch: a power of contention, the smaller the more
/// @param members           keys in a group, at least 1
/// @param batches           batches written in all; the run ends with the last
/// @param maxValueBytes     longest value
/// @param syncedEvery       one batch in so many is written SYNCED, the others BUFFERED
/// @param backgroundThreads workers of the runtime
/// @param sliceBytes        what a slice of background work may touch; small: many hand-overs between threads
/// @param isInterrupting    whether threads are interrupted while they are inside the engine
/// @param isPurging         whether the purge version moves, so that tombstones may go
/// @param backend           the files
public record StressPlan(
    long seed,
    int groups,
    int members,
    int batches,
    int maxValueBytes,
    int syncedEvery,
    int backgroundThreads,
    long sliceBytes,
    boolean isInterrupting,
    boolean isPurging,
    Backend backend) {

  /// Bounds are the caller's mistake.
  public StressPlan {
    if (groups < 1 || members < 1 || batches < groups) {
      throw new IllegalArgumentException(
          "groups " + groups + " and members " + members + " must be 1 or more, batches " + batches
              + " at least as many as groups");
    }
  }

  /// A run of moderate length on channel files: some seconds on two cores.
  public static StressPlan of(long seed) {
    return new StressPlan(
        seed, 96, 4, 12_000, 700, 64, 2, 64 * 1024, false, true, Backend.CHANNEL);
  }

  /// The same on other files.
  public StressPlan on(Backend other) {
    return new StressPlan(
        seed, groups, members, batches, maxValueBytes, syncedEvery, backgroundThreads, sliceBytes, isInterrupting,
        isPurging, other);
  }

  /// The same of another length.
  public StressPlan withBatches(int count) {
    return new StressPlan(
        seed, groups, members, count, maxValueBytes, syncedEvery, backgroundThreads, sliceBytes, isInterrupting,
        isPurging, backend);
  }

  /// The same with interrupts.
  public StressPlan interrupting() {
    return new StressPlan(
        seed, groups, members, batches, maxValueBytes, syncedEvery, backgroundThreads, sliceBytes, true, isPurging,
        backend);
  }
}
