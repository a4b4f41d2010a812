package org.rumbench.harness.cell;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Capability;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.OwnAccount;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.engine.ReadResult;
import org.rumbench.engine.StorageEngine;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.Priority;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.LedgerSnapshot;
import org.rumbench.storage.Storage;
import org.rumbench.workload.KeyValueTarget;
import org.rumbench.workload.Operation;
import org.rumbench.workload.OperationCompletion;
import org.rumbench.workload.Outcome;
import org.rumbench.workload.Request;
import org.rumbench.workload.system.PreciseLoop;

/// One bare engine as a target: requests run on the driver's own loop, without a cluster around them. Its versions are a
/// counter. The figures of a cluster on the same design, minus these, are what replication costs.
final class EngineTarget implements MeasuredTarget, KeyValueTarget {
  private static final String NODE = "engine";

  private final PreciseLoop loop;
  private final Environment environment;
  private final Supplier<Storage> storages;
  private final EngineFactory factory;
  private final EngineOptions options;
  private final Durability durability;
  private final boolean hasScan;
  private final EventLog events;
  private final WriteBatch batch = new WriteBatch();
  private final Deque<Parked> parked = new ArrayDeque<>();
  private long version;
  private boolean isStalled;
  private final AtomicLong acceptedKeyBytes = new AtomicLong();
  private final AtomicLong acceptedValueBytes = new AtomicLong();
  private final AtomicLong returnedBytes = new AtomicLong();
  /// Held while the engine is opened again: nobody samples a closed one.
  private final Object life = new Object();
  private volatile Storage storage;
  private volatile StorageEngine engine;
  private @Nullable EngineMetrics earlier;
  private @Nullable LedgerSnapshot earlierBytes;

  /// A write the engine would not take yet.
  private record Parked(Operation operation, OperationCompletion completion, long sinceNanos) {}

  /// Opens the engine in a storage of `storages`, which opens the same directory for each life; `loop` is the driver's,
  /// and the one behind `environment`.
  EngineTarget(
      EngineFactory factory, EngineOptions options, PreciseLoop loop, Environment environment,
      Supplier<Storage> storages, Durability durability) {
    this.factory = factory;
    this.options = options;
    this.loop = loop;
    this.environment = environment;
    this.storages = storages;
    this.storage = storages.get();
    this.durability = durability;
    this.hasScan = factory.capabilities().contains(Capability.ORDERED_SCAN);
    this.events = new EventLog();
    this.engine = opened();
    this.version = Math.max(0, engine.highestVersion());
  }

  private StorageEngine opened() {
    OpenJob opening =
        factory.open(new EngineContext(environment, storage.sub("engine"), options, events.listener(NODE)));
    Jobs.join(loop, environment.scheduler().submit(opening, Priority.OPEN));
    return opening.engine();
  }

  @Override
  public long reopen(boolean isCold) {
    synchronized (life) {
      if (engine.account() != null) {
        throw new UnsupportedOperationException("the counters of an outside engine begin anew when it is opened again");
      }
      earlier = metrics();
      earlierBytes = ledger();
      engine.close();
      storage.close();
      storage = storages.get();
      if (isCold) {
        dropCache();
      }
      long beginNanos = environment.clock().nanos();
      engine = opened();
      return environment.clock().nanos() - beginNanos;
    }
  }

  private LedgerSnapshot ledger() {
    LedgerSnapshot present = storage.ledger().snapshot();
    LedgerSnapshot before = earlierBytes;
    return before == null ? present : present.after(before);
  }

  private EngineMetrics metrics() {
    EngineMetrics present = engine.metrics();
    EngineMetrics before = earlier;
    return before == null ? present : present.after(before);
  }

  @Override
  public KeyValueTarget port() {
    return this;
  }

  @Override
  public void submit(Operation operation, OperationCompletion completion) {
    Outcome outcome;
    try {
      outcome = switch (operation.request()) {
        case GET -> get(operation);
        case SCAN -> scan(operation);
        case PUT, DELETE -> write(operation, completion, environment.clock().nanos(), false);
      };
    } catch (RuntimeException e) {
      outcome = Outcome.FAILED;
    }
    if (outcome != null) {
      completion.onCompleted(operation, outcome);
    }
  }

  private Outcome get(Operation operation) {
    ReadResult result = resultOf(operation);
    long nowMillis = environment.clock().wallMillis();
    engine.get(operation.key(), 0, operation.keyLength(), IoPurpose.USER_READ, nowMillis, result);
    if (result.outcome() != ReadOutcome.VALUE) {
      return Outcome.NOT_FOUND;
    }
    if (!result.isCopied()) {
      operation.ensureValueCapacity(result.valueLength());
      engine.get(operation.key(), 0, operation.keyLength(), IoPurpose.USER_READ, nowMillis, result);
    }
    operation.setValueLength(result.valueLength());
    returnedBytes.lazySet(returnedBytes.getPlain() + result.valueLength());
    return Outcome.OK;
  }

  private static ReadResult resultOf(Operation operation) {
    if (operation.attachment() instanceof ReadResult result) {
      return result;
    }
    ReadResult result = new ReadResult(operation.value());
    operation.attach(result);
    return result;
  }

  private Outcome scan(Operation operation) {
    if (!hasScan) {
      return Outcome.UNSUPPORTED;
    }
    operation.clearRows();
    UnsafeBuffer from = new UnsafeBuffer(operation.key(), 0, operation.keyLength());
    int rows = 0;
    try (Cursor cursor = engine.scan(from, null, IoPurpose.SCAN, environment.clock().wallMillis(), null)) {
      while (rows < operation.scanLimit() && cursor.next()) {
        if (cursor.outcome() == ReadOutcome.VALUE) {
          operation.addRow(cursor.keyBuffer(), cursor.keyOffset(), cursor.keyLength(), cursor.valueBuffer(),
              cursor.valueOffset(), cursor.valueLength());
          rows++;
        }
      }
    }
    return Outcome.OK;
  }

  /// Returns the outcome, or null when it comes later: the write waits for a sync, or is parked behind a stall.
  private @Nullable Outcome write(Operation operation, OperationCompletion completion, long sinceNanos, boolean isRetry) {
    if (!isRetry && !parked.isEmpty()) {
      parked.addLast(new Parked(operation, completion, sinceNanos));
      return null;
    }
    boolean isPut = operation.request() == Request.PUT;
    long next = version + 1;
    batch.clear();
    if (isPut) {
      batch.put(operation.key(), 0, operation.keyLength(), next, 0, operation.value(), 0, operation.valueLength());
    } else {
      batch.delete(operation.key(), 0, operation.keyLength(), next);
    }
    WriteStatus status = engine.write(batch, durability, failure -> onWritten(operation, completion, failure));
    if (status == WriteStatus.STALLED) {
      parked.addFirst(new Parked(operation, completion, sinceNanos));
      isStalled = true;
      engine.onWritable(this::retry);
      return null;
    }
    if (isRetry) {
      operation.addStallNanos(environment.clock().nanos() - sinceNanos);
    }
    version = next;
    acceptedKeyBytes.lazySet(acceptedKeyBytes.getPlain() + batch.keyBytes());
    acceptedValueBytes.lazySet(acceptedValueBytes.getPlain() + batch.valueBytes());
    return status == WriteStatus.DONE ? Outcome.OK : null;
  }

  private static void onWritten(
      Operation operation, OperationCompletion completion, @Nullable RuntimeException failure) {
    completion.onCompleted(operation, failure == null ? Outcome.OK : Outcome.FAILED);
  }

  private void retry() {
    isStalled = false;
    while (!parked.isEmpty() && !isStalled) {
      Parked first = parked.removeFirst();
      Outcome outcome;
      try {
        outcome = write(first.operation(), first.completion(), first.sinceNanos(), true);
      } catch (RuntimeException e) {
        outcome = Outcome.FAILED;
      }
      if (outcome != null) {
        first.completion().onCompleted(first.operation(), outcome);
      }
    }
  }

  @Override
  public List<NodeSample> sample() {
    synchronized (life) {
      OwnAccount account = engine.account();
      LedgerSnapshot ledger = account == null ? ledger() : account.ledger();
      return List.of(
          new NodeSample(NODE, ledger, metrics(), acceptedKeyBytes.get(), acceptedValueBytes.get(), 0,
              returnedBytes.get()));
    }
  }

  @Override
  public @Nullable OwnAccount account() {
    return engine.account();
  }

  @Override
  public EventLog events() {
    return events;
  }

  @Override
  public void flush() {
    Jobs.join(loop, engine.flush());
  }

  @Override
  public void settle() {
    engine.setPurgeVersion(version);
    Jobs.join(loop, engine.settle());
  }

  @Override
  public void dropCache() {
    Jobs.dropCache(storage.sub("engine"));
  }

  @Override
  public void close() {
    engine.close();
    storage.close();
  }
}
