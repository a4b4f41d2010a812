package org.rumbench.wisckey;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.RecordLogReader;
import org.rumbench.engine.RecordView;
import org.rumbench.lsm.CommitLog;
import org.rumbench.lsm.FileNumbers;
import org.rumbench.runtime.Completion;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// The walk over the value log at recovery: from the position of the last flush to the end, across head segments.
///
/// Opens every segment that the manifest names (one that is missing or too short is damage, never a reason to go on),
/// hands the units behind the position to the tree (those not known durable with their values, see [#mark]), and tells a
/// torn end from damage: a segment may end early only when the sequences go on without a hole in a later one, or when
/// nothing behind it was known durable ([ValueLog] I4); what lies behind a torn end, or behind a segment whose name went,
/// is given up, because acknowledged writes are a prefix.
///
/// [#finish] gives the segments of the store and tells the rest, to be removed: head segments before the position that were
/// collected, collected segments that nothing points into, and what lay behind a torn end.
final class ValueLogReplay implements CommitLog.Replay {
  private final Storage storage;
  private final FileNumbers numbers;
  private final SegmentCatalog catalog;
  private final RecordSeparator separator;
  private final RecordSeparator keeper = new RecordSeparator(Integer.MAX_VALUE);
  private final long position;
  private final RecordView view = new RecordView();
  private final ValuePointer pointer = new ValuePointer();

  /// Every segment file of the directory by id.
  private final TreeMap<Integer, StorageFile> files = new TreeMap<>();
  private final TreeMap<Integer, Boolean> kinds = new TreeMap<>();
  /// Head segments to read, in order.
  private final List<Integer> heads = new ArrayList<>();
  private final TreeMap<Integer, Recovered> recovered = new TreeMap<>();
  private final TreeMap<Integer, Recovered> pointedAt = new TreeMap<>();

  private int index;
  private @Nullable RecordLogReader marks;
  private boolean isMarked;
  private long durableTo;
  private @Nullable RecordLogReader reader;
  private long expectedSequence = -1;
  private int tornSegment = -1;
  private boolean isEnded;
  private boolean isFinished;

  /// What reading a segment showed.
  private static final class Recovered {
    private long endBytes;
    private long payloadBytes;
    private long liveBytes;
    private long lowestVersion = Long.MAX_VALUE;
  }

  ValueLogReplay(
      Storage storage, FileNumbers numbers, SegmentCatalog catalog, RecordSeparator separator, long position) {
    this.storage = storage;
    this.numbers = numbers;
    this.catalog = catalog;
    this.separator = separator;
    this.position = position;
    try {
      openAll();
    } catch (RuntimeException e) {
      abandon();
      throw e;
    }
  }

  private void openAll() {
    for (String name : storage.list()) {
      int headId = ValueLogDescriptor.idOf(name, false);
      int id = headId > 0 ? headId : ValueLogDescriptor.idOf(name, true);
      if (id > 0) {
        numbers.noteUsed(id);
        files.put(id, storage.open(name, IoPurpose.RECOVERY));
        kinds.put(id, headId <= 0);
        if (headId >= ValueLogDescriptor.segmentOf(position) && headId > 0) {
          heads.add(id);
        }
      }
    }
    for (SegmentAttachment known : catalog.segments().values()) {
      String name = ValueLogDescriptor.nameOf(known.id(), known.isCollected());
      StorageFile file = files.get(known.id());
      if (file == null) {
        throw new CorruptionException(name, 0, "a segment of the manifest", "no such file");
      }
      if (file.lengthBytes() < known.endBytes()) {
        throw new CorruptionException(
            name, file.lengthBytes(), known.endBytes() + " bytes that were durable", "the end of the file");
      }
    }
  }

  @Override
  public boolean step(long budgetBytes, CommitLog.Target target) {
    long read = 0;
    while (read < budgetBytes && !isEnded) {
      if (reader == null && index < heads.size() && !isMarked) {
        read += mark();
        continue;
      }
      RecordLogReader present = present();
      if (present == null) {
        isEnded = true;
      } else if (!present.next()) {
        endOfSegment(present);
      } else {
        read += present.unitLength();
        onUnit(present, target);
      }
    }
    return !isEnded;
  }

  /// Takes one step in finding how far the next head segment is known durable, by its units or the manifest. What lies
  /// behind may be in a cache only, and a sync of it may succeed although one has failed before: its values go to the
  /// tree, so that nothing depends on it.
  private long mark() {
    int id = heads.get(index);
    RecordLogReader marking = marks;
    if (marking == null) {
      SegmentAttachment known = catalog.find(id);
      durableTo = known == null ? 0 : known.isSealed() ? Long.MAX_VALUE : known.endBytes();
      marking = openHead(id);
      marks = marking;
    }
    if (durableTo < Long.MAX_VALUE && marking.next()) {
      durableTo = Math.max(durableTo, marking.durableToBytes());
      return marking.unitLength();
    }
    marks = null;
    isMarked = true;
    return 1;
  }

  private RecordLogReader openHead(int id) {
    RecordLogReader opened =
        RecordLogReader.open(fileOf(id), ValueLogDescriptor.HEAD_MAGIC, id, IoPurpose.RECOVERY);
    if (id == ValueLogDescriptor.segmentOf(position)) {
      opened.seek(ValueLogDescriptor.offsetOf(position));
    }
    return opened;
  }

  private @Nullable RecordLogReader present() {
    if (reader == null && index < heads.size()) {
      int id = heads.get(index);
      fileOf(id).adviseSequential();
      reader = openHead(id);
      recovered.put(id, new Recovered());
    }
    return reader;
  }

  private void endOfSegment(RecordLogReader present) {
    int id = heads.get(index);
    long end = present.positionBytes();
    SegmentAttachment known = catalog.find(id);
    if (known != null && end < known.endBytes()) {
      throw new CorruptionException(
          fileOf(id).name(), end, "a unit that was durable", "bytes that are no unit");
    }
    if (present.end() == RecordLogReader.End.TORN) {
      tornSegment = id;
    }
    reader = null;
    isMarked = false;
    index++;
  }

  private void onUnit(RecordLogReader present, CommitLog.Target target) {
    if (present.payloadLength() == 0) {
      return;
    }
    int id = heads.get(index);
    DirectBuffer payload = present.payloadBuffer();
    int offset = present.payloadIndex();
    int length = present.payloadLength();
    boolean isDurable = present.payloadOffset() + length <= durableTo;
    RecordSeparator records = isDurable ? separator : keeper;
    boolean isWhole = records.separate(payload, offset, length, id, present.payloadOffset());
    if (!isWhole) {
      throw new CorruptionException(fileOf(id).name(), present.payloadOffset(), "whole records", "something else");
    }
    Recovered unitOf = recoveredOf(id);
    boolean isFirst = unitOf.lowestVersion == Long.MAX_VALUE;
    if (expectedSequence >= 0 && present.sequence() != expectedSequence) {
      giveUpFrom(present, isFirst);
      return;
    }
    expectedSequence = present.sequence() + records.recordCount();
    unitOf.lowestVersion = Math.min(unitOf.lowestVersion, records.lowestVersion());
    SegmentAttachment known = catalog.find(id);
    if (isDurable) {
      unitOf.endBytes = present.unitOffset() + present.unitLength();
    }
    if (isDurable && (known == null || present.payloadOffset() >= known.endBytes())) {
      unitOf.payloadBytes += length;
      unitOf.liveBytes += records.separatedBytes();
    }
    noteMoved(records.records(), records.lengthBytes());
    if (!target.onUnit(records.records(), 0, records.lengthBytes(), present.sequence())) {
      giveUpFrom(present, isFirst);
    }
  }

  /// Pointers into collected segments that the manifest may not have yet keep those segments.
  private void noteMoved(DirectBuffer records, int length) {
    for (int at = 0; at < length; ) {
      at = view.wrap(records, at, length);
      if (view.isPointer() && pointer.decode(view.buffer(), view.valueOffset(), view.valueLength())
          && Boolean.TRUE.equals(kinds.get(pointer.segment())) && catalog.find(pointer.segment()) == null) {
        Recovered moved = pointedAt.computeIfAbsent(pointer.segment(), key -> new Recovered());
        moved.liveBytes += pointer.length();
        moved.lowestVersion = Math.min(moved.lowestVersion, view.version());
      }
    }
  }

  /// The sequences show a hole: the log ended before this segment, torn or (when this is its first unit) with a segment
  /// whose name was lost, unless something here was known durable.
  private void giveUpFrom(RecordLogReader hole, boolean isFirst) {
    int id = heads.get(index);
    String torn = tornSegment < 0 ? "an earlier segment" : fileOf(tornSegment).name();
    RuntimeException damage =
        new CorruptionException(
            fileOf(id).name(), hole.unitOffset(), "sequence " + expectedSequence + " after the end of " + torn,
            "sequence " + hole.sequence());
    if (tornSegment < 0 && !isFirst) {
      throw damage;
    }
    for (int behind = index; behind < heads.size(); behind++) {
      int later = heads.get(behind);
      if (catalog.find(later) != null || isAnyMarkIn(later)) {
        throw damage;
      }
      recovered.remove(later);
    }
    reader = null;
    index = heads.size();
    isEnded = true;
  }

  /// Whether the segment says that all before it was durable ([ValueLog] I4).
  private boolean isAnyMarkIn(int id) {
    RecordLogReader marks =
        RecordLogReader.open(fileOf(id), ValueLogDescriptor.HEAD_MAGIC, id, IoPurpose.RECOVERY);
    while (marks.next()) {
      if (marks.payloadLength() == 0) {
        return true;
      }
    }
    return false;
  }

  /// Makes durable what the walk reads: a flush during recovery waits for it.
  void sync(Completion completion) {
    Completion all = new Completion();
    storage.syncNames(all);
    for (Map.Entry<Integer, StorageFile> entry : files.entrySet()) {
      SegmentAttachment known = catalog.find(entry.getKey());
      if (known == null || !known.isSealed()) {
        Completion synced = new Completion();
        Completion before = all;
        all = Joining.of(before, synced);
        entry.getValue().sync(synced);
      }
    }
    all.onDone(failure -> Joining.settle(completion, failure));
  }

  /// The store's segments, each with one reference; other segment files go to `leftovers`, open still. They are removed
  /// once the log's new position is durable: until then a crash has recovery read them again. Called once, after the
  /// walk.
  List<ValueLogSegment> finish(List<StorageFile> leftovers) {
    isFinished = true;
    List<ValueLogSegment> kept = new ArrayList<>();
    for (Map.Entry<Integer, StorageFile> entry : files.entrySet()) {
      ValueLogSegment segment = segmentOf(entry.getKey(), entry.getValue());
      if (segment != null) {
        kept.add(segment);
      } else {
        leftovers.add(entry.getValue());
      }
    }
    return kept;
  }

  private @Nullable ValueLogSegment segmentOf(int id, StorageFile file) {
    boolean isCollected = Boolean.TRUE.equals(kinds.get(id));
    SegmentAttachment known = catalog.find(id);
    Recovered seen = isCollected ? pointedAt.get(id) : recovered.get(id);
    if (known != null && (known.isSealed() || isCollected)) {
      // What lies behind the end of one that compactions were filling is nobody's.
      return new ValueLogSegment(known, file);
    }
    if (known == null && (seen == null || seen.payloadBytes + seen.liveBytes == 0)) {
      return null;
    }
    if (seen == null) {
      throw new CorruptionException(file.name(), 0, "a segment before the log's position to be sealed", "an open one");
    }
    long end = isCollected ? file.lengthBytes() : Math.max(seen.endBytes, known == null ? 0 : known.endBytes());
    // A collected segment's payload is not counted before it is collected; its length is an upper bound.
    long payload = (isCollected ? end : seen.payloadBytes) + (known == null ? 0 : known.payloadBytes());
    long live = seen.liveBytes + (known == null ? -catalog.earlyDrops(id) : known.liveBytes());
    long lowest = Math.min(seen.lowestVersion, known == null ? Long.MAX_VALUE : known.lowestVersion());
    return new ValueLogSegment(new SegmentAttachment(id, isCollected, false, end, payload, live, lowest), file);
  }

  private StorageFile fileOf(int id) {
    StorageFile file = files.get(id);
    if (file == null) {
      throw new IllegalStateException("no segment " + id);
    }
    return file;
  }

  private Recovered recoveredOf(int id) {
    return recovered.computeIfAbsent(id, key -> new Recovered());
  }

  @Override
  public void close() {
    reader = null;
  }

  /// Gives the files up without having finished.
  void abandon() {
    if (!isFinished) {
      isFinished = true;
      files.values().forEach(StorageFile::release);
      files.clear();
    }
  }
}
