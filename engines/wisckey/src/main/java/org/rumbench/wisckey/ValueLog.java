package org.rumbench.wisckey;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.RecordLogWriter;
import org.rumbench.lsm.FileNumbers;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Invariant;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// The segments of one store's value log: the head that batches are appended to, and the sealed ones behind it.
///
/// Appends come from one owner at a time. Reads, pins and counters from any thread. The lock guards the set of
/// segments; it is never held over a storage call that may block.
///
/// Invariants:
///
/// - I1 Ids are never used twice: the file numbers go on above every one that a file, the manifest or the log has named.
/// - I2 A file is never appended to after reopening; of the head segments, only the head is appended to.
/// - I3 A sync completes only when every earlier head segment is durable too, so acknowledged units are a prefix.
/// - I4 An empty unit in a head segment is written only after every earlier head segment is durable: behind it, an
///   earlier segment without its end is damage; before it, a torn end of the log.
/// - I5 Once a sync has failed, no later one succeeds: the system may have dropped the bytes and call them clean.
final class ValueLog {
  private static final UnsafeBuffer NOTHING = new UnsafeBuffer(new byte[0]);

  private final Storage storage;
  private final FileNumbers numbers;
  private final long segmentBytes;
  private final Object lock = new Object();
  private volatile SegmentSet current = new SegmentSet(List.of());
  /// Guarded by the lock.
  private final List<PinnedSnapshot> snapshots = new ArrayList<>();

  // The appender's; the head is read by any thread.
  private @Nullable RecordLogWriter writer;
  private volatile @Nullable ValueLogSegment head;
  private volatile Completion earlierDurable = Completion.done();
  private boolean isEarlierMarked = true;
  private final AtomicReference<@Nullable RuntimeException> syncFailure = new AtomicReference<>();

  ValueLog(Storage storage, FileNumbers numbers, long segmentBytes) {
    this.storage = storage;
    this.numbers = numbers;
    this.segmentBytes = segmentBytes;
  }

  /// Begins the first head segment of this life. `recovered` is done when everything relied on is durable.
  void start(Completion recovered) {
    earlierDurable = recovered;
    isEarlierMarked = false;
    openHead();
  }

  /// Appends one unit of records, rolling to a new head segment first when the present one is full. On return it is
  /// handed to the operating system. The records start [#positionBytes] minus `length` into [#head].
  void append(long sequence, DirectBuffer records, int offset, int length) {
    RecordLogWriter open = openWriter();
    if (open.positionBytes() >= segmentBytes) {
      open = roll(sequence);
    }
    if (!isEarlierMarked && earlierDurable.isDone() && earlierDurable.failure() == null) {
      open.append(sequence, NOTHING, 0, 0);
      isEarlierMarked = true;
    }
    open.append(sequence, records, offset, length);
  }

  /// Where the next unit goes in [#head].
  long positionBytes() {
    return openWriter().positionBytes();
  }

  /// The head segment.
  ValueLogSegment head() {
    ValueLogSegment open = head;
    if (open == null) {
      throw new IllegalStateException("the value log was not started");
    }
    return open;
  }

  private RecordLogWriter openWriter() {
    RecordLogWriter open = writer;
    if (open == null) {
      throw new IllegalStateException("the value log was not started");
    }
    return open;
  }

  /// Seals the head, whose file is synced beside further appends, and opens the next one.
  private RecordLogWriter roll(long nextSequence) {
    ValueLogSegment full = head();
    openWriter().close(nextSequence);
    full.seal(full.file().lengthBytes());
    full.file().seal();
    Completion synced = new Completion();
    Completion durable = Joining.of(earlierDurable, synced);
    durable.onDone(failure -> {
      if (firstFailure(failure) == null) {
        full.markDurable();
      }
    });
    full.file().sync(synced);
    earlierDurable = durable;
    isEarlierMarked = false;
    return openHead();
  }

  private RecordLogWriter openHead() {
    int id = takeId();
    StorageFile file = storage.create(ValueLogDescriptor.nameOf(id, false), IoPurpose.VALUE_LOG);
    file.reserve(segmentBytes);
    RecordLogWriter opened = new RecordLogWriter(file, ValueLogDescriptor.HEAD_MAGIC, id);
    Completion named = new Completion();
    storage.syncNames(named);
    ValueLogSegment segment = new ValueLogSegment(id, false, file);
    Completion anchored = Joining.of(earlierDurable, named);
    anchored.onDone(failure -> {
      if (failure == null) {
        segment.markAnchored();
      }
    });
    earlierDurable = anchored;
    writer = opened;
    head = segment;
    change(List.of(segment), List.of());
    return opened;
  }

  /// Makes durable every unit appended before this call, older segments included (I3). Any thread.
  void sync(Completion completion) {
    Completion synced = new Completion();
    ValueLogSegment open = head();
    ValueLogSegment.Count count = open.count();
    Completion earlier = earlierDurable;
    Joining.of(earlier, synced).onDone(failure -> {
      RuntimeException first = firstFailure(failure);
      if (first == null) {
        open.markDurable(count);
      }
      Joining.settle(completion, first);
    });
    open.file().sync(synced);
  }

  /// The first failure of any sync (I5), null while all have succeeded.
  private @Nullable RuntimeException firstFailure(@Nullable RuntimeException failure) {
    if (failure != null) {
      syncFailure.compareAndSet(null, failure);
    }
    return syncFailure.get();
  }

  /// A new id (I1).
  int takeId() {
    long number = numbers.take();
    if (number > Integer.MAX_VALUE) {
      throw new IllegalStateException("segment ids are used up");
    }
    return (int) number;
  }

  /// Pointers to `bytes` of records in a segment went; of one that is no more, or not yet ([SegmentCatalog]), nothing
  /// is counted here.
  void dropped(int id, long bytes) {
    ValueLogSegment segment = current.find(id);
    if (segment != null) {
      segment.dropped(bytes);
    }
  }

  /// Whether [#start] has been called.
  boolean isStarted() {
    return head != null;
  }

  /// The present set with a reference taken; the caller releases it.
  SegmentSet pin() {
    while (true) {
      SegmentSet set = current;
      if (set.tryRetain()) {
        return set;
      }
    }
  }

  /// The present set, unpinned: for counters and for telling whether a pinned set is the present one.
  SegmentSet current() {
    return current;
  }

  /// Adds and removes segments. The log keeps the creation reference of those added and gives up that of those removed,
  /// whose files stay readable while an older set is pinned.
  void change(List<ValueLogSegment> added, List<ValueLogSegment> removed) {
    SegmentSet before;
    synchronized (lock) {
      before = current;
      List<ValueLogSegment> segments = new ArrayList<>(before.segments());
      for (ValueLogSegment segment : removed) {
        Invariant.check(segments.remove(segment), "a segment is removed once");
      }
      segments.addAll(added);
      current = SegmentSet.of(segments);
    }
    removed.forEach(segment -> segment.file().release());
    before.release();
  }

  /// Adds a segment with values that a compaction moved. Open snapshots show these values, too, so they keep it as well
  /// from here on, before a pointer into it is installed.
  void addRelocated(ValueLogSegment segment) {
    SegmentSet before;
    synchronized (lock) {
      before = current;
      snapshots.forEach(snapshot -> snapshot.keep(segment));
      current = before.with(segment);
    }
    before.release();
  }

  /// Takes in a snapshot of the present segments; false, with nothing done, when others are present by now.
  boolean register(PinnedSnapshot snapshot) {
    synchronized (lock) {
      return snapshot.segments() == current && snapshots.add(snapshot);
    }
  }

  /// The snapshot is closed, or was never registered.
  void forget(PinnedSnapshot snapshot) {
    synchronized (lock) {
      snapshots.remove(snapshot);
    }
  }

  /// Gives up every reference; pinned sets keep theirs. Idempotent.
  void close() {
    SegmentSet last;
    synchronized (lock) {
      last = current;
      current = new SegmentSet(List.of());
    }
    last.segments().forEach(segment -> segment.file().release());
    last.release();
  }
}
