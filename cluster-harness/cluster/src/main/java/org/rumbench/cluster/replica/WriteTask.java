package org.rumbench.cluster.replica;

import org.jspecify.annotations.Nullable;
import org.rumbench.cluster.message.ReplicaStatus;
import org.rumbench.cluster.message.ReplicaWrite;
import org.rumbench.cluster.message.WriteOrigin;
import org.rumbench.cluster.version.StoredValue;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteCompletion;
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.Invariant;
import org.rumbench.storage.StorageException;

/// One write on its way through a lane, or parked until its engine takes writes again. Pooled by its replica; holds its
/// bytes encoded, as the engine logs them.
final class WriteTask implements LaneTask, WriteCompletion {
  private static final int VERSION_BYTES = Long.BYTES;

  private final Replica replica;
  private final WriteBatch batch = new WriteBatch();
  private @Nullable AnswerSink sink;
  private WriteOrigin origin = WriteOrigin.CLIENT;
  private long requestId;
  private long keyHash;
  private long deadlineNanos;
  private int keyBytes;
  private int valueBytes;
  private int versionBytes;
  private @Nullable WriteStatus status;
  private @Nullable RuntimeException failure;
  /// With lanes on threads the engine's completion can come before the lane's own event.
  private boolean isWritten;
  private boolean isPending;
  private boolean isRetry;

  WriteTask(Replica replica) {
    this.replica = replica;
  }

  void fill(ReplicaWrite message, AnswerSink target, long deadline) {
    sink = target;
    origin = message.origin;
    requestId = message.requestId;
    keyHash = message.keyHash;
    deadlineNanos = deadline;
    keyBytes = message.key.length();
    batch.clear();
    if (message.isDelete) {
      batch.delete(message.key.buffer(), message.key.offset(), keyBytes, message.version);
      valueBytes = 0;
      versionBytes = VERSION_BYTES;
    } else {
      batch.put(
          message.key.buffer(), message.key.offset(), keyBytes, message.version, message.expiryMillis,
          message.value.buffer(), message.value.offset(), message.value.length());
      valueBytes = message.value.length() - StoredValue.HEADER_BYTES;
      versionBytes = VERSION_BYTES + StoredValue.HEADER_BYTES;
    }
    isRetry = false;
    restart();
  }

  /// Makes it ready to be submitted (again).
  void restart() {
    status = null;
    failure = null;
    isWritten = false;
    isPending = false;
  }

  @Override
  public boolean isWrite() {
    return true;
  }

  @Override
  public void run() {
    try {
      status = replica.engine().write(batch, replica.durability(), this);
    } catch (StorageException | IllegalStateException e) {
      failure = e;
    }
  }

  @Override
  public void onRan() {
    WriteStatus outcome = status;
    if (outcome == null) {
      Invariant.check(failure != null, "a write has a status or a failure");
      replica.onWriteEnded(this, ReplicaStatus.FAILED);
      return;
    }
    switch (outcome) {
      case DONE -> replica.onWriteEnded(this, ReplicaStatus.OK);
      case PENDING -> {
        isPending = true;
        replica.onWritePending(this);
        if (isWritten) {
          end();
        }
      }
      case STALLED -> replica.onWriteStalled(this);
    }
  }

  @Override
  public void onWritten(@Nullable RuntimeException cause) {
    failure = cause;
    isWritten = true;
    if (isPending) {
      end();
    }
  }

  private void end() {
    replica.onWriteEnded(this, failure == null ? ReplicaStatus.OK : ReplicaStatus.FAILED);
  }

  /// Takes the sink out: it is answered once.
  AnswerSink takeSink() {
    AnswerSink target = sink;
    sink = null;
    if (target == null) {
      throw new AssertionError("a write is answered once");
    }
    return target;
  }

  boolean isExpired(long nowNanos) {
    return nowNanos - deadlineNanos > 0;
  }

  long keyHash() {
    return keyHash;
  }

  long requestId() {
    return requestId;
  }

  String text() {
    return failure == null ? "" : String.valueOf(failure.getMessage());
  }

  /// Whether it was parked before and is being tried again.
  boolean isRetry() {
    return isRetry;
  }

  void setRetry(boolean retry) {
    isRetry = retry;
  }

  void countInto(AcceptedBytes.Counters counters) {
    counters.add(origin, keyBytes, valueBytes, versionBytes);
  }
}
