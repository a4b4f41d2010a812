package org.rumbench.lsm;

import org.agrona.DirectBuffer;
import org.rumbench.runtime.Completion;

/// Port: what makes a write survive until its memtable is a table.
///
/// The default is one record log per memtable ([RecordCommitLog]); a design with key-value separation supplies its
/// value log. Positions are opaque, only grow, and mean "everything before is in older units"; 0 means the beginning.
/// Units carry the arrival sequence of their first record; sequences of consecutive units are dense, so a hole shows.
///
/// Threads: one at a time for [#append], [#roll] and [#start] (the writer's claim); any thread for the others.
/// After a failed append or sync the tree makes no further call but [#close].
public interface CommitLog {
  /// The walk over units that recovery needs, from `position` (0: from the beginning) on, in the order of writing.
  /// Nothing is appended to what is read here.
  Replay replay(long position);

  /// Begins a new log for units from `nextSequence` on, after recovery and before the first [#append].
  /// Returns the position where it begins.
  long start(long nextSequence);

  /// Appends one unit; on return it is handed to the operating system. `records` holds `recordCount` records encoded
  /// back to back from index 0; those with [org.rumbench.engine.RecordDescriptor#FLAG_POINTER] are pointers already
  /// and are kept as they are. `applied` is set to the records to be put into the memtable, the same number in the
  /// same order: `records` itself, or with values replaced by pointers; they must stay valid until the next call.
  void append(DirectBuffer records, int lengthBytes, int recordCount, long firstSequence, LoggedRecords applied);

  /// The memtable was switched: ends the present file or notes the place. `nextSequence` is the sequence of the next
  /// unit. Returns the position where the units of the new memtable begin.
  long roll(long nextSequence);

  /// Makes every unit appended before this call durable, file and name, older files included. The completion comes
  /// through the scheduler; it may be called while an earlier sync is in flight.
  void sync(Completion completion);

  /// Every record before `position` is in durable tables: recovery will not ask for it again.
  void release(long position);

  /// Bytes in logs not released yet.
  long retainedBytes();

  /// Releases files; promises nothing about what was not synced. Idempotent.
  void close();

  /// A resumable walk over units at recovery. One owner.
  interface Replay {
    /// Hands units to `target` until about `budgetBytes` are read, the end is reached or the target wants no more;
    /// at least one when there is one. Returns whether more may follow.
    boolean step(long budgetBytes, Target target);

    /// Releases what the walk holds.
    void close();
  }

  /// Receives recovered units.
  @FunctionalInterface
  interface Target {
    /// One unit: records as they went to the memtable (values replaced by pointers where they were), encoded back to
    /// back at `offset`, valid during the call. Returns false when no later unit is wanted: the sequence shows a hole.
    boolean onUnit(DirectBuffer records, int offset, int lengthBytes, long firstSequence);
  }
}
