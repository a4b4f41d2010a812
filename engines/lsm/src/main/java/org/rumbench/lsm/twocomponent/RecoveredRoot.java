package org.rumbench.lsm.twocomponent;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.lsm.record.KeyBytes;
import org.rumbench.storage.CorruptionException;

/// What the attached edits of a manifest add up to. One owner.
final class RecoveredRoot implements TreeEdit.Visitor {
  private final SortedMap<Long, SubtreeMetadata> subtrees = new TreeMap<>();
  private long mergedSequence;
  private @Nullable KeyBytes mergedBelow;

  /// Applies one attached edit.
  void apply(DirectBuffer buffer, int offset, int length) {
    TreeEdit.read(buffer, offset, length, this);
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

  /// Whether a logged record is in C1 although its memory tree was not merged to its end.
  boolean isMerged(long sequence, DirectBuffer key, int offset, int length) {
    KeyBytes end = mergedBelow;
    return end != null && sequence <= mergedSequence && end.compareTo(key, offset, length) > 0;
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
