package org.rumbench.wisckey;

import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.RecordLogWriter;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.ReadResult;
import org.rumbench.engine.RecordView;
import org.rumbench.lsm.LsmTree;
import org.rumbench.lsm.MovedPointers;
import org.rumbench.runtime.Clock;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Invariant;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.Step;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageException;
import org.rumbench.storage.StorageFile;

/// One garbage collection: copies the values that reads still find out of the victims, has the tree lead to the copies,
/// and gives the victims up.
///
/// The order is what makes it safe, and each step waits for the one before:
///
/// 1. SCAN: every value of the victims is looked up; the live ones go to a new collected segment. A victim that only ever
///    held values too short to be pointed at is not read.
/// 2. COPIES_DURABLE: that segment's bytes and name reach the device.
/// 3. MOVE: each pointer is moved, if a read still finds the old one at that moment; moves are logged some at a time.
/// 4. MOVES_DURABLE: the log up to the last move reaches the device.
/// 5. RECORD: the manifest forgets the victims and learns the output, in one record.
/// 6. GIVE UP: the victims' names are removed; their bytes go when nothing pins them.
///
/// A crash before 4 leaves the victims in charge and the output without pointers into it, or with some that the log
/// repeats; a crash before 5 leaves both readable; after 5 the victims are removed at the next opening. A key that was
/// deleted or written in between is left alone at 3 (nothing comes back), also when its tombstone has been purged
/// already, because the question is what a read finds now.
///
/// Slices end between records and leave no trace in the output.
///
/// Source: Lu et al., FAST 2016, section 3.3.2. Differs from the paper: picks the deadest segments rather than the
/// tail of the log; writes survivors to segments of their own rather than to the head.
final class CollectionJob implements Job {
  private enum Stage {
    SCAN,
    COPIES_DURABLE,
    MOVE,
    MOVES_DURABLE,
    RECORD,
    RECORDED
  }

  /// How long a stalled tree is left alone before the next move is tried.
  private static final long STALLED_RETRY_NANOS = 1_000_000;
  /// Copies are written in units of about this many bytes, wherever slices end.
  private static final int UNIT_BYTES = 64 * 1024;
  /// Moves that are logged together.
  private static final int MOVES_PER_UNIT = 32;
  /// A look-up counts for at least this many bytes of a slice.
  private static final int LOOKUP_BYTES = 512;

  private final Storage storage;
  private final Clock clock;
  private final ValueLog log;
  private final SegmentCatalog catalog;
  private final LsmTree tree;
  private final List<ValueLogSegment> victims;
  private final long inputBytes;

  private volatile Stage stage = Stage.SCAN;
  private volatile boolean isWaiting;
  private int victimIndex;
  private @Nullable VictimScan scan;
  private @Nullable ValueLogSegment output;
  private @Nullable RecordLogWriter writer;
  private @Nullable Completion awaited;
  private boolean isOutputPublished;

  /// Copies not written yet, and the pointers to their originals.
  private final ExpandableArrayBuffer unit = new ExpandableArrayBuffer(UNIT_BYTES + 16 * 1024);
  private int unitLength;
  private final ExpandableArrayBuffer places = new ExpandableArrayBuffer(1024);
  private int placesLength;

  /// Moves to make: a pointer record that leads to the copy, then the pointer to the original.
  private final ExpandableArrayBuffer moves = new ExpandableArrayBuffer(64 * 1024);
  private int movesLength;
  private int movesAt;
  private final MovedPointers onMoved = this::countMoved;
  private final ReadResult found = new ReadResult(new UnsafeBuffer(new byte[ValuePointerDescriptor.LENGTH]));
  private final RecordView moved = new RecordView();
  private final ValuePointer source = new ValuePointer();
  private final ValuePointer target = new ValuePointer();
  private long rewrittenBytes;
  private long movedBytes;

  CollectionJob(
      EngineContext context, ValueLog log, SegmentCatalog catalog, LsmTree tree, List<ValueLogSegment> victims) {
    this.storage = context.storage();
    this.clock = context.environment().clock();
    this.log = log;
    this.catalog = catalog;
    this.tree = tree;
    this.victims = List.copyOf(victims);
    long sum = 0;
    for (ValueLogSegment victim : victims) {
      victim.file().retain();
      sum += victim.payloadBytes();
    }
    inputBytes = sum;
  }

  @Override
  public String name() {
    return "collection of segment " + victims.getFirst().id() + " and " + (victims.size() - 1) + " more";
  }

  /// Bytes of records in the segments being collected.
  long inputBytes() {
    return inputBytes;
  }

  /// The lowest version in them: no deletion above it may be purged meanwhile.
  long lowestVersion() {
    long lowest = Long.MAX_VALUE;
    for (ValueLogSegment victim : victims) {
      lowest = Math.min(lowest, victim.lowestVersion());
    }
    return lowest;
  }

  /// Bytes of values copied; for whoever sees the job ended.
  long rewrittenBytes() {
    return rewrittenBytes;
  }

  /// Whether the next slice has work rather than something to wait for.
  boolean isPayable() {
    return !isWaiting && (stage == Stage.SCAN || stage == Stage.MOVE);
  }

  @Override
  public Step step(long budgetBytes) {
    isWaiting = false;
    Step step = switch (stage) {
      case SCAN -> scan(budgetBytes);
      case COPIES_DURABLE -> publishCopies();
      case MOVE -> move(budgetBytes);
      case MOVES_DURABLE -> record();
      case RECORD -> giveUp();
      case RECORDED -> Step.DONE;
    };
    isWaiting = !(step instanceof Step.More);
    return step;
  }

  private Step scan(long budgetBytes) {
    long touched = 0;
    while (touched < budgetBytes) {
      VictimScan walk = scan;
      if (walk == null) {
        if (victimIndex == victims.size()) {
          return endScan();
        }
        ValueLogSegment victim = victims.get(victimIndex++);
        if (!victim.mayBePointedAt()) {
          touched += LOOKUP_BYTES;
          continue;
        }
        walk = new VictimScan(victim);
        scan = walk;
      }
      if (!walk.next()) {
        scan = null;
        continue;
      }
      touched += Math.max(walk.recordLength(), LOOKUP_BYTES);
      if (isLive(walk)) {
        copy(walk);
      }
    }
    return Step.MORE;
  }

  /// Whether a read of the record's key finds it there; an expired value counts, because who asks says the time.
  private boolean isLive(VictimScan walk) {
    RecordView record = walk.record();
    boolean isPointer =
        tree.get(
            record.buffer(), record.keyOffset(), record.keyLength(), IoPurpose.COLLECTION_LOOKUP, Long.MIN_VALUE, null,
            found);
    return isPointer
        && found.version() == record.version()
        && found.isCopied()
        && source.decode(found.buffer(), 0, found.valueLength())
        && walk.isAt(source);
  }

  /// Takes the present record into the unit being put together.
  private void copy(VictimScan walk) {
    walk.place().encode(places, placesLength);
    placesLength += ValuePointerDescriptor.LENGTH;
    int length = walk.recordLength();
    unit.putBytes(unitLength, walk.record().buffer(), walk.recordIndex(), length);
    unitLength += length;
    if (unitLength >= UNIT_BYTES) {
      writeUnit();
    }
  }

  private RecordLogWriter openWriter() {
    RecordLogWriter open = writer;
    if (open == null) {
      int id = log.takeId();
      StorageFile file =
          storage.create(ValueLogDescriptor.nameOf(id, true), IoPurpose.GARBAGE_COLLECTION);
      output = new ValueLogSegment(id, true, file);
      open = new RecordLogWriter(file, ValueLogDescriptor.COLLECTED_MAGIC, id);
      writer = open;
    }
    return open;
  }

  /// Writes the copies taken and notes their moves.
  private void writeUnit() {
    RecordLogWriter open = openWriter();
    open.append(0, unit, 0, unitLength);
    ValueLogSegment segment = outputSegment();
    long start = open.positionBytes() - unitLength;
    int placeAt = 0;
    int at = 0;
    while (at < unitLength) {
      int next = moved.wrap(unit, at, unitLength);
      Invariant.check(next > at, "a copy is a whole record", at, unitLength);
      Invariant.check(
          source.decode(places, placeAt, ValuePointerDescriptor.LENGTH)
              && target.set(segment.id(), Math.toIntExact(start + at), next - at, source.checksum()),
          "a copy lies in its segment");
      segment.sawVersion(moved.version());
      movesLength += RecordSeparator.putPointerRecord(moves, movesLength, moved, target);
      moves.putBytes(movesLength, places, placeAt, ValuePointerDescriptor.LENGTH);
      movesLength += ValuePointerDescriptor.LENGTH;
      placeAt += ValuePointerDescriptor.LENGTH;
      at = next;
    }
    segment.appended(open.positionBytes(), unitLength, 0);
    rewrittenBytes += unitLength;
    unitLength = 0;
    placesLength = 0;
  }

  private ValueLogSegment outputSegment() {
    ValueLogSegment segment = output;
    if (segment == null) {
      throw new IllegalStateException("no output was opened");
    }
    return segment;
  }

  private Step endScan() {
    if (unitLength > 0) {
      writeUnit();
    }
    RecordLogWriter written = writer;
    if (written == null) {
      // Nothing lives in the victims, so there is nothing to move.
      return awaitMoves();
    }
    written.close(0);
    StorageFile file = written.file();
    file.seal();
    Completion named = new Completion();
    Completion synced = new Completion();
    Completion durable = Joining.of(named, synced);
    awaited = durable;
    stage = Stage.COPIES_DURABLE;
    storage.syncNames(named);
    file.sync(synced);
    return Step.awaits(durable);
  }

  private Step publishCopies() {
    checkAwaited();
    ValueLogSegment segment = outputSegment();
    segment.seal(segment.file().lengthBytes());
    segment.markDurable();
    log.change(List.of(segment), List.of());
    isOutputPublished = true;
    stage = Stage.MOVE;
    return Step.MORE;
  }

  private Step move(long budgetBytes) {
    long touched = 0;
    while (movesAt < movesLength) {
      if (touched >= budgetBytes) {
        return Step.MORE;
      }
      int end = endOfMoves();
      if (!tree.relocate(moves, movesAt, end, ValuePointerDescriptor.LENGTH, onMoved)) {
        return Step.notBefore(clock.nanos() + STALLED_RETRY_NANOS);
      }
      touched += (long) MOVES_PER_UNIT * LOOKUP_BYTES;
      movesAt = end;
    }
    return awaitMoves();
  }

  /// Where the moves end that go together.
  private int endOfMoves() {
    int end = movesAt;
    for (int i = 0; i < MOVES_PER_UNIT && end < movesLength; i++) {
      int next = moved.wrap(moves, end, movesLength);
      Invariant.check(next > end, "a move is a whole record", end, movesLength);
      end = next + ValuePointerDescriptor.LENGTH;
    }
    return end;
  }

  private void countMoved(int index) {
    moved.wrap(moves, index, movesLength);
    Invariant.check(
        target.decode(moves, moved.valueOffset(), moved.valueLength()), "a move ends with the new pointer");
    movedBytes += target.length();
  }

  private Step awaitMoves() {
    Completion durable = new Completion();
    awaited = durable;
    stage = Stage.MOVES_DURABLE;
    tree.syncLog(durable);
    return Step.awaits(durable);
  }

  private Step record() {
    checkAwaited();
    if (output != null) {
      // Not before the moves are durable: what a power cut takes would count as live for ever.
      outputSegment().pointedAt(movedBytes);
    }
    log.change(List.of(), victims);
    Completion durable = tree.attach(this::edit).completion();
    awaited = durable;
    stage = Stage.RECORD;
    return Step.awaits(durable);
  }

  /// Made when its record is the next one, not before: a flush that comes first says itself that the copies are there,
  /// because its table points to them and recovery will not read the moves again.
  private byte[] edit() {
    SegmentCatalog.Edit edit = new SegmentCatalog.Edit();
    ValueLogSegment copies = output;
    if (copies != null) {
      edit.put(copies);
    }
    victims.forEach(victim -> edit.removed(victim.id()));
    return catalog.make(edit);
  }

  private Step giveUp() {
    checkAwaited();
    stage = Stage.RECORDED;
    for (ValueLogSegment victim : victims) {
      storage.remove(victim.file().name());
      victim.file().release();
    }
    return Step.DONE;
  }

  private void checkAwaited() {
    Completion before = awaited;
    if (before != null) {
      before.throwIfFailed();
    }
  }

  /// Cleans up after a failed or cancelled collection: victims stay, an output that nothing points into goes.
  void abandon() {
    if (stage == Stage.RECORDED) {
      return;
    }
    stage = Stage.RECORDED;
    victims.forEach(victim -> victim.file().release());
    ValueLogSegment copies = output;
    if (copies != null && !isOutputPublished) {
      try {
        storage.remove(copies.file().name());
      } catch (StorageException ignored) {
        // The next opening removes it: nothing points into it.
      }
      copies.file().release();
    }
  }
}
