package org.rumbench.lsm.twocomponent;

import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.rumbench.lsm.record.KeyBytes;
import org.rumbench.runtime.Invariant;

/// The present components and those that somebody still reads. Any thread; changes are serialized by a leaf lock and
/// seen whole: that is what makes publishing one step for readers.
final class ComponentStates {
  private volatile Components present;

  /// Takes over the first references to both.
  ComponentStates(MemoryTree active, DiskTree disk) {
    present = new Components(active, new MemoryTree[0], null, disk);
    active.memtable().release();
    disk.release();
  }

  /// The present components, to be closed by the caller; allocates nothing.
  Components acquire() {
    while (true) {
      Components state = present;
      if (state.tryRetain()) {
        return state;
      }
    }
  }

  /// The present components without a reference: for figures, the one writer and the one merge.
  Components peek() {
    return present;
  }

  /// The active memory tree is sealed; new writes go to `next`, whose first reference is taken over.
  void switchTo(MemoryTree next) {
    Components old;
    synchronized (this) {
      old = present;
      MemoryTree[] sealed = new MemoryTree[old.sealed().length + 1];
      sealed[0] = old.active();
      System.arraycopy(old.sealed(), 0, sealed, 1, old.sealed().length);
      present = new Components(next, sealed, old.mergedBelow(), old.disk());
    }
    next.memtable().release();
    old.close();
  }

  /// Puts `outputs`, whose first references are taken over, in the place of `inputs` and, in the same step, of the keys
  /// below `mergedBelow` in the oldest sealed tree: of all of it when `isWhole`. `merged` (null: nothing was) is that
  /// tree.
  void publish(
      Collection<Subtree> inputs, Collection<Subtree> outputs, @Nullable MemoryTree merged, boolean isWhole,
      @Nullable KeyBytes mergedBelow) {
    Components old;
    DiskTree disk;
    synchronized (this) {
      old = present;
      disk = old.disk().with(inputs, outputs);
      if (merged == null) {
        present = new Components(old.active(), old.sealed(), old.mergedBelow(), disk);
      } else {
        Invariant.check(old.oldest() == merged, "what is merged is the oldest sealed tree");
        MemoryTree[] sealed = isWhole ? Arrays.copyOf(old.sealed(), old.sealed().length - 1) : old.sealed();
        present = new Components(old.active(), sealed, isWhole ? null : mergedBelow, disk);
      }
    }
    disk.release();
    outputs.forEach(Subtree::release);
    old.close();
  }

  /// The store closes: the present components lose their own reference.
  void close() {
    present.close();
  }
}
