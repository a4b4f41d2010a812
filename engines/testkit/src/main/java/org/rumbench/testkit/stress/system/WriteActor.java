package org.rumbench.testkit.stress.system;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.engine.Durability;
import org.rumbench.engine.StorageEngine;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteStatus;

/// The writer: batch after batch, one version each. Waits as a caller should when a write is turned away.
final class WriteActor extends Actor {
  private static final int PATIENCE_SECONDS = 60;

  private final int batches;
  private final int syncedEvery;
  private final WriteBatch batch = new WriteBatch();
  private final UnsafeBuffer value;
  private final AtomicLong promised;
  private long version;

  /// `promised` counts SYNCED writes whose outcome is still to be told.
  WriteActor(
      StressContent content, StressBoard board, StressStore store, StressPlan plan, long after, AtomicLong promised) {
    super(content, board, store, plan, plan.seed());
    this.batches = plan.batches();
    this.syncedEvery = plan.syncedEvery();
    this.value = new UnsafeBuffer(new byte[plan.maxValueBytes()]);
    this.promised = promised;
    this.version = after;
  }

  @Override
  boolean step() throws InterruptedException {
    if (version == batches) {
      board.end();
      return false;
    }
    version++;
    fill(content, version, batch, value);
    board.begin(version);
    write(version % syncedEvery == 0 ? Durability.SYNCED : Durability.BUFFERED);
    board.acknowledge(version);
    return true;
  }

  /// Puts what `version` is into a batch.
  static void fill(StressContent content, long version, WriteBatch batch, UnsafeBuffer value) {
    batch.clear();
    int first = content.groupOf(version) * content.members();
    for (int key = first; key < first + content.members(); key++) {
      UnsafeBuffer bytes = content.key(key);
      if (content.isDeletion(key, version)) {
        batch.delete(bytes, 0, bytes.capacity(), version);
      } else {
        int length = content.fill(value, key, version);
        batch.put(bytes, 0, bytes.capacity(), version, 0, value, 0, length);
      }
    }
  }

  private void write(Durability durability) throws InterruptedException {
    while (true) {
      promised.incrementAndGet();
      WriteStatus status = writeOnce(durability);
      if (status != WriteStatus.PENDING) {
        promised.decrementAndGet();
      }
      if (status != WriteStatus.STALLED) {
        return;
      }
      board.stalls.increment();
      awaitWritable(engine, board);
    }
  }

  private WriteStatus writeOnce(Durability durability) {
    boolean hasReturned = false;
    try {
      WriteStatus status =
          engine.write(
              batch,
              durability,
              failure -> {
                promised.decrementAndGet();
                if (failure != null && !board.isClosing()) {
                  board.violation("a synced write failed", failure);
                }
              });
      hasReturned = true;
      return status;
    } finally {
      if (!hasReturned) {
        promised.decrementAndGet();
      }
    }
  }

  /// Waits until writes are possible; a listener that never runs is a violation.
  private static void awaitWritable(StorageEngine engine, StressBoard board) throws InterruptedException {
    Semaphore writable = new Semaphore(0);
    engine.onWritable(writable::release);
    boolean wasInterrupted = false;
    int waitedSeconds = 0;
    while (waitedSeconds < PATIENCE_SECONDS && !board.isOver()) {
      try {
        if (writable.tryAcquire(1, TimeUnit.SECONDS)) {
          break;
        }
        waitedSeconds++;
      } catch (InterruptedException interrupt) {
        // An interrupt is no second waited.
        wasInterrupted = true;
      }
      if (waitedSeconds == PATIENCE_SECONDS) {
        board.violation("a stall never ended: " + engine.stallCause(), null);
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
