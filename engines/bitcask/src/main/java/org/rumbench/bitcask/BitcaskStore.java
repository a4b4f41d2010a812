package org.rumbench.bitcask;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.RecordLogWriter;
import org.rumbench.engine.CallsInFlight;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.EngineListener;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Environment;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageException;
import org.rumbench.storage.StorageFile;

/// The state that writing, reading, recovery and maintenance of one store share.
///
/// `lock` is a leaf lock: counters, segment table and key directory change under it, no file is touched. The *append
/// claim* is held by whoever appends to or replaces the active segment.
///
/// What holds between the key directory and the segments' counters is said in [Accounts].
final class BitcaskStore {
  final Environment environment;
  final Storage storage;
  final BitcaskOptions options;
  final EngineListener listener;
  final Object lock = new Object();
  final KeyDirectory directory = new KeyDirectory(lock);
  final Accounts accounts;
  final GroupSync groupSync = new GroupSync(this);
  final Maintenance maintenance = new Maintenance(this);
  final Stalls stalls;
  final CallsInFlight calls = new CallsInFlight("the engine is closed");
  final LongAdder pointReads = new LongAdder();
  final LongAdder recordsRead = new LongAdder();

  final HintBuffers hintBuffers = new HintBuffers();
  private final AtomicBoolean isAppendClaimed = new AtomicBoolean();
  private volatile Segment[] segments = new Segment[0];
  private volatile @Nullable RuntimeException failure;
  private volatile boolean isClosed;
  private int openFiles;
  private boolean isStorageClosed;

  /// Guarded by the lock.
  int nextSegmentId = 1;
  /// Guarded by the lock.
  long nextSequence = 1;
  /// Written under the lock.
  volatile long highestVersion = Long.MIN_VALUE;
  /// Written under the lock.
  volatile long purgeVersion = Long.MIN_VALUE;
  /// No read judges expiry against an earlier time. Written under the lock.
  volatile long earliestReadMillis = Long.MIN_VALUE;
  /// Guarded by the lock.
  long refusedWrites;

  private @Nullable Segment active;
  private @Nullable RecordLogWriter writer;

  BitcaskStore(EngineContext context) {
    this(context, BitcaskOptions.of(context.options()).keyMemory());
  }

  /// A store whose keys' memory is bounded by its owner.
  BitcaskStore(EngineContext context, KeyMemory keyMemory) {
    accounts = new Accounts(this, keyMemory);
    environment = context.environment();
    storage = context.storage();
    options = BitcaskOptions.of(context.options());
    listener = context.listener();
    stalls = new Stalls(this);
  }

  long now() {
    return environment.clock().nanos();
  }

  // ---- life

  boolean isClosed() {
    return isClosed;
  }

  void checkOpen() {
    if (isClosed) {
      throw new IllegalStateException("the engine is closed");
    }
  }

  void checkWritable() {
    checkOpen();
    RuntimeException cause = failure;
    if (cause != null) {
      throw cause;
    }
  }

  @Nullable RuntimeException failure() {
    return failure;
  }

  /// Refuses writes from here on: what a failed sync or append left behind is not known until the store is reopened.
  void poison(RuntimeException cause) {
    synchronized (lock) {
      if (failure != null) {
        return;
      }
      failure = cause;
    }
    listener.onEvent(new EngineEvent.Failed(now(), String.valueOf(cause.getMessage())));
    stalls.onFailure();
  }

  /// Refuses calls from here on; background slices end.
  void markClosed() {
    synchronized (lock) {
      isClosed = true;
    }
  }

  /// Lets go of everything; files that somebody still reads go with their last reader, and the directory with them.
  void close() {
    Segment[] open;
    synchronized (lock) {
      isClosed = true;
      open = segments;
      segments = new Segment[0];
    }
    for (Segment segment : open) {
      segment.unpin();
    }
    closeStorageWhenUnused();
  }

  private void onFileReleased() {
    synchronized (lock) {
      openFiles--;
    }
    closeStorageWhenUnused();
  }

  private void closeStorageWhenUnused() {
    synchronized (lock) {
      if (!isClosed || openFiles > 0 || isStorageClosed) {
        return;
      }
      isStorageClosed = true;
    }
    storage.close();
  }

  // ---- segments

  /// All segments, ascending by id. Not to be changed.
  Segment[] segments() {
    return segments;
  }

  /// The segment with that id, null when it is gone. Any thread.
  @Nullable Segment segment(int id) {
    Segment[] table = segments;
    int low = 0;
    int high = table.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int found = table[middle].id;
      if (found == id) {
        return table[middle];
      }
      if (found < id) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return null;
  }

  /// Adds a segment to the table. Under the lock.
  void addSegment(Segment segment) {
    Segment[] table = Arrays.copyOf(segments, segments.length + 1);
    int at = table.length - 1;
    while (at > 0 && table[at - 1].id > segment.id) {
      table[at] = table[at - 1];
      at--;
    }
    table[at] = segment;
    segments = table;
  }

  /// Takes segments out of the table. Under the lock.
  void removeSegments(List<Segment> gone) {
    segments = Arrays.stream(segments).filter(segment -> !gone.contains(segment)).toArray(Segment[]::new);
  }

  /// A new, empty segment file; its owner adds it to the table.
  Segment createSegment(boolean isMerged, IoPurpose purpose) {
    int id;
    synchronized (lock) {
      id = nextSegmentId++;
    }
    StorageFile file = storage.create(SegmentDescriptor.fileName(id, isMerged), purpose);
    return opened(new Segment(id, isMerged, file, this::onFileReleased));
  }

  /// An existing segment file.
  Segment openSegment(int id, boolean isMerged, long closedLengthBytes) {
    StorageFile file = storage.open(SegmentDescriptor.fileName(id, isMerged), IoPurpose.RECOVERY);
    Segment segment = opened(new Segment(id, isMerged, file, this::onFileReleased));
    segment.closedLengthBytes = closedLengthBytes;
    return segment;
  }

  private Segment opened(Segment segment) {
    synchronized (lock) {
      openFiles++;
    }
    return segment;
  }

  // ---- the active segment

  boolean claimAppend() {
    return isAppendClaimed.compareAndSet(false, true);
  }

  /// The store closes: nothing is appended or rolled any more.
  void claimAppendForGood() {
    while (!claimAppend()) {
      // A roll in flight ends within a few storage calls.
    }
  }

  void releaseAppend() {
    isAppendClaimed.set(false);
    stalls.onAppendReleased();
  }

  boolean isAppendClaimed() {
    return isAppendClaimed.get();
  }

  /// The segment written to. Under the lock, or holding the append claim.
  Segment active() {
    return Objects.requireNonNull(active, "recovery ends with an active segment");
  }

  /// Its writer. Holding the append claim.
  RecordLogWriter writer() {
    return Objects.requireNonNull(writer, "recovery ends with an active segment");
  }

  /// Starts a new active segment. Holding the append claim.
  void startActive() {
    Segment fresh = createSegment(false, IoPurpose.DATA_LOG);
    fresh.hints = hintBuffers.borrow();
    fresh.file.reserve(options.segmentBytes());
    RecordLogWriter log = new RecordLogWriter(fresh.file, SegmentDescriptor.MAGIC, fresh.id);
    Completion names = new Completion();
    storage.syncNames(names);
    synchronized (lock) {
      addSegment(fresh);
      active = fresh;
      writer = log;
      groupSync.addBarrier(names);
    }
  }

  /// Closes the active segment, starts the sync of its bytes and a new segment, and has maintenance seal the old one.
  /// Holding the append claim.
  void roll() {
    Segment old = active();
    long sequence;
    synchronized (lock) {
      sequence = nextSequence;
    }
    try {
      writer().close(sequence);
      old.closedLengthBytes = old.file.lengthBytes();
      old.file.seal();
      synchronized (lock) {
        groupSync.addBarrier(old.synced);
      }
      old.file.sync(old.synced);
      listener.onEvent(new EngineEvent.FlushBegan(now(), old.closedLengthBytes));
      startActive();
    } catch (StorageException e) {
      poison(e);
      throw e;
    }
    maintenance.addSeal(old);
  }

  // ---- what is owed

  /// What merging would do now. Under the lock.
  MergePolicy.Plan planMerge() {
    return plan(false);
  }

  /// What merging would do once all closed segments are sealed. Under the lock.
  MergePolicy.Plan planOfAllClosed() {
    return plan(true);
  }

  /// Closed segments that wait to be sealed. Under the lock.
  int unsealedCount() {
    int count = 0;
    for (Segment segment : segments) {
      if (!segment.isSealed && segment.closedLengthBytes > 0) {
        count++;
      }
    }
    return count;
  }

  private MergePolicy.Plan plan(boolean isWithUnsealed) {
    List<MergePolicy.Candidate> sealed = new ArrayList<>();
    for (Segment segment : segments) {
      if (segment.isSealed || (isWithUnsealed && segment.closedLengthBytes > 0)) {
        sealed.add(
            new MergePolicy.Candidate(segment.id, segment.totalBytes, segment.droppableBytes(purgeVersion)));
      }
    }
    return MergePolicy.plan(sealed, options);
  }

  /// A manifest's payload: the sealed segments and `added`, without `removed`, and the open ones.
  UnsafeBuffer manifestPayload(List<Segment> added, List<Segment> removed) {
    synchronized (lock) {
      List<Manifest.Entry> listed = new ArrayList<>();
      List<Manifest.Entry> open = new ArrayList<>();
      boolean isGapless = true;
      for (Segment segment : segments) {
        if (removed.contains(segment) || added.contains(segment)) {
          continue;
        }
        if (segment.isSealed) {
          listed.add(new Manifest.Entry(segment.id, segment.isMerged, false, segment.closedLengthBytes));
        } else {
          // Two segments closed one soon after the other may sync in any order: nothing counts as durable behind a gap.
          long syncedBytes = isGapless ? segment.file.syncedBytes() : 0;
          open.add(new Manifest.Entry(segment.id, false, true, syncedBytes));
          isGapless &= segment.closedLengthBytes > 0 && syncedBytes >= segment.closedLengthBytes;
        }
      }
      added.forEach(
          segment -> listed.add(new Manifest.Entry(segment.id, segment.isMerged, false, segment.closedLengthBytes)));
      listed.addAll(open);
      return Manifest.encode(nextUnlistedId(added, removed), nextSequence, highestVersion, listed);
    }
  }

  /// The lowest id of a segment that recovery must look for although no manifest lists it: segments still waiting to be
  /// sealed, and those to come.
  private int nextUnlistedId(List<Segment> added, List<Segment> removed) {
    for (Segment segment : segments) {
      if (!segment.isSealed && !added.contains(segment) && !removed.contains(segment)) {
        return segment.id;
      }
    }
    return nextSegmentId;
  }
}
