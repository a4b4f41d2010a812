package org.rumbench.cluster.replica;

import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.cluster.message.RecordState;
import org.rumbench.cluster.message.ReplicaRead;
import org.rumbench.cluster.message.ReplicaStatus;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.engine.ReadResult;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.StorageException;

/// One point read on its way through a lane. Pooled by its replica.
final class ReadTask implements LaneTask {
  private final Replica replica;
  private final UnsafeBuffer key = new UnsafeBuffer(new byte[256]);
  private final UnsafeBuffer value = new UnsafeBuffer(new byte[16 * 1024]);
  private final ReadResult result = new ReadResult(value);
  private @Nullable AnswerSink sink;
  private int keyLength;
  private long requestId;
  private long deadlineNanos;
  private ReplicaStatus status = ReplicaStatus.OK;
  private String text = "";

  ReadTask(Replica replica) {
    this.replica = replica;
  }

  void fill(ReplicaRead message, AnswerSink target, long deadline) {
    keyLength = message.key.length();
    if (keyLength > key.capacity()) {
      key.wrap(new byte[keyLength]);
    }
    key.putBytes(0, message.key.buffer(), message.key.offset(), keyLength);
    requestId = message.requestId;
    deadlineNanos = deadline;
    sink = target;
    status = ReplicaStatus.OK;
    text = "";
  }

  @Override
  public boolean isWrite() {
    return false;
  }

  @Override
  public void run() {
    if (replica.nanos() > deadlineNanos) {
      status = ReplicaStatus.EXPIRED;
      return;
    }
    try {
      long now = replica.wallMillis();
      replica.engine().get(key, 0, keyLength, IoPurpose.USER_READ, now, result);
      if (result.outcome() == ReadOutcome.VALUE && !result.isCopied()) {
        value.wrap(new byte[result.valueLength()]);
        replica.engine().get(key, 0, keyLength, IoPurpose.USER_READ, now, result);
      }
    } catch (StorageException | IllegalStateException e) {
      status = ReplicaStatus.FAILED;
      text = String.valueOf(e.getMessage());
    }
  }

  @Override
  public void onRan() {
    AnswerSink target = sink;
    sink = null;
    if (target != null) {
      replica.onRead(this, target);
    }
  }

  long requestId() {
    return requestId;
  }

  ReplicaStatus status() {
    return status;
  }

  String text() {
    return text;
  }

  ReadResult result() {
    return result;
  }

  RecordState state() {
    return switch (result.outcome()) {
      case VALUE -> RecordState.VALUE;
      case TOMBSTONE -> RecordState.TOMBSTONE;
      case ABSENT -> RecordState.ABSENT;
    };
  }
}
