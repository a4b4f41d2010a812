package org.rumbench.lsm;

import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.lsm.record.RecordCursor;
import org.rumbench.runtime.Completion;

/// Port: what a value log wants to know and change when flushes and compactions pass over records.
@FunctionalInterface
public interface ValueSeparation {
  /// No separation: values stay where they are.
  ValueSeparation NONE = outputLevel -> Observer.NONE;

  /// A flush (`outputLevel` 0) or compaction begins; the observer belongs to it alone.
  Observer beginMerge(int outputLevel);

  /// Watches one merge; its calls come from one slice after the other. What it learns takes effect only when the merge
  /// is installed: an abandoned merge never happened.
  interface Observer {
    /// Watches nothing.
    Observer NONE = new Observer() {};

    /// A record that no reader will need again leaves the tree. Called for values only.
    default void dropped(RecordCursor record) {}

    /// May replace the value of a record that stays: writes the new bytes to `target` from index 0 (which grows) and
    /// returns their length, or -1 to keep it. Only the value changes; the record stays a pointer if it was one.
    default int rewrite(RecordCursor record, MutableDirectBuffer target) {
      return -1;
    }

    /// Bytes read and written by [#rewrite] since this was asked last: they count for the merge's slice.
    default long takeTouchedBytes() {
      return 0;
    }

    /// What must be durable before the merge may be installed, such as values moved by [#rewrite]; null for nothing.
    default @Nullable Completion beforeInstall() {
      return null;
    }

    /// The edit to go into the same manifest record as the installation; null for none. Called once, last.
    default byte @Nullable [] edit() {
      return null;
    }

    /// The merge is installed and durable.
    default void installed() {}

    /// The merge failed or was given up.
    default void abandoned() {}
  }
}
