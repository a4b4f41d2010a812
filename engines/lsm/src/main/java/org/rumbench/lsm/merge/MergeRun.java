package org.rumbench.lsm.merge;

import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.KeyOrder;
import org.rumbench.lsm.record.KeyBytes;
import org.rumbench.lsm.record.RangeTombstones;
import org.rumbench.lsm.record.RecordSource;
import org.rumbench.lsm.table.GrowingBuffer;
import org.rumbench.lsm.table.TableWriter;
import org.rumbench.runtime.Completion;

/// A merge in progress: sorted source in, tables out. Its whole state is here, so it can rest between any two records;
/// where it rests never shows in the bytes it writes. One owner at a time.
///
/// Outputs are cut only between user keys: a key's records in two tables of a level let a partial compaction bring old
/// ones back.
public final class MergeRun {
  /// Makes the writer of the next output.
  @FunctionalInterface
  public interface Outputs {
    /// A writer with a new file number.
    TableWriter create();
  }

  /// Watches and changes values; see the tree's port of the same shape.
  public interface Watcher {
    /// A value leaves.
    void dropped(RecordSource record);

    /// As `ValueSeparation.Observer.rewrite`.
    int rewrite(RecordSource record, ExpandableArrayBuffer target);

    /// As `ValueSeparation.Observer.takeTouchedBytes`.
    long takeTouchedBytes();
  }

  private final RecordSource source;
  private final Retention retention;
  private final RangeTombstones ownRanges;
  private final @Nullable KeyBytes anchor;
  private final OutputCuts cuts;
  private final long newestMillis;
  private final Outputs writers;
  private final Watcher watcher;
  private final GrowingBuffer lastKey = new GrowingBuffer(64);
  private final ExpandableArrayBuffer rewritten = new ExpandableArrayBuffer(64);
  private final List<MergeOutput> outputs = new ArrayList<>();
  private @Nullable TableWriter writer;
  private boolean hasKey;
  private boolean isDone;
  private long recordsIn;
  private long recordsDropped;
  private long recordsOut;

  /// A merge that has not begun.
  ///
  /// @param source           everything to merge, before its first record
  /// @param retention        what stays
  /// @param ownRanges        range tombstones of the inputs
  /// @param anchor           bounds an output when no input has a record; null: the first range tombstone's first key
  /// @param cuts             where outputs end
  /// @param newestMillis     wall time by which every record had arrived
  /// @param writers          makes outputs
  /// @param watcher          sees what goes
  public MergeRun(
      RecordSource source,
      Retention retention,
      RangeTombstones ownRanges,
      @Nullable KeyBytes anchor,
      OutputCuts cuts,
      long newestMillis,
      Outputs writers,
      Watcher watcher) {
    this.source = source;
    this.retention = retention;
    this.ownRanges = ownRanges;
    this.anchor = anchor;
    this.cuts = cuts;
    this.newestMillis = newestMillis;
    this.writers = writers;
    this.watcher = watcher;
  }

  /// Merges until about `budgetBytes` have passed, at least one record; false once everything is written.
  public boolean step(long budgetBytes) {
    long passed = 0;
    while (passed < budgetBytes && !isDone) {
      if (source.next()) {
        passed += pass();
      } else {
        finishLast();
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
      TableWriter present = writer;
      long lengthBytes = present == null ? 0 : present.lengthBytes();
      if (cuts.isDueBefore(lastKey.buffer(), 0, lastKey.length(), lengthBytes) && present != null) {
        finish(present, RangeTombstones.NONE);
      }
    }
    long touchedBytes = 0;
    if (retention.keeps(source, isNewKey)) {
      touchedBytes = write();
    } else {
      recordsDropped++;
      if (!source.isTombstone()) {
        watcher.dropped(source);
      }
    }
    return (long) source.keyLength() + source.valueLength() + Long.BYTES + touchedBytes;
  }

  private boolean isLastKey() {
    return KeyOrder.compare(
            lastKey.buffer(), 0, lastKey.length(), source.keyBuffer(), source.keyOffset(), source.keyLength())
        == 0;
  }

  /// Writes the present record; returns the bytes that were touched elsewhere for it.
  private long write() {
    TableWriter present = writer;
    if (present == null) {
      present = writers.create();
      writer = present;
      cuts.onBegun();
    }
    DirectBuffer value = source.valueBuffer();
    int valueOffset = source.valueOffset();
    int valueLength = source.valueLength();
    long touchedBytes = 0;
    if (!source.isTombstone()) {
      int length = watcher.rewrite(source, rewritten);
      if (length >= 0) {
        value = rewritten;
        valueOffset = 0;
        valueLength = length;
        touchedBytes = watcher.takeTouchedBytes();
      }
    }
    present.add(source, value, valueOffset, valueLength);
    recordsOut++;
    return touchedBytes;
  }

  private void finishLast() {
    RangeTombstones kept = retention.keeps(ownRanges);
    if (writer == null && !kept.isEmpty()) {
      writer = writers.create();
    }
    if (writer != null) {
      finish(writer, kept);
    }
  }

  private void finish(TableWriter present, RangeTombstones ranges) {
    Completion synced = new Completion();
    outputs.add(new MergeOutput(present.finish(ranges, bound(ranges), newestMillis), present.file(), synced));
    writer = null;
    present.file().sync(synced);
  }

  /// Where a table without records lies: at the last key read, which is behind every output and within the inputs.
  private KeyBytes bound(RangeTombstones ranges) {
    if (hasKey) {
      return KeyBytes.copyOf(lastKey.buffer(), 0, lastKey.length());
    }
    return anchor != null ? anchor : ranges.asList().getFirst().from();
  }

  /// Tables written, complete ones only.
  public List<MergeOutput> outputs() {
    return outputs;
  }

  /// The output being written; null when there is none.
  public @Nullable TableWriter openOutput() {
    return writer;
  }

  /// Records read.
  public long recordsIn() {
    return recordsIn;
  }

  /// Records left out by rule.
  public long recordsDropped() {
    return recordsDropped;
  }

  /// Records written.
  public long recordsOut() {
    return recordsOut;
  }
}
