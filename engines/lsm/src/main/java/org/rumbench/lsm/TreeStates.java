package org.rumbench.lsm;

import java.util.ArrayList;
import java.util.List;
import org.rumbench.lsm.table.Table;
import org.rumbench.runtime.Invariant;

/// The present state of the tree and those that somebody still reads. Any thread; changes are serialized by a leaf lock.
final class TreeStates {
  private volatile TreeState present;

  TreeStates(MemtableSlot active, TableSet tables) {
    present = new TreeState(active, new MemtableSlot[0], tables);
    active.memtable().release();
    tables.release();
  }

  /// The present state, to be closed by the caller; allocates nothing.
  TreeState acquire() {
    while (true) {
      TreeState state = present;
      if (state.tryRetain()) {
        return state;
      }
    }
  }

  /// The present state without a reference: for figures and for the one writer.
  TreeState peek() {
    return present;
  }

  /// The active memtable becomes the newest immutable one.
  void switchTo(MemtableSlot next) {
    TreeState old;
    synchronized (this) {
      old = present;
      MemtableSlot[] immutables = new MemtableSlot[old.immutables().length + 1];
      immutables[0] = old.active();
      System.arraycopy(old.immutables(), 0, immutables, 1, old.immutables().length);
      present = new TreeState(next, immutables, old.tables());
    }
    next.memtable().release();
    old.close();
  }

  /// A memtable has become the given tables, whose first references pass to the tree.
  void flushed(MemtableSlot slot, List<Table> tables) {
    TreeState old;
    TableSet set;
    synchronized (this) {
      old = present;
      List<MemtableSlot> left = new ArrayList<>(List.of(old.immutables()));
      Invariant.check(left.remove(slot), "a flushed memtable was waiting");
      long run = tables.isEmpty() ? 0 : tables.getFirst().metadata().number();
      set = old.tables().with(List.of(), 0, run, tables);
      present = new TreeState(old.active(), left.toArray(MemtableSlot[]::new), set);
    }
    set.release();
    tables.forEach(Table::release);
    old.close();
  }

  /// Tables were merged into tables of a run; the first references of the outputs pass to the tree.
  void merged(List<Table> inputs, int level, long run, List<Table> outputs) {
    replaceTables(inputs, level, run, outputs);
    outputs.forEach(Table::release);
  }

  /// Tables changed their place.
  void moved(List<Table> tables, int level, long run) {
    replaceTables(tables, level, run, tables);
  }

  private void replaceTables(List<Table> inputs, int level, long run, List<Table> outputs) {
    TreeState old;
    TableSet set;
    synchronized (this) {
      old = present;
      set = old.tables().with(inputs, level, run, outputs);
      present = new TreeState(old.active(), old.immutables(), set);
    }
    set.release();
    old.close();
  }

  /// The store closes: the present state loses its own reference.
  void close() {
    present.close();
  }
}
