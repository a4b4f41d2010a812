package org.rumbench.cluster.replica;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rumbench.cluster.message.RecordState;
import org.rumbench.cluster.message.ReplicaAck;
import org.rumbench.cluster.message.ReplicaPage;
import org.rumbench.cluster.message.ReplicaRead;
import org.rumbench.cluster.message.ReplicaScan;
import org.rumbench.cluster.message.ReplicaStatus;
import org.rumbench.cluster.message.ReplicaValue;
import org.rumbench.cluster.message.ReplicaWrite;
import org.rumbench.cluster.version.StoredValue;
import org.rumbench.cluster.version.VersionMode;
import org.rumbench.engine.Capability;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.StorageEngine;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.storage.Storage;

/// One node's copy of its keys: executes reads, writes and scans on its engine and answers each exactly once.
///
/// Every call and answer is on the owner's loop. Before [#open] is done it answers STARTING. A write that meets a
/// stalled engine is parked, in order and at most `maxParkedWrites` of them, and tried again when the engine takes
/// writes; while any is parked, newer ones queue up behind it. A parked write whose time is over is not executed.
public final class Replica implements AutoCloseable {
  private final ReplicaSpec spec;
  private final Environment environment;
  private final Storage storage;
  private final Lanes lanes;
  private final int maxParkedWrites;

  private final AcceptedBytes.Counters accepted = new AcceptedBytes.Counters();
  private final ArrayDeque<ReadTask> freeReads = new ArrayDeque<>();
  private final ArrayDeque<WriteTask> freeWrites = new ArrayDeque<>();
  private final ArrayDeque<WriteTask> parked = new ArrayDeque<>();
  private final ReplicaValue value = new ReplicaValue();
  private final ReplicaAck ack = new ReplicaAck();
  private final ReplicaPage page = new ReplicaPage();
  private @Nullable StorageEngine engine;
  private boolean isClosed;
  /// Whether a parked write is being tried again, or the engine was asked to tell when it is writable.
  private boolean isRetrying;
  private boolean isAwaitingWritable;
  private boolean isDraining;
  private long reads;
  private long returnedBytes;
  private long writes;
  private long scans;
  private long parkedEver;
  private long overloaded;
  private long expired;
  private long failed;

  /// A replica that is not open. `storage` is the engine's own.
  public Replica(ReplicaSpec spec, Environment environment, Storage storage, Lanes lanes, int maxParkedWrites) {
    this.spec = spec;
    this.environment = environment;
    this.storage = storage;
    this.lanes = lanes;
    this.maxParkedWrites = maxParkedWrites;
  }

  /// Opens the engine as a job; `onOpened` is told on the loop, with null when it is open.
  public void open(Consumer<@Nullable RuntimeException> onOpened) {
    OpenJob job =
        spec.factory().open(new EngineContext(environment, storage, spec.options(), spec.listener()));
    JobHandle handle = environment.scheduler().submit(job, Priority.OPEN);
    handle.completion().onDone(failure -> environment.scheduler().execute(() -> {
      if (failure == null) {
        StorageEngine opened = job.engine();
        if (isClosed) {
          opened.close();
          return;
        }
        engine = opened;
      }
      onOpened.accept(failure);
    }));
  }

  /// Whether the engine is open.
  public boolean isOpen() {
    return engine != null && !isClosed;
  }

  /// Whether the design can scan in key order.
  public boolean canScan() {
    return spec.factory().capabilities().contains(Capability.ORDERED_SCAN);
  }

  /// The highest version stored; of an open replica.
  public long highestVersion() {
    return engine().highestVersion();
  }

  /// Reads one key.
  public void read(ReplicaRead message, AnswerSink sink) {
    if (!isOpen()) {
      answerValue(sink, message.requestId, ReplicaStatus.STARTING, "");
      return;
    }
    ReadTask task = freeReads.pollLast();
    if (task == null) {
      task = new ReadTask(this);
    }
    task.fill(message, sink, deadline(message.budgetMillis));
    lanes.submit(message.keyHash, task);
  }

  void onRead(ReadTask task, AnswerSink sink) {
    if (task.status() != ReplicaStatus.OK) {
      count(task.status());
      answerValue(sink, task.requestId(), task.status(), task.text());
    } else {
      reads++;
      value.requestId = task.requestId();
      value.status = ReplicaStatus.OK;
      value.text.clear();
      value.state = task.state();
      value.version = task.result().version();
      if (value.state == RecordState.VALUE) {
        value.value.wrap(task.result().buffer(), 0, task.result().valueLength());
        returnedBytes += task.result().valueLength();
      } else {
        value.value.clear();
      }
      sink.onValue(value);
    }
    freeReads.addLast(task);
  }

  private void answerValue(AnswerSink sink, long requestId, ReplicaStatus status, String text) {
    value.requestId = requestId;
    value.status = status;
    value.state = RecordState.ABSENT;
    value.version = 0;
    value.text.wrapText(text);
    value.value.clear();
    sink.onValue(value);
  }

  /// Applies one version of one key.
  public void write(ReplicaWrite message, AnswerSink sink) {
    if (!isOpen()) {
      answerAck(sink, message.requestId, ReplicaStatus.STARTING, "");
      return;
    }
    if (!message.isDelete && !isStoredForm(message)) {
      answerAck(sink, message.requestId, ReplicaStatus.FAILED, "a value that is not in stored form");
      return;
    }
    if (!parked.isEmpty()) {
      dropExpiredHead();
      if (parked.size() >= maxParkedWrites) {
        overloaded++;
        answerAck(sink, message.requestId, ReplicaStatus.OVERLOADED, "");
        return;
      }
    }
    WriteTask task = freeWrites.pollLast();
    if (task == null) {
      task = new WriteTask(this);
    }
    task.fill(message, sink, deadline(message.budgetMillis));
    if (parked.isEmpty() && !isRetrying) {
      lanes.submit(message.keyHash, task);
    } else {
      park(task);
    }
  }

  private static boolean isStoredForm(ReplicaWrite message) {
    return message.versionMode == VersionMode.LAST_WRITE_WINS.code()
        && message.value.length() >= StoredValue.HEADER_BYTES
        && StoredValue.isStorable(message.value.buffer().getByte(message.value.offset()));
  }

  void onWriteEnded(WriteTask task, ReplicaStatus status) {
    if (status == ReplicaStatus.OK) {
      writes++;
      task.countInto(accepted);
    } else {
      count(status);
    }
    boolean wasRetry = task.isRetry();
    answerAck(task.takeSink(), task.requestId(), status, task.text());
    freeWrites.addLast(task);
    if (wasRetry) {
      isRetrying = false;
      drain();
    }
  }

  /// The engine has taken the write; what waits behind it need not wait for its sync.
  void onWritePending(WriteTask task) {
    if (task.isRetry()) {
      task.setRetry(false);
      isRetrying = false;
      drain();
    }
  }

  void onWriteStalled(WriteTask task) {
    if (task.isRetry()) {
      isRetrying = false;
      parked.addFirst(task);
    } else if (maxParkedWrites == 0) {
      overloaded++;
      answerAck(task.takeSink(), task.requestId(), ReplicaStatus.OVERLOADED, String.valueOf(engine().stallCause()));
      freeWrites.addLast(task);
      return;
    } else {
      park(task);
    }
    awaitWritable();
  }

  private void park(WriteTask task) {
    task.setRetry(true);
    parkedEver++;
    parked.addLast(task);
  }

  private void awaitWritable() {
    if (!isAwaitingWritable) {
      isAwaitingWritable = true;
      engine().onWritable(() -> {
        isAwaitingWritable = false;
        if (!isClosed) {
          drain();
        }
      });
    }
  }

  /// Tries parked writes again, oldest first and one at a time, until none is left or the engine stalls again.
  private void drain() {
    if (isDraining) {
      return;
    }
    isDraining = true;
    while (!isRetrying && !isAwaitingWritable) {
      dropExpiredHead();
      WriteTask task = parked.pollFirst();
      if (task == null) {
        break;
      }
      isRetrying = true;
      task.restart();
      lanes.submit(task.keyHash(), task);
    }
    isDraining = false;
  }

  private void dropExpiredHead() {
    long now = nanos();
    for (WriteTask task = parked.peekFirst(); task != null && task.isExpired(now); task = parked.peekFirst()) {
      parked.removeFirst();
      expired++;
      answerAck(task.takeSink(), task.requestId(), ReplicaStatus.EXPIRED, "");
      freeWrites.addLast(task);
    }
  }

  private void answerAck(AnswerSink sink, long requestId, ReplicaStatus status, String text) {
    ack.requestId = requestId;
    ack.status = status;
    if (text.isEmpty()) {
      ack.text.clear();
    } else {
      ack.text.wrapText(text);
    }
    sink.onAck(ack);
  }

  /// Reads one page of records in key order.
  public void scan(ReplicaScan message, AnswerSink sink) {
    if (!isOpen()) {
      answerPage(sink, message.requestId, ReplicaStatus.STARTING, "");
    } else if (!canScan()) {
      answerPage(sink, message.requestId, ReplicaStatus.UNSUPPORTED, spec.factory().name() + " has no ordered scan");
    } else {
      lanes.submit(0, new ScanTask(this, message, sink, deadline(message.budgetMillis)));
    }
  }

  void onScanned(ScanTask task) {
    if (task.status() != ReplicaStatus.OK) {
      count(task.status());
      answerPage(task.sink(), task.requestId(), task.status(), task.text());
      return;
    }
    scans++;
    page.requestId = task.requestId();
    page.status = ReplicaStatus.OK;
    page.text.clear();
    page.isLast = task.isLast();
    page.recordCount = task.page().recordCount();
    page.records.wrap(task.page().buffer(), 0, task.page().lengthBytes());
    task.sink().onPage(page);
  }

  private void answerPage(AnswerSink sink, long requestId, ReplicaStatus status, String text) {
    page.requestId = requestId;
    page.status = status;
    page.text.wrapText(text);
    page.isLast = true;
    page.recordCount = 0;
    page.records.clear();
    sink.onPage(page);
  }

  private void count(ReplicaStatus status) {
    if (status == ReplicaStatus.EXPIRED) {
      expired++;
    } else {
      failed++;
    }
  }

  private long deadline(int budgetMillis) {
    return nanos() + budgetMillis * 1_000_000L;
  }

  /// Starts moving what is in memory to disk; of an open replica.
  public JobHandle flush() {
    return engine().flush();
  }

  /// Starts a full reorganisation; of an open replica.
  public JobHandle compactAll() {
    return engine().compactAll();
  }

  /// A job that is done when no background work is owed; of an open replica that is not written to.
  public JobHandle settle() {
    return engine().settle();
  }

  /// Figures as of now.
  public ReplicaMetrics metrics() {
    StorageEngine opened = engine;
    return new ReplicaMetrics(
        opened == null || isClosed ? null : opened.metrics(), accepted.snapshot(), reads, returnedBytes, writes, scans,
        parked.size(), parkedEver, overloaded, expired, failed);
  }

  /// Ends the lanes and closes the engine. Parked writes are dropped unanswered: their askers time out. Idempotent.
  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    lanes.close();
    StorageEngine opened = engine;
    if (opened != null) {
      opened.close();
    }
  }

  StorageEngine engine() {
    StorageEngine opened = engine;
    if (opened == null) {
      throw new IllegalStateException("the engine is not open");
    }
    return opened;
  }

  Durability durability() {
    return spec.durability();
  }

  long nanos() {
    return environment.clock().nanos();
  }

  long wallMillis() {
    return environment.clock().wallMillis();
  }
}
