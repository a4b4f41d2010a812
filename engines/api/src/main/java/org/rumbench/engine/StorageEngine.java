package org.rumbench.engine;

import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.JobHandle;
import org.rumbench.storage.IoPurpose;

/// One open store of one design.
///
/// **Records.** Of the records of a key the highest version wins, then the highest arrival sequence; arrival order does
/// not matter (as with Cassandra's timestamps). The owner makes versions unique. Keys are compared as unsigned bytes.
/// Reads show tombstones.
///
/// **Threads.** Writes come from one thread at a time (a lane); reads, cursors and metrics from any number of threads
/// beside it. Background work is jobs on the scheduler given at opening. Nothing here blocks.
///
/// **Failures.** [org.rumbench.storage.StorageException] for damage and devices: never "absent", never an older value.
/// After a failed sync or append every write is refused with it until the store is opened again.
///
/// **The end.** Every call on a closed engine but [#close] and [#onWritable] is an [IllegalStateException]. Cursors and
/// snapshots that are open when the engine closes show nothing more ([Cursor#next] is [IllegalStateException]) and are
/// closed as ever; the directory is free at the latest when the last of them is. Every pending write and every job gets
/// its outcome.
public interface StorageEngine extends AutoCloseable {
  /// Applies a batch, all or nothing. `completion` is called only after PENDING. Visible to reads on return unless
  /// STALLED. Before a hard stall each write pays for at most one slice of owed work, in proportion to its bytes.
  /// Records at or below the purge version are refused: left out and counted in [EngineMetrics#refusedWrites]. A kind of
  /// record the design has no [Capability] for is an [UnsupportedOperationException] and nothing of the batch is applied.
  /// SYNCED covers everything written before, too, and so also when no record of the batch is left.
  WriteStatus write(WriteBatch batch, Durability durability, WriteCompletion completion);

  /// Runs `listener` once, through the scheduler, when writes are possible; at once (but still through the scheduler)
  /// when they are already. A failed or closed engine runs it too: the next write tells.
  void onWritable(Runnable listener);

  /// Why writes stall now (a write was answered STALLED and would be again); null when they do not.
  @Nullable String stallCause();

  /// Reads one key; a key too short or too long for any record is absent. `purpose` is what the bytes count under; `nowMillis` is the time against which expiry is judged
  /// (an expired value reads as a tombstone of its version).
  void get(DirectBuffer key, int offset, int length, IoPurpose purpose, long nowMillis, ReadResult result);

  /// As [#get], as of `snapshot`. Needs [Capability#SNAPSHOT]. A closed snapshot is an [IllegalStateException], one of
  /// another engine an [IllegalArgumentException].
  void get(
      DirectBuffer key, int offset, int length, IoPurpose purpose, long nowMillis, Snapshot snapshot, ReadResult result);

  /// Winners in key order from `from` (inclusive; null: from the first) to `to` (exclusive; null: to the last),
  /// tombstones included, as of the call or of `snapshot`. Needs [Capability#ORDERED_SCAN], else
  /// [UnsupportedOperationException]. Bounds are any bytes: a range that does not begin below its end is empty. The key
  /// buffers must stay as they are until the cursor is closed.
  Cursor scan(
      @Nullable DirectBuffer from, @Nullable DirectBuffer to, IoPurpose purpose, long nowMillis,
      @Nullable Snapshot snapshot);

  /// Every key's winner once, tombstones included, in the design's own order, as of the call; an expired value shows as
  /// it is stored. For repair, transfer and rebuild; every design has it.
  Cursor entries(KeyPredicate wanted, IoPurpose purpose);

  /// Keeps the present state readable. Needs [Capability#SNAPSHOT], else [UnsupportedOperationException].
  Snapshot snapshot();

  /// The owner's promise that no write at or below `version` follows; never decreases. Lets tombstones go.
  void setPurgeVersion(long version);

  /// The owner's promise that no read will judge expiry against a time before `millis`; never decreases. Lets values that
  /// have expired by then go by the rules for tombstones. A design may do nothing with it.
  void setEarliestReadMillis(long millis);

  /// The highest version ever stored, over all keys and range deletions, refused records left out; [Long#MIN_VALUE] for
  /// an empty store. Known from opening on.
  long highestVersion();

  /// Starts moving what is in memory to its place on disk (a memtable flush, rolling the active segment); the job is
  /// done when it is durable.
  JobHandle flush();

  /// Starts a full reorganisation (compact everything, merge all segments, collect all garbage above the floor).
  JobHandle compactAll();

  /// A job that is done when no background work is owed: flushes and compactions, merges and collections that the
  /// design's own triggers ask for have ended. The caller has stopped writing. It flushes nothing by itself.
  JobHandle settle();

  /// Figures as of now. Cheap enough for once a second.
  EngineMetrics metrics();

  /// What an engine says of the files that it keeps itself; null where [org.rumbench.storage.Storage#ledger] counts
  /// everything.
  default @Nullable OwnAccount account() {
    return null;
  }

  /// Ends background work after the slice in flight, waits out calls in flight, releases files. Writes nothing that
  /// durability did not promise. Idempotent.
  @Override
  void close();
}
