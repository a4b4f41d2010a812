package org.rumbench.wisckey;

import java.util.ArrayDeque;
import java.util.Deque;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageException;
import org.rumbench.storage.StorageFile;

/// Where compactions put the values that they move. Any thread; its lock is a leaf.
///
/// A compaction of a few tables moves a few values, and a segment each would be thousands of tiny ones. So a segment
/// that is not full when its compaction is installed waits here for the next one, which goes on in it: all segments but
/// one for each compaction at work become full. A waiting segment is collected like another when most of it has died,
/// and then taken by nobody.
final class RelocationOutputs {
  private final Storage storage;
  private final ValueLog log;
  private final long segmentBytes;
  private final Deque<RelocationOutput> waiting = new ArrayDeque<>();

  RelocationOutputs(Storage storage, ValueLog log, long segmentBytes) {
    this.storage = storage;
    this.log = log;
    this.segmentBytes = segmentBytes;
  }

  /// An output that is not full, held for the caller: one that waits, else a new one.
  RelocationOutput take() {
    synchronized (this) {
      for (RelocationOutput next = waiting.poll(); next != null; next = waiting.poll()) {
        if (next.segment().holdForWriting()) {
          return next;
        }
      }
    }
    return create();
  }

  private RelocationOutput create() {
    int id = log.takeId();
    StorageFile file = storage.create(ValueLogDescriptor.nameOf(id, true), IoPurpose.GARBAGE_COLLECTION);
    try {
      return new RelocationOutput(ValueLogSegment.filling(id, file));
    } catch (RuntimeException failure) {
      remove(file);
      throw failure;
    }
  }

  /// Whether an output is as long as segments become.
  boolean isFull(RelocationOutput output) {
    return output.lengthBytes() >= segmentBytes;
  }

  /// The caller's compaction is installed and the output is not full.
  void giveBack(RelocationOutput output) {
    // In this order: who finds it here can hold it.
    output.segment().letGo();
    synchronized (this) {
      waiting.add(output);
    }
  }

  /// The caller's compaction has failed before anything could point into the output, which is new.
  void discard(RelocationOutput output) {
    remove(output.segment().file());
  }

  private void remove(StorageFile file) {
    try {
      storage.remove(file.name());
    } catch (StorageException ignored) {
      // The next opening removes it: nothing points into it.
    }
    file.release();
  }
}
