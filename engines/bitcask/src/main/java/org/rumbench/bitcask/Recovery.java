package org.rumbench.bitcask;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.RecordLogReader;
import org.rumbench.engine.GuardedEngine;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.RecordView;
import org.rumbench.engine.StorageEngine;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Step;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.NewStore;

/// Opens a store: loads listed segments, several at once ([SegmentLoad]), then unlisted ones from their records, copies
/// what of these is alive to a new, durable segment, publishes a manifest, removes orphans, and starts an active
/// segment.
///
/// Copying instead of trusting the tail of the last log means that nothing is relied on whose sync may have failed, and
/// that no old file is appended to. FORMAT.md has the rule in full.
final class Recovery implements OpenJob {
  private enum Phase {
    LIST,
    LOAD,
    SCAN,
    COPY,
    START,
    DONE
  }

  private final BitcaskStore store;
  private final List<Segment> toLoad = new ArrayList<>();
  private final List<Segment> unlisted = new ArrayList<>();
  private final List<String> orphans = new ArrayList<>();
  private Phase phase = Phase.LIST;
  private boolean isFresh;
  private int scanIndex;
  private long hintBytes;
  private @Nullable SegmentLoads loads;
  private @Nullable RuntimeException failure;
  private @Nullable SegmentScanner scanner;
  private int firstUnlistedId = 1;
  private final SortedMap<Integer, Long> durableBytes = new TreeMap<>();
  private long expectedSequence;
  private @Nullable Hole hole;
  private @Nullable MergeTask copying;
  private volatile @Nullable Bitcask bitcask;

  /// Where the order of writes breaks off: a torn segment, or one whose name is gone.
  private record Hole(String file, long offsetBytes, String found) {}

  Recovery(BitcaskStore store) {
    this.store = store;
  }

  @Override
  public String name() {
    return "open bitcask";
  }

  @Override
  public StorageEngine engine() {
    return new GuardedEngine(bitcask().engine(), store.calls);
  }

  /// The open store; [IllegalStateException] before the job is done.
  Bitcask bitcask() {
    Bitcask opened = bitcask;
    if (opened == null) {
      throw new IllegalStateException("the store is not open yet");
    }
    return opened;
  }

  @Override
  public Step step(long budgetBytes) {
    RuntimeException earlier = failure;
    if (earlier != null) {
      return giveUp(earlier);
    }
    if (phase == Phase.LIST) {
      store.storage.lock();
    }
    try {
      return switch (phase) {
        case LIST -> list();
        case LOAD -> load();
        case SCAN -> scan(budgetBytes);
        case COPY -> copy(budgetBytes);
        case START -> start();
        case DONE -> Step.DONE;
      };
    } catch (RuntimeException cause) {
      return giveUp(cause);
    }
  }

  /// The jobs that load segments end before the files are let go.
  private Step giveUp(RuntimeException cause) {
    failure = cause;
    SegmentLoads present = loads;
    if (present != null) {
      present.abort();
      Completion running = present.running();
      if (running != null) {
        return Step.awaits(running);
      }
    }
    MergeTask task = copying;
    if (task != null) {
      task.abandon();
    }
    store.close();
    throw cause;
  }

  private Step list() {
    List<String> names = store.storage.list();
    Manifest manifest = Manifest.read(store.storage);
    isFresh = manifest == null;
    if (isFresh) {
      NewStore.requireEmpty(store.storage, "Bitcask",
          name -> name.equals(ManifestDescriptor.TEMPORARY_FILE_NAME) || SegmentDescriptor.idOf(name) > 0);
    }
    List<String> known = new ArrayList<>();
    if (manifest != null) {
      firstUnlistedId = manifest.firstUnlistedId();
      store.nextSequence = manifest.nextSequence();
      store.highestVersion = manifest.highestVersion();
      for (Manifest.Entry entry : manifest.segments()) {
        if (entry.isOpen()) {
          durableBytes.put(entry.id(), entry.lengthBytes());
          continue;
        }
        openListed(entry, names);
        known.add(SegmentDescriptor.fileName(entry.id(), entry.isMerged()));
        known.add(HintDescriptor.fileName(entry.id()));
      }
    }
    durableBytes.forEach((id, length) -> checkLength(SegmentDescriptor.fileName(id, false), length, names));
    store.nextSegmentId = Math.max(store.nextSegmentId, firstUnlistedId);
    for (String name : names) {
      int id = SegmentDescriptor.idOf(name);
      store.nextSegmentId = Math.max(store.nextSegmentId, id + 1);
      if (name.startsWith(SegmentDescriptor.DATA_PREFIX) && id >= firstUnlistedId && !known.contains(name)) {
        Segment segment = store.openSegment(id, false, 0);
        unlisted.add(segment);
        addToTable(segment);
      } else if (id > 0 && !known.contains(name)) {
        if (isFresh && name.startsWith(SegmentDescriptor.MERGE_PREFIX) && store.storage.lengthBytes(name) > 0) {
          throw new CorruptionException(
              ManifestDescriptor.FILE_NAME, 0, "a manifest, because there is " + name, "none");
        }
        orphans.add(name);
      }
    }
    phase = Phase.LOAD;
    return Step.MORE;
  }

  private void openListed(Manifest.Entry entry, List<String> names) {
    checkLength(SegmentDescriptor.fileName(entry.id(), entry.isMerged()), entry.lengthBytes(), names);
    Segment segment = store.openSegment(entry.id(), entry.isMerged(), entry.lengthBytes());
    segment.isSealed = true;
    String hint = HintDescriptor.fileName(entry.id());
    segment.hasHint = names.contains(hint);
    hintBytes += segment.hasHint ? store.storage.lengthBytes(hint) : 0;
    toLoad.add(segment);
    addToTable(segment);
  }

  private void checkLength(String name, long lengthBytes, List<String> names) {
    long found = names.contains(name) ? store.storage.lengthBytes(name) : 0;
    if (found < lengthBytes) {
      throw new CorruptionException(
          name, found, "a file of " + lengthBytes + " bytes", names.contains(name) ? found + " bytes" : "no file");
    }
  }

  private void addToTable(Segment segment) {
    synchronized (store.lock) {
      store.addSegment(segment);
    }
  }

  // ---- loading

  /// Has the sealed segments loaded, and waits for it.
  private Step load() {
    SegmentLoads present = loads;
    if (present == null) {
      present = new SegmentLoads(toLoad, hintBytes);
      loads = present;
      present.start(store);
    }
    present.throwIfFailed();
    Completion running = present.running();
    if (running != null) {
      return Step.awaits(running);
    }
    present.throwIfFailed();
    phase = Phase.SCAN;
    return Step.MORE;
  }

  private Step scan(long budgetBytes) {
    for (long done = 0; done < budgetBytes; ) {
      if (scanIndex == unlisted.size()) {
        phase = Phase.COPY;
        copying = new MergeTask(store, unlisted, true);
        return Step.MORE;
      }
      done += scan(unlisted.get(scanIndex));
    }
    return Step.MORE;
  }

  /// Takes in one record.
  private long scan(Segment segment) {
    SegmentScanner reading = scanner;
    if (reading == null) {
      reading = new SegmentScanner(segment, IoPurpose.RECOVERY);
      scanner = reading;
    }
    if (!reading.next()) {
      checkOrder(segment, reading);
      scanner = null;
      scanIndex++;
      return 1;
    }
    if (reading.isAtFirst()) {
      checkContinuity(segment, reading.location().sequence);
    }
    RecordView record = reading.record();
    if (hole == null) {
      take(record.buffer(), record.keyOffset(), record.keyLength(), reading.location(), segment);
    }
    return reading.location().recordLength();
  }

  /// A log that is torn can only be followed by logs of which nothing was known durable: syncs go in order. What those
  /// hold was written behind a hole, so it was not taken in.
  private void checkOrder(Segment segment, SegmentScanner reading) {
    if (isFresh && segment.recordCount > 0) {
      throw new CorruptionException(
          ManifestDescriptor.FILE_NAME, 0, "a manifest, because there is " + segment.fileName(), "none");
    }
    long durable = durableBytes.getOrDefault(segment.id, 0L);
    if (reading.positionBytes() < durable) {
      throw new CorruptionException(
          segment.fileName(), reading.positionBytes(), "units up to " + durable + ", which were durable",
          "bytes that are no unit");
    }
    Hole earlier = hole;
    if (earlier != null && (durable > 0 || reading.sawDurableBytes())) {
      throw new CorruptionException(
          earlier.file, earlier.offsetBytes, "a whole log before the synced " + segment.fileName(), earlier.found);
    }
    if (earlier == null && reading.end() != RecordLogReader.End.CLOSED) {
      hole = new Hole(segment.fileName(), segment.file.lengthBytes(), "a torn end");
    }
    expectedSequence = reading.endSequence();
  }

  /// Names that were not synced may be lost one by one: the first unlisted segment must be the one the manifest knew,
  /// and each later one must go on where the one before was closed.
  private void checkContinuity(Segment segment, long firstSequence) {
    if (hole != null) {
      return;
    }
    boolean isFirst = segment.equals(unlisted.getFirst());
    if (isFirst ? segment.id != firstUnlistedId : firstSequence != expectedSequence) {
      hole = new Hole(SegmentDescriptor.fileName(segment.id - 1, false), 0, "no such file");
    }
  }

  private void take(DirectBuffer key, int keyOffset, int keyLength, KeyLocation record, Segment segment) {
    synchronized (store.lock) {
      store.directory.beginChange();
      try {
        store.accounts.recover(key, keyOffset, keyLength, record, segment);
      } finally {
        store.directory.endChange();
      }
    }
  }

  // ---- copying and starting

  private Step copy(long budgetBytes) {
    Step step = Objects.requireNonNull(copying).step(budgetBytes);
    if (!(step instanceof Step.Done)) {
      return step;
    }
    phase = Phase.START;
    return Step.MORE;
  }

  private Step start() {
    for (String name : orphans) {
      store.storage.remove(name);
    }
    store.startActive();
    store.stalls.refresh();
    bitcask = new Bitcask(store);
    store.maintenance.addHints(toLoad);
    phase = Phase.DONE;
    return Step.DONE;
  }
}
