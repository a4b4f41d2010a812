package org.rumbench.wisckey;

import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.lsm.CommitLog;
import org.rumbench.lsm.FileNumbers;
import org.rumbench.lsm.LoggedRecords;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Invariant;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// The value log in the role of the tree's commit log: a batch is written once, and the memtable gets pointers.
///
/// A position is a segment and an offset ([ValueLogDescriptor#position]). Releasing a position removes nothing: it lets
/// garbage collection take the segments before it.
final class ValueLogCommit implements CommitLog {
  private final Storage storage;
  private final FileNumbers numbers;
  private final SegmentCatalog catalog;
  private final ValueLog log;
  private final RecordSeparator separator;
  private final int thresholdBytes;
  private final List<StorageFile> leftovers = new ArrayList<>();
  private volatile @Nullable ValueLogReplay replay;
  private volatile long releasedPosition;

  ValueLogCommit(
      Storage storage, FileNumbers numbers, SegmentCatalog catalog, ValueLog log, int thresholdBytes) {
    this.storage = storage;
    this.numbers = numbers;
    this.catalog = catalog;
    this.log = log;
    this.thresholdBytes = thresholdBytes;
    this.separator = new RecordSeparator(thresholdBytes);
  }

  @Override
  public Replay replay(long position) {
    releasedPosition = position;
    ValueLogReplay walk =
        new ValueLogReplay(storage, numbers, catalog, new RecordSeparator(thresholdBytes), position);
    replay = walk;
    return walk;
  }

  @Override
  public long start(long nextSequence) {
    ValueLogReplay walk = replay;
    if (walk == null) {
      throw new IllegalStateException("recovery reads the log before it starts a new one");
    }
    List<ValueLogSegment> recovered = walk.finish(leftovers);
    log.change(recovered, List.of());
    log.start(syncOf(recovered));
    replay = null;
    catalog.follow(log);
    return position();
  }

  /// Syncs every file that recovery relied on, and the names: what was read may have been in a cache only.
  private Completion syncOf(List<ValueLogSegment> recovered) {
    Completion all = new Completion();
    storage.syncNames(all);
    for (ValueLogSegment segment : recovered) {
      if (!segment.isAttached()) {
        Completion synced = new Completion();
        Completion before = all;
        all = Joining.of(before, synced);
        segment.file().sync(synced);
      }
    }
    all.onDone(failure -> {
      if (failure == null) {
        recovered.forEach(ValueLogSegment::markDurable);
      }
    });
    return all;
  }

  private long position() {
    return ValueLogDescriptor.position(log.head().id(), log.positionBytes());
  }

  @Override
  public void append(
      DirectBuffer records, int lengthBytes, int recordCount, long firstSequence, LoggedRecords applied) {
    log.append(firstSequence, records, 0, lengthBytes);
    ValueLogSegment head = log.head();
    long at = log.positionBytes() - lengthBytes;
    Invariant.check(separator.separate(records, 0, lengthBytes, head.id(), at), "a batch is made of whole records");
    head.sawVersion(separator.lowestVersion());
    head.appended(log.positionBytes(), lengthBytes, separator.separatedBytes());
    applied.set(separator.records(), separator.lengthBytes());
  }

  @Override
  public long roll(long nextSequence) {
    return position();
  }

  @Override
  public void sync(Completion completion) {
    ValueLogReplay walk = replay;
    if (walk != null) {
      // A flush while recovery still reads: its table points into what is being read.
      walk.sync(completion);
    } else {
      log.sync(completion);
    }
  }

  @Override
  public void release(long position) {
    releasedPosition = position;
    if (replay == null) {
      // What recovery did not keep may go now that nobody will read it again.
      for (StorageFile file : takeLeftovers()) {
        storage.remove(file.name());
        file.release();
      }
    }
  }

  private List<StorageFile> takeLeftovers() {
    synchronized (leftovers) {
      List<StorageFile> taken = List.copyOf(leftovers);
      leftovers.clear();
      return taken;
    }
  }

  /// Whether the manifest knows the segment as sealed and recovery no longer needs it: what it says of deletions and
  /// short values is then in durable tables.
  boolean isComplete(ValueLogSegment segment) {
    int firstNeeded = ValueLogDescriptor.segmentOf(releasedPosition);
    return segment.isAttached() && (segment.isCollected() || segment.id() < firstNeeded);
  }

  @Override
  public long retainedBytes() {
    long position = releasedPosition;
    int first = ValueLogDescriptor.segmentOf(position);
    long sum = 0;
    for (ValueLogSegment segment : log.current().segments()) {
      if (!segment.isCollected() && segment.id() >= first) {
        sum += segment.endBytes();
        if (segment.id() == first) {
          sum -= ValueLogDescriptor.offsetOf(position);
        }
      }
    }
    return sum;
  }

  @Override
  public void close() {
    ValueLogReplay walk = replay;
    replay = null;
    if (walk != null) {
      walk.abandon();
    }
    takeLeftovers().forEach(StorageFile::release);
    log.close();
  }
}
