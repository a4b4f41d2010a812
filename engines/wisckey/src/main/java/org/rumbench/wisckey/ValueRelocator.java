package org.rumbench.wisckey;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.lsm.record.RecordCursor;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Invariant;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;

/// Moves values out of mostly dead segments while a compaction passes over the pointers to them: the record keeps its
/// key, version and sequence, and leads to the copy once the compaction is installed. One merge; one slice after the
/// other.
///
/// No look-up is made and nothing is logged, so a copy costs no more than itself; and nothing can come back, because
/// the record is the one that was there. Against [CollectionJob] it waits for compactions to pass, and it copies values
/// of records that are beaten by one outside of the merge.
///
/// The order is what makes it safe: the copies, and the names of new segments, are durable before the manifest has the
/// pointers; the segments are listed by the same record; the old segments stay until a collection finds that no read
/// leads into them. A compaction that fails before its record leaves no new file, one that a crash interrupts leaves a
/// file that no manifest lists, or bytes behind the end that it lists.
///
/// Source: RocksDB BlobDB's garbage collection; Li et al., *Differentiated Key-Value Storage Management for Balanced
/// I/O Performance*, ATC 2021 (merging values along with compaction).
final class ValueRelocator {
  /// Copies are written in units of about this many bytes, wherever slices end.
  private static final int UNIT_BYTES = 64 * 1024;

  private final Storage storage;
  private final ValueLog log;
  private final ValueLogCommit commit;
  private final RelocationPolicy policy;
  private final RelocationOutputs outputs;
  private final ValueReader reader = new ValueReader();
  private final ValuePointer place = new ValuePointer();
  private final ExpandableArrayBuffer unit = new ExpandableArrayBuffer(1024);
  private final List<RelocationOutput> filled = new ArrayList<>();
  private @Nullable SegmentSet sources;
  private @Nullable RelocationOutput open;
  private int unitLength;
  private long touchedBytes;
  private boolean isDescribed;

  ValueRelocator(
      Storage storage, ValueLog log, ValueLogCommit commit, RelocationPolicy policy, RelocationOutputs outputs) {
    this.storage = storage;
    this.log = log;
    this.commit = commit;
    this.policy = policy;
    this.outputs = outputs;
  }

  /// The segments to be emptied, chosen when the first pointer is seen and kept to the end of the merge.
  private SegmentSet sources() {
    SegmentSet chosen = sources;
    if (chosen == null) {
      chosen = choose();
      sources = chosen;
    }
    return chosen;
  }

  private SegmentSet choose() {
    SegmentSet present = log.pin();
    try {
      List<CollectionPolicy.Candidate> candidates = new ArrayList<>();
      for (ValueLogSegment segment : present.segments()) {
        if (commit.isComplete(segment) && segment.isFree()) {
          candidates.add(segment.candidate());
        }
      }
      Set<Integer> picked = Set.copyOf(policy.pick(candidates));
      SegmentSet chosen =
          new SegmentSet(present.segments().stream().filter(segment -> picked.contains(segment.id())).toList());
      chosen.segments().forEach(ValueLogSegment::beginEmptying);
      return chosen;
    } finally {
      present.release();
    }
  }

  /// Copies the value that the record's pointer leads to, when that is in a segment to be emptied, and writes the
  /// pointer to the copy to `target`; returns its length, -1 for a value that stays. A value that is damaged, or
  /// another record's, is a [org.rumbench.storage.CorruptionException].
  int rewrite(RecordCursor record, MutableDirectBuffer target) {
    ValuePointer from = reader.decode(record.valueBuffer(), record.valueOffset(), record.valueLength());
    ValueLogSegment source = sources().find(from.segment());
    if (source == null) {
      return -1;
    }
    UnsafeBuffer bytes = reader.bufferFor(null);
    reader.read(
        source, bytes, record.keyBuffer(), record.keyOffset(), record.keyLength(), record.version(),
        IoPurpose.GARBAGE_COLLECTION);
    RelocationOutput output = output();
    int length = from.length();
    boolean isPlace =
        place.set(
            output.segment().id(), Math.toIntExact(output.nextRecordOffset() + unitLength), length, from.checksum());
    Invariant.check(isPlace, "a copy lies in its segment");
    unit.putBytes(unitLength, bytes, 0, length);
    unitLength += length;
    output.segment().sawVersion(record.version());
    touchedBytes += 2L * length;
    place.encode(target, 0);
    if (unitLength >= UNIT_BYTES) {
      writeUnit(output);
    }
    return ValuePointerDescriptor.LENGTH;
  }

  private RelocationOutput output() {
    RelocationOutput present = open;
    if (present == null) {
      present = outputs.take();
      open = present;
    }
    return present;
  }

  private void writeUnit(RelocationOutput output) {
    output.append(unit, unitLength);
    unitLength = 0;
    if (outputs.isFull(output)) {
      output.fill();
      filled.add(output);
      open = null;
    }
  }

  /// The pointer to the value that was moved last.
  ValuePointer source() {
    return reader.pointer();
  }

  /// Bytes read and written since this was asked last.
  long takeTouchedBytes() {
    long touched = touchedBytes;
    touchedBytes = 0;
    return touched;
  }

  /// Hands everything copied to the device; done when it is there, null when there is nothing.
  @Nullable Completion finish() {
    RelocationOutput last = open;
    if (last != null && unitLength > 0) {
      writeUnit(last);
    }
    List<RelocationOutput> used = used();
    if (used.isEmpty()) {
      return null;
    }
    Completion durable = Completion.done();
    if (used.stream().anyMatch(output -> !output.isListed())) {
      durable = new Completion();
      storage.syncNames(durable);
    }
    for (RelocationOutput output : used) {
      Completion before = durable;
      durable = Joining.of(before, output.sync());
    }
    return durable;
  }

  private List<RelocationOutput> used() {
    RelocationOutput last = open;
    List<RelocationOutput> used = new ArrayList<>(filled);
    if (last != null) {
      used.add(last);
    }
    return used;
  }

  /// The copies are durable and the merge's manifest record is the next one: they are counted and listed.
  void describe(SegmentCatalog.Edit edit) {
    isDescribed = true;
    for (RelocationOutput output : used()) {
      boolean isNew = !output.isListed();
      output.count();
      if (isNew) {
        log.addRelocated(output.segment());
      }
      edit.put(output.segment());
    }
  }

  /// The merge is installed: pointers lead to the copies.
  void installed() {
    end();
    filled.forEach(output -> output.segment().letGo());
    RelocationOutput last = open;
    if (last != null) {
      outputs.giveBack(last);
    }
  }

  /// The merge has failed, and with it the store. Once the manifest may list a segment, its file stays.
  void abandoned() {
    end();
    for (RelocationOutput output : used()) {
      if (!isDescribed && !output.isListed()) {
        outputs.discard(output);
      }
    }
  }

  private void end() {
    SegmentSet chosen = sources;
    if (chosen != null) {
      chosen.segments().forEach(ValueLogSegment::endEmptying);
      chosen.release();
    }
  }
}
