package org.rumbench.harness.cell;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Capability;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineFactory;
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
  private final Storage storage;
  private final StorageEngine engine;
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

  /// A write the engine would not take yet.
  private record Parked(Operation operation, OperationCompletion completion, long sinceNanos) {}

  private EngineTarget(
      PreciseLoop loop, Environment environment, Storage storage, StorageEngine engine, Durability durability, boolean hasScan,
      EventLog events) {
    this.loop = loop;
    this.environment = environment;
    this.storage = storage;
    this.engine = engine;
    this.durability = durability;
    this.hasScan = hasScan;
    this.events = events;
    this.version = Math.max(0, engine.highestVersion());
  }

  /// Opens the engine in `storage`; `loop` is the driver's, and the one behind `environment`.
  static EngineTarget open(
      EngineFactory factory, EngineOptions options, PreciseLoop loop, Environment environment, Storage storage,
      Durability durability) {
    EventLog events = new EventLog();
    OpenJob opening =
        factory.open(new EngineContext(environment, storage.sub("engine"), options, events.listener(NODE)));
    Jobs.join(loop, environment.scheduler().submit(opening, Priority.OPEN));
    return new EngineTarget(loop, environment, storage, opening.engine(), durability,
        factory.capabilities().contains(Capability.ORDERED_SCAN), events);
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
    OwnAccount account = engine.account();
    LedgerSnapshot ledger = account == null ? storage.ledger().snapshot() : account.ledger();
    return List.of(
        new NodeSample(NODE, ledger, engine.metrics(), acceptedKeyBytes.get(), acceptedValueBytes.get(), 0,
            returnedBytes.get()));
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
