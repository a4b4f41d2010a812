package org.rumbench.testkit.script;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Durability;

/// One step of a script. A step that has become meaningless (a snapshot that was never taken) does nothing, so that any
/// part of a script is a script.
public sealed interface Operation {
  /// A batch. When `isAwaited`, the script goes on once it is as durable as asked; otherwise at once.
  record Write(List<Edit> edits, Durability durability, boolean isAwaited) implements Operation {
    /// Copies the edits.
    public Write {
      edits = List.copyOf(edits);
    }
  }

  /// A point read.
  record Get(String key) implements Operation {}

  /// A range read; null bounds are open.
  record Scan(@Nullable String from, @Nullable String to) implements Operation {}

  /// A range read that is opened here and read by [ReadCursor]: what is written between must not show.
  record OpenCursor(int slot, boolean isEntries) implements Operation {}

  /// Reads an open cursor to its end and closes it.
  record ReadCursor(int slot) implements Operation {}

  /// Reads everything every way the design has, and compares.
  record Check() implements Operation {}

  /// Keeps the present state under a number; a snapshot that was there is closed.
  record TakeSnapshot(int slot) implements Operation {}

  /// Reads everything as of a snapshot.
  record ReadSnapshot(int slot) implements Operation {}

  /// Closes a snapshot.
  record CloseSnapshot(int slot) implements Operation {}

  /// Starts a flush; when `isAwaited`, drives it to its end.
  record Flush(boolean isAwaited) implements Operation {}

  /// Starts a full reorganisation; when `isAwaited`, drives it to its end.
  record CompactAll(boolean isAwaited) implements Operation {}

  /// Ends all background work owed.
  record Settle() implements Operation {}

  /// Promises that no version up to `version` follows.
  record Purge(long version) implements Operation {}

  /// Lets the simulation run some events.
  record Run(int events) implements Operation {}

  /// Sets the time against which expiry is judged.
  record Now(long millis) implements Operation {}

  /// Closes in good order and opens again.
  record Reopen() implements Operation {}

  /// The process dies; opens again.
  record Kill() implements Operation {}

  /// The power fails with an outcome drawn from `seed`; opens again.
  record PowerCut(long seed) implements Operation {}
}
