package org.rumbench.reference;

import org.jspecify.annotations.Nullable;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.engine.OwnAccount;

/// An open outside engine as [OutsideEngine] needs it: an ordered map from byte strings to byte strings, and a mark.
///
/// Writes come from one thread at a time; everything else from any. Calls may block where the engine does. Failures are
/// [org.rumbench.storage.StorageException]s; [IllegalStateException] for a call that [#cancel] ended.
public interface OutsideStore {
  /// What [#get] answers when there is no such key.
  int ABSENT = -1;

  /// A state kept readable.
  interface View {
    /// Lets it go; called once.
    void close();
  }

  /// A walk in key order over a state, before the first key at the beginning. One owner.
  interface Walk {
    /// Moves on; false at the end.
    boolean next();

    /// The lane that holds the key and value it stands on, until the next move.
    Lane lane();

    /// Lets it go; called once.
    void close();
  }

  // ---- writing

  /// Puts the lane's value under its key, alone. Returns whether it is as durable as asked, else [#sync] has to follow.
  boolean put(Lane lane, boolean isSynced);

  /// Begins a batch that is going to be committed with `isSynced`.
  void begin(boolean isSynced);

  /// Adds the lane's value under its key to the batch.
  void addPut(Lane lane);

  /// Adds the deletion of the lane's key to the batch.
  void addDelete(Lane lane);

  /// Adds the deletion of all keys from `from` (inclusive) to `to` (exclusive) to the batch.
  void addDeleteRange(byte[] from, byte[] to);

  /// Adds the lane's value as the store's mark, which no key shows, to the batch.
  void addMark(Lane lane);

  /// Applies the batch, all or nothing; as [#put]. A batch whose commit fails is dropped.
  boolean commit(boolean isSynced);

  /// Drops a batch that was begun and not committed.
  void rollback();

  /// Makes everything written so far durable.
  void sync();

  // ---- reading

  /// Copies the value of the lane's key, now or as of `view`, into the lane; returns its length or [#ABSENT].
  int get(Lane lane, @Nullable View view);

  /// Copies the mark into the lane; returns its length or [#ABSENT].
  int getMark(Lane lane);

  /// Keeps the present state readable.
  View view();

  /// Walks from `from` (inclusive; null: the first key) to `to` (exclusive; null: the end), now or as of `view`. `to` is
  /// above `from`.
  Walk walk(byte @Nullable [] from, byte @Nullable [] to, @Nullable View view);

  // ---- background work

  /// Moves what is in memory to its place on disk; returns when it is durable.
  void flush();

  /// Reorganises everything; returns when that is done.
  void compactAll();

  /// Whether no background work is owed.
  boolean isSettled();

  // ---- figures and the end

  /// Its figures, with the two counts that [OutsideEngine] keeps.
  EngineMetrics metrics(long pointReads, long refusedWrites);

  /// What it says of its files.
  OwnAccount account();

  /// Has background work and the calls that wait for it end soon.
  void cancel();

  /// Lets go of everything. No view and no walk is open, no call is in flight.
  void close();
}
