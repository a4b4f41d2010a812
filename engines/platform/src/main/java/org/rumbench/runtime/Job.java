package org.rumbench.runtime;

/// Background work cut into slices: a flush, a compaction, a merge, a recovery.
///
/// A job's whole state is its fields. One slice runs at a time, but consecutive slices may run on different threads;
/// the scheduler orders them (a happens-before edge between slices). A slice touches at most `budgetBytes`, holds no
/// lock over I/O or beyond its end, and only the last slice installs its result, after checking again under the lock
/// what earlier slices read. Where slices end never shows in the bytes a job writes.
///
/// A step that throws ends the job; the failure is the outcome of its [JobHandle].
public interface Job {
  /// What the job is, for events and error messages: `flush 000012`, `compaction L1 to L2`.
  String name();

  /// Runs one slice. `budgetBytes` is at least 1; a job always makes some progress (one record) however small it is.
  Step step(long budgetBytes);
}
