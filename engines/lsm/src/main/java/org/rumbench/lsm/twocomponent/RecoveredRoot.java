package org.rumbench.lsm.twocomponent;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.RecordKind;
import org.rumbench.engine.RecordView;
import org.rumbench.lsm.record.KeyBytes;
import org.rumbench.storage.CorruptionException;

/// What the attached edits of a manifest add up to. One owner.
final class RecoveredRoot implements TreeEdit.Visitor {
  private final SortedMap<Long, SubtreeMetadata> subtrees = new TreeMap<>();
  private long mergedSequence;
  private @Nullable KeyBytes mergedBelow;
  private boolean hasEdits;

  /// Applies one attached edit.
  void apply(DirectBuffer buffer, int offset, int length) {
    if (!TreeEdit.isOne(buffer, offset, length)) {
      throw new IllegalStateException("the store is of another design, which keeps other things beside its tables");
    }
    TreeEdit.read(buffer, offset, length, this);
    hasEdits = true;
  }

  /// Whether there was an edit at all: the first one of a manifest of this design has one.
  boolean hasEdits() {
    return hasEdits;
  }

  @Override
  public void onAdded(SubtreeMetadata subtree) {
    if (subtrees.put(subtree.number(), subtree) != null) {
      throw new CorruptionException("manifest", 0, "a new subtree", "subtree " + subtree.number() + " again");
    }
  }

  @Override
  public void onRemoved(long number) {
    if (subtrees.remove(number) == null) {
      throw new CorruptionException("manifest", 0, "a subtree of the tree", "subtree " + number);
    }
  }

  @Override
  public void onMergedBelow(long sequence, KeyBytes key) {
    mergedSequence = sequence;
    mergedBelow = key;
  }

  /// The subtrees, by number.
  List<SubtreeMetadata> subtrees() {
    return new ArrayList<>(subtrees.values());
  }

  /// The last sequence of the memory tree whose merge was under way.
  long mergedSequence() {
    return mergedSequence;
  }

  /// Whether a logged record is in C1 although its memory tree was not merged to its end. A range deletion is when all
  /// of it is; what is there already of another is merged again, and changes nothing.
  boolean isMerged(long sequence, RecordView record) {
    KeyBytes end = mergedBelow;
    if (end == null || sequence > mergedSequence) {
      return false;
    }
    return record.kind() == RecordKind.RANGE_TOMBSTONE
        ? end.compareTo(record.buffer(), record.valueOffset(), record.valueLength()) >= 0
        : end.compareTo(record.buffer(), record.keyOffset(), record.keyLength()) > 0;
  }

  /// Everything known, as the first edit of a new manifest; `flushedSequence` is what its replay begins behind.
  TreeEdit asEdit(long flushedSequence) {
    TreeEdit edit = new TreeEdit();
    subtrees.values().forEach(edit::add);
    KeyBytes end = mergedBelow;
    if (end != null && mergedSequence > flushedSequence) {
      edit.mergedBelow(mergedSequence, end);
    }
    return edit;
  }
}
