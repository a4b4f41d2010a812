package org.rumbench.memory;

import java.util.concurrent.atomic.LongAdder;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.bitcask.Bitcask;
import org.rumbench.bitcask.KeyState;
import org.rumbench.engine.CallsInFlight;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.engine.KeyPredicate;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.engine.ReadResult;
import org.rumbench.engine.Snapshot;
import org.rumbench.engine.Spares;
import org.rumbench.engine.StorageEngine;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteCompletion;
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.storage.IoPurpose;

/// An open in-memory store: what is resident answers at once, everything else the Bitcask below.
///
/// A write goes the way of [ResidentWriter]. A read asks the shard of its key, and on a miss the Bitcask; what it finds
/// there becomes resident if it is still the key's newest record then and the shard wants it. Cost of a hit: one
/// look-up and one copy (or decompression) under the shard's monitor, no allocation.
final class MemoryEngine implements StorageEngine {
  private final Environment environment;
  private final MemoryOptions options;
  private final Bitcask bitcask;
  private final StorageEngine log;
  private final Residents residents;
  private final ResidentWriter writer;
  private final CallsInFlight calls = new CallsInFlight("the engine is closed");
  private final LongAdder pointReads = new LongAdder();
  private final Spares<KeyState> states = new Spares<>(KeyState::new);
  private final @Nullable DictionaryTraining training;

  /// A store with nothing resident over an open Bitcask, which becomes its own.
  MemoryEngine(Environment environment, MemoryOptions options, MemoryPlan plan, Bitcask bitcask) {
    this.environment = environment;
    this.options = options;
    this.bitcask = bitcask;
    this.log = bitcask.engine();
    this.residents = new Residents(plan, options);
    this.training =
        options.hasDictionary() ? new DictionaryTraining(plan.dictionaryBytes(), residents::use) : null;
    this.writer = new ResidentWriter(bitcask, residents, plan, !options.isLogged(), this::sample);
  }

  /// Counts the calls inside, for whoever guards them.
  CallsInFlight calls() {
    return calls;
  }

  // ---- writing

  @Override
  public WriteStatus write(WriteBatch batch, Durability durability, WriteCompletion completion) {
    return writer.write(batch, durability, completion);
  }

  /// Shows a value to the training of a dictionary, if there is one.
  private void sample(DirectBuffer value, int offset, int length) {
    DictionaryTraining trained = training;
    if (trained != null && trained.isGathering() && trained.offer(value, offset, length)) {
      JobHandle ignored = environment.scheduler().submit(trained, Priority.BACKGROUND);
    }
  }

  @Override
  public void onWritable(Runnable listener) {
    log.onWritable(listener);
  }

  @Override
  public @Nullable String stallCause() {
    return log.stallCause();
  }

  // ---- reading

  @Override
  public void get(DirectBuffer key, int offset, int length, IoPurpose purpose, long nowMillis, ReadResult result) {
    pointReads.increment();
    int hash = Bitcask.hash(key, offset, length);
    ResidentShard shard = residents.of(hash);
    synchronized (shard) {
      if (shard.get(hash, key, offset, length, nowMillis, result)) {
        return;
      }
    }
    KeyState read = states.take();
    KeyState now = states.take();
    try {
      bitcask.get(key, offset, length, purpose, nowMillis, result, read);
      boolean isValue = result.outcome() == ReadOutcome.VALUE && result.isCopied();
      if (isValue && (purpose == IoPurpose.USER_READ || purpose == IoPurpose.READ_BEFORE_WRITE)) {
        admit(shard, hash, key, offset, length, result, read, now);
      }
    } finally {
      states.giveBack(read);
      states.giveBack(now);
    }
  }

  /// Makes resident what was read from disk, unless the key has been written since or a write is under way that may be
  /// of the key: the writer forgets the key's resident value before the log takes the new one.
  private void admit(
      ResidentShard shard, int hash, DirectBuffer key, int offset, int length, ReadResult result, KeyState read,
      KeyState now) {
    sample(result.buffer(), 0, result.valueLength());
    synchronized (shard) {
      if (!writer.isLogging()
          && bitcask.find(key, offset, length, now)
          && now.sequence() == read.sequence()) {
        shard.admit(hash, key, offset, length, result);
      }
    }
  }

  @Override
  public void get(
      DirectBuffer key, int offset, int length, IoPurpose purpose, long nowMillis, Snapshot snapshot,
      ReadResult result) {
    throw new UnsupportedOperationException("memory keeps no snapshots");
  }

  @Override
  public Cursor scan(
      @Nullable DirectBuffer from, @Nullable DirectBuffer to, IoPurpose purpose, long nowMillis,
      @Nullable Snapshot snapshot) {
    throw new UnsupportedOperationException("memory has no order to scan in");
  }

  @Override
  public Snapshot snapshot() {
    throw new UnsupportedOperationException("memory keeps no snapshots");
  }

  /// The Bitcask's, once it has everything.
  @Override
  public Cursor entries(KeyPredicate wanted, IoPurpose purpose) {
    writer.writeOutAll();
    return log.entries(wanted, purpose);
  }

  // ---- versions

  @Override
  public void setPurgeVersion(long version) {
    writer.setPurgeVersion(version);
  }

  @Override
  public void setEarliestReadMillis(long millis) {
    log.setEarliestReadMillis(millis);
  }

  @Override
  public long highestVersion() {
    return Math.max(log.highestVersion(), writer.highestKept());
  }

  // ---- background work

  /// Writes out what is dirty, then flushes the log.
  @Override
  public JobHandle flush() {
    return options.isLogged()
        ? log.flush()
        : environment.scheduler().submit(new WriteOutJob(writer, residents, log), Priority.FLUSH);
  }

  @Override
  public JobHandle compactAll() {
    return log.compactAll();
  }

  @Override
  public JobHandle settle() {
    return log.settle();
  }

  // ---- figures and the end

  @Override
  public EngineMetrics metrics() {
    EngineMetrics below = log.metrics();
    EngineMetrics.Memory memory = below.memory();
    EngineMetrics.Reads reads = below.reads();
    long hits = residents.hits();
    return new EngineMetrics(
        new EngineMetrics.Memory(
            memory.memtableBytes(), memory.indexBytes(), memory.filterBytes(), residents.valueBytes(),
            memory.keyDirectoryBytes() + residents.otherBytes()),
        new EngineMetrics.Reads(
            pointReads.sum(), reads.sourcesConsulted() + hits, 0, 0, reads.blocksTouched() + hits, hits),
        below.work(),
        below.shape(),
        below.debtBytes(),
        below.stalls(),
        below.refusedWrites() + writer.refusedWrites(),
        residents.hasDirty() ? -1 : below.liveKeysEstimate());
  }

  /// Writes out what is dirty; with a log nothing is.
  @Override
  public void close() {
    if (!calls.refuse()) {
      return;
    }
    calls.drain();
    try {
      writer.close();
    } finally {
      log.close();
      residents.close();
    }
  }
}
