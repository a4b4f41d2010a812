package org.rumbench.cluster.replica;

import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.cluster.message.PageWriter;
import org.rumbench.cluster.message.RecordState;
import org.rumbench.cluster.message.ReplicaScan;
import org.rumbench.cluster.message.ReplicaStatus;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.StorageException;

/// One page of a scan on its way through a lane. The cursor is opened and closed in one run: none outlives a message.
final class ScanTask implements LaneTask {
  /// A page ends once it has this many bytes.
  static final int PAGE_BYTES = 256 * 1024;

  private final Replica replica;
  private final PageWriter page = new PageWriter();
  private final AnswerSink sink;
  private final long requestId;
  private final int count;
  private final @Nullable UnsafeBuffer from;
  private final long deadlineNanos;
  private ReplicaStatus status = ReplicaStatus.OK;
  private String text = "";
  private boolean isLast;

  ScanTask(Replica replica, ReplicaScan message, AnswerSink sink, long deadlineNanos) {
    this.replica = replica;
    this.sink = sink;
    this.requestId = message.requestId;
    this.count = message.count;
    this.deadlineNanos = deadlineNanos;
    if (message.from.length() == 0) {
      from = null;
    } else {
      byte[] bytes = new byte[message.from.length()];
      message.from.buffer().getBytes(message.from.offset(), bytes);
      from = new UnsafeBuffer(bytes);
    }
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
    try (Cursor cursor = replica.engine().scan(from, null, IoPurpose.SCAN, replica.wallMillis(), null)) {
      boolean hasRecord = cursor.next();
      while (hasRecord && page.recordCount() < count && page.lengthBytes() < PAGE_BYTES) {
        page.add(
            cursor.outcome() == ReadOutcome.TOMBSTONE ? RecordState.TOMBSTONE : RecordState.VALUE, cursor.version(),
            cursor.keyBuffer(), cursor.keyOffset(), cursor.keyLength(),
            cursor.valueBuffer(), cursor.valueOffset(), cursor.valueLength());
        hasRecord = cursor.next();
      }
      isLast = !hasRecord;
    } catch (StorageException | IllegalStateException e) {
      status = ReplicaStatus.FAILED;
      text = String.valueOf(e.getMessage());
    }
  }

  @Override
  public void onRan() {
    replica.onScanned(this);
  }

  AnswerSink sink() {
    return sink;
  }

  long requestId() {
    return requestId;
  }

  PageWriter page() {
    return page;
  }

  boolean isLast() {
    return isLast;
  }

  ReplicaStatus status() {
    return status;
  }

  String text() {
    return text;
  }
}
