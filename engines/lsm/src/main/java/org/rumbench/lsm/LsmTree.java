package org.rumbench.lsm;

import java.util.function.Supplier;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.CallsInFlight;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.engine.KeyPredicate;
import org.rumbench.engine.ReadResult;
import org.rumbench.engine.Snapshot;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteCompletion;
import org.rumbench.engine.WriteStatus;
import org.rumbench.lsm.compaction.CompactionPolicy;
import org.rumbench.lsm.manifest.Manifest;
import org.rumbench.lsm.manifest.VersionEdit;
import org.rumbench.lsm.memtable.ArenaPool;
import org.rumbench.lsm.table.BlockCache;
import org.rumbench.lsm.table.BlockCodecs;
import org.rumbench.lsm.table.Table;
import org.rumbench.lsm.table.TableMetadata;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.Scheduler;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageException;
import org.rumbench.storage.StorageFile;

/// One open LSM tree: where its parts meet. Threads, failures and the meaning of every call are as for
/// [org.rumbench.engine.StorageEngine]; what it adds is for designs that keep values elsewhere.
///
/// Source: O'Neil, Cheng, Gawlick, O'Neil, *The Log-Structured Merge-Tree*, Acta Informatica 1996.
public final class LsmTree implements AutoCloseable {
  /// Owed work paid for by writes comes in slices of this many bytes.
  static final long OWED_SLICE_BYTES = 256 * 1024;

  private static final int ENTRIES_READ_AHEAD_BYTES = 256 * 1024;

  private final EngineContext context;
  private final LsmOptions options;
  private final CompactionPolicy policy;
  private final LsmPorts ports;
  private final FileNumbers numbers;
  private final CommitLog commitLog;
  private final Manifest manifest;
  private final BlockCache cache;
  private final BlockCodecs codecs;
  private final ArenaPool arenas;
  private final ScratchPool scratches = new ScratchPool();
  private final Snapshots snapshots = new Snapshots();
  private final PurgeGuards guards = new PurgeGuards();
  private final InstallTurn turn = new InstallTurn();
  private final InstallTurn fullTurn = new InstallTurn();
  private final CallsInFlight calls = new CallsInFlight("the engine is closed");
  private final WriteGate gate;
  private final GroupSync groupSync;
  private final Background background;
  private final WritePath writePath;
  private final PointReader reader;
  private final PointerMoves pointerMoves = new PointerMoves(this);
  private final TreeStates states;

  private final long openingBeganMillis;
  private volatile long visibleSequence;
  private volatile long purgeVersion = Long.MIN_VALUE;
  private volatile long earliestReadMillis = Long.MIN_VALUE;
  private volatile long highestVersion = Long.MIN_VALUE;
  private volatile boolean isOpen;
  private volatile boolean isClosed;
  private volatile @Nullable RuntimeException failure;

  /// A tree over recovered tables; [LsmOpenJob] brings it to where writes are accepted.
  LsmTree(
      EngineContext context, LsmOptions options, CompactionPolicy policy, LsmPorts ports, RecoveredParts recovered) {
    Environment environment = context.environment();
    this.context = context;
    this.options = options;
    this.policy = policy;
    this.ports = ports;
    this.numbers = recovered.numbers();
    this.commitLog = recovered.commitLog();
    this.manifest = recovered.manifest();
    this.cache = recovered.cache();
    this.codecs = recovered.codecs();
    this.arenas = new ArenaPool(options.memtableBytes(), options.maxImmutableMemtables() + 1);
    this.gate =
        new WriteGate(
            environment.clock(), environment.scheduler(), context.listener(), options, policy,
            () -> background().isCompacting());
    this.groupSync = new GroupSync(commitLog, environment.scheduler(), this::fail);
    this.background = new Background(this, environment);
    this.reader = new PointReader(this, scratches);
    this.writePath = new WritePath(this, arenas, environment.entropy().stream("memtable-heights"));
    this.states = new TreeStates(writePath.newSlot(0, 0), recovered.tables());
    this.highestVersion = recovered.highestVersion();
    this.openingBeganMillis = recovered.beganMillis();
  }

  /// The job that opens a tree in `context.storage()`, creating it when the directory is empty.
  public static LsmOpenJob open(
      EngineContext context, LsmOptions options, CompactionPolicy policy, LsmPorts ports) {
    return new LsmOpenJob(context, options, policy, ports);
  }

  // What an engine does.

  /// As [org.rumbench.engine.StorageEngine#write].
  public WriteStatus write(WriteBatch batch, Durability durability, WriteCompletion completion) {
    return writePath.write(batch, durability, completion);
  }

  /// As [org.rumbench.engine.StorageEngine#onWritable].
  public void onWritable(Runnable action) {
    gate.onWritable(action);
  }

  /// As [org.rumbench.engine.StorageEngine#stallCause].
  public @Nullable String stallCause() {
    return gate.cause();
  }

  /// Reads one key as of now or of `snapshot`; returns whether the value is a pointer. Whoever follows a pointer holds
  /// a [#pin] taken before.
  public boolean get(
      DirectBuffer key, int offset, int length, IoPurpose purpose, long nowMillis, @Nullable Snapshot snapshot,
      ReadResult result) {
    checkNotClosed();
    return reader.get(key, offset, length, purpose, nowMillis, snapshot, result);
  }

  /// As [org.rumbench.engine.StorageEngine#scan].
  public LsmCursor scan(
      @Nullable DirectBuffer from, @Nullable DirectBuffer to, IoPurpose purpose, long nowMillis,
      @Nullable Snapshot snapshot) {
    checkNotClosed();
    TreeState state = states.acquire();
    long bound;
    try {
      bound = snapshot == null ? visibleSequence : snapshots.sequenceOf(snapshot);
    } catch (RuntimeException refused) {
      state.close();
      throw refused;
    }
    return LsmCursor.over(this, state, bound, nowMillis, from, to, KeyPredicate.ALL, purpose, 0);
  }

  /// As [org.rumbench.engine.StorageEngine#entries].
  public LsmCursor entries(KeyPredicate wanted, IoPurpose purpose) {
    checkNotClosed();
    TreeState state = states.acquire();
    return LsmCursor.over(
        this, state, visibleSequence, Long.MIN_VALUE, null, null, wanted, purpose, ENTRIES_READ_AHEAD_BYTES);
  }

  /// As [org.rumbench.engine.StorageEngine#snapshot].
  public Snapshot snapshot() {
    checkNotClosed();
    return snapshots.open(this::visibleSequence);
  }

  /// As [org.rumbench.engine.StorageEngine#setPurgeVersion].
  public void setPurgeVersion(long version) {
    synchronized (guards) {
      if (version > purgeVersion) {
        purgeVersion = version;
      }
    }
  }

  /// As [org.rumbench.engine.StorageEngine#setEarliestReadMillis].
  public void setEarliestReadMillis(long millis) {
    synchronized (guards) {
      if (millis > earliestReadMillis) {
        earliestReadMillis = millis;
      }
    }
  }

  /// The promise given last; [Long#MIN_VALUE] for none.
  public long purgeVersion() {
    return purgeVersion;
  }

  /// As [org.rumbench.engine.StorageEngine#highestVersion].
  public long highestVersion() {
    return highestVersion;
  }

  /// As [org.rumbench.engine.StorageEngine#flush].
  public JobHandle flush() {
    MemtableSlot slot = writePath.switchForFlush();
    return submit(TreeJobs.flushOf(this, slot), Priority.FLUSH);
  }

  /// As [org.rumbench.engine.StorageEngine#compactAll].
  public JobHandle compactAll() {
    MemtableSlot slot = writePath.switchForFlush();
    return submit(TreeJobs.compactionOfAll(this, slot), Priority.BACKGROUND);
  }

  /// As [org.rumbench.engine.StorageEngine#settle].
  public JobHandle settle() {
    return submit(TreeJobs.settling(this), Priority.BACKGROUND);
  }

  private JobHandle submit(Job job, Priority priority) {
    return background.track(context.environment().scheduler().submit(job, priority));
  }

  // What a design with separated values does.

  /// Keeps the present state, and all that hangs on it, until closed; allocates nothing.
  public TreePin pin() {
    checkNotClosed();
    return states.acquire();
  }

  /// While the pin is held, no deletion of `minVersion` or above is purged by a merge that begins from now on: for
  /// records outside the tree that a deletion still has to hide.
  public TreePin guardPurge(long minVersion) {
    return guards.hold(minVersion);
  }

  /// Points values elsewhere. `moves` holds, from `offset` to `limit`, pairs back to back: the record to be logged,
  /// with [org.rumbench.engine.RecordDescriptor#FLAG_POINTER] and the new pointer for its value, and the `oldLength`
  /// bytes of the pointer it replaces. A move is applied only if its record is the key's winner at that moment: same
  /// version, same old pointer. Those applied are one unit of the log, durable after [#syncLog], and `moved` is told of each.
  ///
  /// Returns false, with nothing done, when writes are stalled: try again later. One caller at a time, on any thread.
  public boolean relocate(DirectBuffer moves, int offset, int limit, int oldLength, MovedPointers moved) {
    return pointerMoves.relocate(moves, offset, limit, oldLength, moved);
  }

  /// Makes everything logged so far durable.
  public void syncLog(Completion completion) {
    groupSync.await(cause -> {
      if (cause == null) {
        completion.complete();
      } else {
        completion.fail(cause);
      }
    });
  }

  /// Appends a manifest record of its own with an attachment edit; the job is done when it is durable. `edit` is asked
  /// once, when its record is the next to be appended: edits are made in the order in which the manifest has them, so
  /// what one leaves to another is durable before it.
  public JobHandle attach(Supplier<byte[]> edit) {
    return submit(TreeJobs.attachmentOf(this, edit), Priority.FLUSH);
  }

  /// The source of file numbers of this store.
  public FileNumbers numbers() {
    return numbers;
  }

  /// Something the tree relies on has failed: every write is refused from now on with `cause`.
  public void fail(RuntimeException cause) {
    synchronized (guards) {
      if (failure != null) {
        return;
      }
      failure = cause;
    }
    emit(new EngineEvent.Failed(nowNanos(), String.valueOf(cause.getMessage())));
    gate.open();
  }

  // Figures.

  /// As [org.rumbench.engine.StorageEngine#metrics].
  public EngineMetrics metrics() {
    return TreeFigures.of(this, scratches.total(), arenas.allocatedBytes(), cache.usedBytes());
  }

  /// The calls in flight on the engine on top, which [#close] waits out; see [org.rumbench.engine.GuardedEngine].
  public CallsInFlight calls() {
    return calls;
  }

  @Override
  public void close() {
    if (!calls.refuse()) {
      return;
    }
    isClosed = true;
    isOpen = false;
    // First, because calls may wait for a job; again, because they may have submitted one.
    background.stop();
    calls.drain();
    background.stop();
    writePath.shut();
    gate.open();
    groupSync.close();
    commitLog.close();
    states.close();
    manifest.close();
    codecs.close();
    cache.close();
    context.storage().close();
  }

  // For the parts of this package.

  /// Recovery is over: writes and compactions may begin.
  void openForWrites() {
    isOpen = true;
    background.schedule();
  }

  boolean isOpen() {
    return isOpen;
  }

  void checkNotClosed() {
    if (isClosed) {
      throw new IllegalStateException("the engine is closed");
    }
  }

  void checkHealthy() {
    RuntimeException cause = failure;
    if (cause != null) {
      throw cause;
    }
  }

  void checkUsable() {
    checkNotClosed();
    RuntimeException cause = failure;
    if (cause != null) {
      throw refusal(cause);
    }
  }

  /// The failure again, so that the caller sees it as it was.
  private static RuntimeException refusal(RuntimeException cause) {
    return cause instanceof StorageException ? cause : new IllegalStateException("the engine has failed", cause);
  }

  @Nullable RuntimeException failure() {
    return failure;
  }

  void payForOwedWork(int bytes) {
    double pressure = gate.pressureIn(states.peek());
    if (pressure > 0 && isOpen) {
      background.pay(bytes, pressure);
    }
  }

  void publish(long sequence) {
    visibleSequence = sequence;
  }

  void noteVersion(long version) {
    if (version > highestVersion) {
      highestVersion = version;
    }
  }

  long visibleSequence() {
    return visibleSequence;
  }

  VersionEdit newEdit() {
    return new VersionEdit().nextFile(numbers.peek()).highestVersion(highestVersion);
  }

  Table openTable(StorageFile file, TableMetadata metadata, IoPurpose purpose) {
    return Table.open(file, metadata, cache, codecs, purpose, background::onUnreferenced);
  }

  /// Deletions and expired values up to this version are needed by no reader, no replica and no memtable.
  long purgeableVersion() {
    long purgeable = Math.min(purgeVersion, guards.minVersion() - 1);
    TreeState state = states.peek();
    purgeable = Math.min(purgeable, state.active().memtable().minVersion() - 1);
    for (MemtableSlot slot : state.immutables()) {
      purgeable = Math.min(purgeable, slot.memtable().minVersion() - 1);
    }
    return snapshots.sequences().length > 0 ? Long.MIN_VALUE : purgeable;
  }

  /// No read judges expiry against an earlier time.
  long earliestReadMillis() {
    return earliestReadMillis;
  }

  long nowNanos() {
    return context.environment().clock().nanos();
  }

  /// The wall time by which everything in the active memtable has arrived: now, or, while logs of an earlier life are
  /// replayed, when that began.
  long arrivedByMillis() {
    return isOpen ? wallMillis() : openingBeganMillis;
  }

  long wallMillis() {
    return context.environment().clock().wallMillis();
  }

  void emit(EngineEvent event) {
    context.listener().onEvent(event);
  }

  void memtableIs(EngineEvent.ComponentState state, MemtableSlot slot) {
    emit(new EngineEvent.ComponentChanged(nowNanos(), EngineEvent.Component.MEMTABLE, slot.number(), state));
  }

  void tableIs(EngineEvent.ComponentState state, TableMetadata table) {
    emit(new EngineEvent.ComponentChanged(nowNanos(), EngineEvent.Component.TABLE, table.number(), state));
  }

  Scheduler scheduler() {
    return context.environment().scheduler();
  }

  Storage storage() {
    return context.storage();
  }

  BlockCodecs codecs() {
    return codecs;
  }

  LsmOptions options() {
    return options;
  }

  CompactionPolicy policy() {
    return policy;
  }

  LsmPorts ports() {
    return ports;
  }

  CommitLog commitLog() {
    return commitLog;
  }

  Manifest manifest() {
    return manifest;
  }

  TreeStates states() {
    return states;
  }

  Snapshots snapshots() {
    return snapshots;
  }

  PurgeGuards guards() {
    return guards;
  }

  InstallTurn turn() {
    return turn;
  }

  InstallTurn fullTurn() {
    return fullTurn;
  }

  WriteGate gate() {
    return gate;
  }

  GroupSync groupSync() {
    return groupSync;
  }

  Background background() {
    return background;
  }

  WritePath writePath() {
    return writePath;
  }

  PointReader reader() {
    return reader;
  }
}
