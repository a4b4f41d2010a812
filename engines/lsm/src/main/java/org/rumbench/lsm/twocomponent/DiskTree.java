package org.rumbench.lsm.twocomponent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.lsm.record.KeyBytes;
import org.rumbench.runtime.Invariant;

/// One version of C1: the root of the B-tree, whose children are the subtrees in key order. Immutable,
/// reference-counted, holding its subtrees.
///
/// D1: no two subtrees share a key, range deletions included. A subtree is responsible for the keys from its first one
/// on up to the first one of the next; the first subtree also for all keys before it.
final class DiskTree {
  private static final Comparator<Subtree> BY_KEY = Comparator.comparing(subtree -> subtree.metadata().smallest());

  private final Subtree[] subtrees;
  private final boolean hasRanges;
  private final AtomicInteger references = new AtomicInteger(1);

  private DiskTree(Subtree[] subtrees) {
    this.subtrees = subtrees;
    this.hasRanges = Arrays.stream(subtrees).anyMatch(subtree -> !subtree.metadata().ranges().isEmpty());
    for (Subtree subtree : subtrees) {
      subtree.retain();
    }
  }

  static DiskTree empty() {
    return new DiskTree(new Subtree[0]);
  }

  /// This tree with `removed` replaced by `added`; holds its own references to all.
  DiskTree with(Collection<Subtree> removed, Collection<Subtree> added) {
    Set<Subtree> gone = Set.copyOf(removed);
    List<Subtree> next = new ArrayList<>(added);
    for (Subtree subtree : subtrees) {
      if (!gone.contains(subtree)) {
        next.add(subtree);
      }
    }
    Invariant.check(
        next.size() == subtrees.length - gone.size() + added.size(), "subtrees that are replaced are in the tree",
        next.size(), subtrees.length);
    next.sort(BY_KEY);
    for (int i = 1; i < next.size(); i++) {
      SubtreeMetadata before = next.get(i - 1).metadata();
      SubtreeMetadata after = next.get(i).metadata();
      Invariant.check(
          before.largest().compareTo(after.smallest()) < 0
              && before.ranges().firstCovered(after.smallest()) == null,
          "D1: subtrees share no key", before.number(), after.number());
    }
    return new DiskTree(next.toArray(Subtree[]::new));
  }

  Subtree[] subtrees() {
    return subtrees;
  }

  /// Index of the subtree responsible for the key; 0 in an empty tree.
  int responsibleFor(DirectBuffer key, int offset, int length) {
    int low = 0;
    int high = subtrees.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (subtrees[middle].metadata().smallest().compareTo(key, offset, length) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return Math.max(0, low - 1);
  }

  /// The highest version among the range deletions over the key that arrived at or before `maxSequence`;
  /// [Long#MIN_VALUE] when there is none.
  long hiddenBelow(DirectBuffer key, int offset, int length, long maxSequence) {
    return hasRanges
        ? subtrees[responsibleFor(key, offset, length)].metadata().ranges()
            .versionOver(key, offset, length, maxSequence)
        : Long.MIN_VALUE;
  }

  /// The first key of the subtree at `index`; null behind the last.
  @Nullable KeyBytes firstKeyOf(int index) {
    return index < subtrees.length ? subtrees[index].metadata().smallest() : null;
  }

  /// Bytes of all files.
  long bytes() {
    long sum = 0;
    for (Subtree subtree : subtrees) {
      sum += subtree.metadata().fileBytes();
    }
    return sum;
  }

  void retain() {
    references.incrementAndGet();
  }

  void release() {
    if (references.decrementAndGet() == 0) {
      for (Subtree subtree : subtrees) {
        subtree.release();
      }
    }
  }
}
