package org.rumbench.lsm.twocomponent;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.KeyOrder;
import org.rumbench.lsm.merge.Retention;
import org.rumbench.lsm.record.KeyBytes;
import org.rumbench.lsm.record.RangeTombstones;
import org.rumbench.lsm.record.RecordSource;
import org.rumbench.lsm.table.GrowingBuffer;
import org.rumbench.runtime.Completion;
import org.rumbench.storage.StorageFile;

/// The merge of a memory subtree with its disk subtree, in progress: sorted source in, full pages out. Its whole state
/// is here, so it can rest between any two records; where it rests never shows in the bytes it writes. One owner.
final class SubtreeMerge {
  /// One subtree that was written.
  ///
  /// @param metadata what is in it
  /// @param file     its file, with the one reference it was created with
  /// @param synced   the sync of its bytes, begun when it was complete
  record Output(SubtreeMetadata metadata, StorageFile file, Completion synced) {}

  private final RecordSource source;
  private final Retention retention;
  private final RangeTombstones ranges;
  private final int mostOutputs;
  private final long cutBytes;
  private final Supplier<SubtreeWriter> writers;
  private final GrowingBuffer lastKey = new GrowingBuffer(64);
  private final List<Output> outputs = new ArrayList<>();
  private @Nullable SubtreeWriter writer;
  private @Nullable KeyBytes outputFrom;
  private boolean hasKey;
  private boolean isDone;
  private long recordsIn;
  private long recordsDropped;

  /// A merge that has not begun, of `mostOutputs` subtrees that each end between two keys at about `cutBytes`; `ranges`
  /// are the range deletions of all that is merged, which go with the keys they cover.
  SubtreeMerge(
      RecordSource source, Retention retention, RangeTombstones ranges, int mostOutputs, long cutBytes,
      Supplier<SubtreeWriter> writers) {
    this.source = source;
    this.retention = retention;
    this.ranges = ranges;
    this.mostOutputs = mostOutputs;
    this.cutBytes = cutBytes;
    this.writers = writers;
  }

  /// Merges until about `budgetBytes` have passed, at least one record; false once everything is written.
  boolean step(long budgetBytes) {
    long passed = 0;
    while (passed < budgetBytes && !isDone) {
      if (source.next()) {
        passed += pass();
      } else {
        finish(null);
        isDone = true;
      }
    }
    return !isDone;
  }

  private long pass() {
    recordsIn++;
    boolean isNewKey = !hasKey || !isLastKey();
    if (isNewKey) {
      lastKey.clear();
      lastKey.putBytes(source.keyBuffer(), source.keyOffset(), source.keyLength());
      hasKey = true;
      SubtreeWriter present = writer;
      if (present != null && outputs.size() + 1 < mostOutputs && present.leafBytes() >= cutBytes) {
        finish(KeyBytes.copyOf(lastKey.buffer(), 0, lastKey.length()));
      }
    }
    if (retention.keeps(source, isNewKey)) {
      SubtreeWriter present = writer;
      if (present == null) {
        present = writers.get();
        writer = present;
      }
      present.add(source);
    } else {
      recordsDropped++;
    }
    return (long) source.keyLength() + source.valueLength() + Long.BYTES;
  }

  private boolean isLastKey() {
    return KeyOrder.compare(
            lastKey.buffer(), 0, lastKey.length(), source.keyBuffer(), source.keyOffset(), source.keyLength())
        == 0;
  }

  /// Ends an output, if there is anything for it, before `end` (null: the last key).
  private void finish(@Nullable KeyBytes end) {
    RangeTombstones kept = retention.keeps(ranges.within(outputFrom, end));
    outputFrom = end;
    SubtreeWriter present = writer == null && !kept.isEmpty() ? writers.get() : writer;
    if (present != null) {
      writer = null;
      Completion synced = new Completion();
      outputs.add(new Output(present.finish(kept), present.file(), synced));
      present.file().sync(synced);
    }
  }

  /// Subtrees written, complete ones only.
  List<Output> outputs() {
    return outputs;
  }

  /// Records read.
  long recordsIn() {
    return recordsIn;
  }

  /// Records left out by rule.
  long recordsDropped() {
    return recordsDropped;
  }
}
