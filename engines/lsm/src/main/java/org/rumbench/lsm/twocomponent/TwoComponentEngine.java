package org.rumbench.lsm.twocomponent;

import java.util.List;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.CallsInFlight;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.engine.KeyPredicate;
import org.rumbench.engine.ReadResult;
import org.rumbench.engine.Snapshot;
import org.rumbench.engine.StorageEngine;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteCompletion;
import org.rumbench.engine.WriteStatus;
import org.rumbench.lsm.CommitLog;
import org.rumbench.lsm.FileNumbers;
import org.rumbench.lsm.GroupSync;
import org.rumbench.lsm.ScratchPool;
import org.rumbench.lsm.Snapshots;
import org.rumbench.lsm.manifest.Manifest;
import org.rumbench.lsm.manifest.VersionEdit;
import org.rumbench.lsm.memtable.ArenaPool;
import org.rumbench.lsm.record.Candidate;
import org.rumbench.lsm.record.ReadCounters;
import org.rumbench.lsm.table.BlockCache;
import org.rumbench.lsm.table.ReadScratch;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageException;
import org.rumbench.storage.StorageFile;

/// One open two-component tree: where its parts meet. Threads, failures and the meaning of every call are those of
/// [StorageEngine].
final class TwoComponentEngine implements StorageEngine {
  private static final int ENTRIES_READ_AHEAD_BYTES = 256 * 1024;

  private final EngineContext context;
  private final TwoComponentOptions options;
  private final FileNumbers numbers;
  private final CommitLog commitLog;
  private final Manifest manifest;
  private final BlockCache cache;
  private final ArenaPool arenas;
  private final ScratchPool scratches = new ScratchPool();
  private final Snapshots snapshots = new Snapshots();
  private final CallsInFlight calls = new CallsInFlight("the engine is closed");
  private final Object promises = new Object();
  private final StallGate gate;
  private final GroupSync groupSync;
  private final TreeBackground background;
  private final MemoryWrites writes;
  private final ComponentStates states;

  private volatile long visibleSequence;
  private volatile long purgeVersion = Long.MIN_VALUE;
  private volatile long earliestReadMillis = Long.MIN_VALUE;
  private volatile long highestVersion;
  private volatile boolean isOpen;
  private volatile boolean isClosed;
  private volatile @Nullable RuntimeException failure;

  /// What opening has made before there is an engine.
  ///
  /// @param numbers        source of file numbers
  /// @param commitLog      the commit log
  /// @param manifest       the manifest in use
  /// @param cache          the page cache of the subtrees
  /// @param disk           recovered C1; one reference passes to the engine
  /// @param highestVersion highest version by the manifest
  record Opened(
      FileNumbers numbers, CommitLog commitLog, Manifest manifest, BlockCache cache, DiskTree disk,
      long highestVersion) {}

  TwoComponentEngine(EngineContext context, TwoComponentOptions options, Opened opened) {
    Environment environment = context.environment();
    this.context = context;
    this.options = options;
    this.numbers = opened.numbers();
    this.commitLog = opened.commitLog();
    this.manifest = opened.manifest();
    this.cache = opened.cache();
    this.arenas = new ArenaPool(options.memtableBytes(), options.maxImmutableMemtables() + 1);
    this.gate =
        new StallGate(
            environment.clock(), environment.scheduler(), context.listener(), options);
    this.groupSync = new GroupSync(commitLog, environment.scheduler(), this::fail);
    this.background = new TreeBackground(this, environment);
    this.writes = new MemoryWrites(this, arenas, environment.entropy().stream("memtable-heights"));
    this.states = new ComponentStates(writes.newTree(0, 0), opened.disk());
    this.highestVersion = opened.highestVersion();
  }

  @Override
  public WriteStatus write(WriteBatch batch, Durability durability, WriteCompletion completion) {
    return writes.write(batch, durability, completion);
  }

  @Override
  public void onWritable(Runnable listener) {
    gate.onWritable(listener);
  }

  @Override
  public @Nullable String stallCause() {
    return gate.cause();
  }

  @Override
  public void get(
      DirectBuffer key, int offset, int length, IoPurpose purpose, long nowMillis, ReadResult result) {
    read(key, offset, length, purpose, nowMillis, null, result);
  }

  @Override
  public void get(
      DirectBuffer key, int offset, int length, IoPurpose purpose, long nowMillis, Snapshot snapshot,
      ReadResult result) {
    read(key, offset, length, purpose, nowMillis, snapshot, result);
  }

  private void read(
      DirectBuffer key, int offset, int length, IoPurpose purpose, long nowMillis, @Nullable Snapshot snapshot,
      ReadResult result) {
    checkNotClosed();
    Components state = states.acquire();
    ReadScratch scratch = scratches.take();
    try {
      // The state first, then the bound: a state that is newer than the bound may have lost what the bound still shows.
      long bound = snapshot == null ? visibleSequence : snapshots.sequenceOf(snapshot);
      scratch.countAs(purpose == IoPurpose.USER_READ || purpose == IoPurpose.READ_BEFORE_WRITE);
      scratch.counters().pointReads++;
      find(state, key, offset, length, bound, purpose, scratch);
      answer(scratch.candidate(), state.hiddenBelow(key, offset, length, bound), nowMillis, result);
    } finally {
      scratches.giveBack(scratch);
      state.close();
    }
  }

  /// A hit ends nothing by itself: the highest version wins whatever the order of arrival.
  private static void find(
      Components state, DirectBuffer key, int offset, int length, long bound, IoPurpose purpose, ReadScratch scratch) {
    Candidate candidate = scratch.candidate();
    ReadCounters counters = scratch.counters();
    counters.sourcesConsulted++;
    state.active().memtable().lookup(key, offset, length, bound, candidate);
    for (int i = 0; i < state.sealed().length; i++) {
      MemoryTree tree = state.sealed()[i];
      if (!candidate.isAbove(tree.memtable().maxVersion()) && state.mayHold(i, key, offset, length)) {
        counters.sourcesConsulted++;
        tree.memtable().lookup(key, offset, length, bound, candidate);
      }
    }
    DiskTree disk = state.disk();
    if (disk.subtrees().length > 0) {
      Subtree subtree = disk.subtrees()[disk.responsibleFor(key, offset, length)];
      if (!candidate.isAbove(subtree.metadata().maxVersion())) {
        subtree.lookup(key, offset, length, bound, purpose, scratch);
      }
    }
  }

  private static void answer(Candidate found, long hiddenBelow, long nowMillis, ReadResult result) {
    if (hiddenBelow != Long.MIN_VALUE && (!found.isFound() || found.version() < hiddenBelow)) {
      result.setTombstone(hiddenBelow);
    } else if (!found.isFound()) {
      result.setAbsent();
    } else if (found.isTombstone() || (found.expiryMillis() != 0 && found.expiryMillis() <= nowMillis)) {
      result.setTombstone(found.version());
    } else {
      int length = found.valueLength();
      boolean fits = length <= result.buffer().capacity();
      if (fits) {
        result.buffer().putBytes(0, found.valueBuffer(), found.valueOffset(), length);
      }
      result.setValue(found.version(), found.expiryMillis(), length, fits);
    }
  }

  @Override
  public Cursor scan(
      @Nullable DirectBuffer from, @Nullable DirectBuffer to, IoPurpose purpose, long nowMillis,
      @Nullable Snapshot snapshot) {
    checkNotClosed();
    Components state = states.acquire();
    long bound;
    try {
      bound = snapshot == null ? visibleSequence : snapshots.sequenceOf(snapshot);
    } catch (RuntimeException refused) {
      state.close();
      throw refused;
    }
    return ComponentCursor.over(this, state, bound, nowMillis, from, to, KeyPredicate.ALL, purpose, 0);
  }

  @Override
  public Cursor entries(KeyPredicate wanted, IoPurpose purpose) {
    checkNotClosed();
    Components state = states.acquire();
    return ComponentCursor.over(
        this, state, visibleSequence, Long.MIN_VALUE, null, null, wanted, purpose, ENTRIES_READ_AHEAD_BYTES);
  }

  @Override
  public Snapshot snapshot() {
    checkNotClosed();
    return snapshots.open(() -> visibleSequence);
  }

  @Override
  public void setPurgeVersion(long version) {
    synchronized (promises) {
      purgeVersion = Math.max(purgeVersion, version);
    }
  }

  @Override
  public void setEarliestReadMillis(long millis) {
    synchronized (promises) {
      earliestReadMillis = Math.max(earliestReadMillis, millis);
    }
  }

  @Override
  public long highestVersion() {
    return highestVersion;
  }

  @Override
  public JobHandle flush() {
    return submit(new TreeWait(this, "flush", writes.switchForFlush(), TreeWait.Until.FLUSHED), Priority.FLUSH);
  }

  @Override
  public JobHandle compactAll() {
    MemoryTree newest = writes.switchForFlush();
    return submit(
        new TreeWait(this, "rewriting of everything", newest, TreeWait.Until.REWRITTEN), Priority.BACKGROUND);
  }

  @Override
  public JobHandle settle() {
    return submit(new TreeWait(this, "settle", null, TreeWait.Until.IDLE), Priority.BACKGROUND);
  }

  private JobHandle submit(Job job, Priority priority) {
    return background.track(context.environment().scheduler().submit(job, priority));
  }

  @Override
  public EngineMetrics metrics() {
    ReadCounters reads = scratches.total();
    Components state = states.acquire();
    EngineMetrics.Level disk;
    long owedBytes = 0;
    try {
      disk = new EngineMetrics.Level("C1", state.disk().subtrees().length, state.disk().bytes());
      for (MemoryTree tree : state.sealed()) {
        owedBytes += tree.memtable().dataBytes();
      }
    } finally {
      state.close();
    }
    return new EngineMetrics(
        new EngineMetrics.Memory(arenas.allocatedBytes(), 0, 0, cache.usedBytes(), 0),
        new EngineMetrics.Reads(
            reads.pointReads, reads.sourcesConsulted, reads.filtersProbed, reads.filterFalsePositives,
            reads.blocksTouched, reads.cacheHits),
        new EngineMetrics.Work(background.flushCount(), background.sweepsEnded(), 0, 0, background.runningCount()),
        List.of(disk),
        owedBytes,
        gate.stalls(),
        writes.refusedWrites(),
        -1);
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
    writes.shut();
    gate.open();
    groupSync.close();
    commitLog.close();
    states.close();
    manifest.close();
    cache.close();
    context.storage().close();
  }

  /// Something the tree relies on has failed: every write is refused from now on with `cause`.
  void fail(RuntimeException cause) {
    synchronized (promises) {
      if (failure != null) {
        return;
      }
      failure = cause;
    }
    emit(new EngineEvent.Failed(nowNanos(), String.valueOf(cause.getMessage())));
    gate.open();
  }

  // For the parts of this package.

  /// Recovery is over: writes may begin.
  void openForWrites() {
    isOpen = true;
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
      // The failure again, so that the caller sees it as it was.
      throw cause instanceof StorageException ? cause : new IllegalStateException("the engine has failed", cause);
    }
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

  /// Everything up to `sequence` is seen by reads.
  void show(long sequence) {
    visibleSequence = sequence;
  }

  void noteVersion(long version) {
    if (version > highestVersion) {
      highestVersion = version;
    }
  }

  VersionEdit newEdit() {
    return new VersionEdit().nextFile(numbers.peek()).highestVersion(highestVersion);
  }

  Subtree openSubtree(StorageFile file, SubtreeMetadata metadata, IoPurpose purpose) {
    return Subtree.open(file, metadata, cache, purpose, background::onUnreferenced);
  }

  long purgeVersion() {
    return purgeVersion;
  }

  /// No read judges expiry against an earlier time.
  long earliestReadMillis() {
    return earliestReadMillis;
  }

  long nowNanos() {
    return context.environment().clock().nanos();
  }

  void memoryIs(EngineEvent.ComponentState state, MemoryTree memory) {
    emit(new EngineEvent.ComponentChanged(nowNanos(), EngineEvent.Component.MEMTABLE, memory.number(), state));
  }

  void subtreeIs(EngineEvent.ComponentState state, SubtreeMetadata subtree) {
    emit(new EngineEvent.ComponentChanged(nowNanos(), EngineEvent.Component.TABLE, subtree.number(), state));
  }

  void emit(EngineEvent event) {
    context.listener().onEvent(event);
  }

  Storage storage() {
    return context.storage();
  }

  TwoComponentOptions options() {
    return options;
  }

  FileNumbers numbers() {
    return numbers;
  }

  CommitLog commitLog() {
    return commitLog;
  }

  Manifest manifest() {
    return manifest;
  }

  ComponentStates states() {
    return states;
  }

  Snapshots snapshots() {
    return snapshots;
  }

  StallGate gate() {
    return gate;
  }

  GroupSync groupSync() {
    return groupSync;
  }

  TreeBackground background() {
    return background;
  }

  MemoryWrites writes() {
    return writes;
  }

  /// The calls in flight on the engine on top, which [#close] waits out; see [org.rumbench.engine.GuardedEngine].
  CallsInFlight calls() {
    return calls;
  }
}
