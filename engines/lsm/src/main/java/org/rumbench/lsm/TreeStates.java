package org.rumbench.lsm;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.rumbench.lsm.table.Table;
import org.rumbench.runtime.Invariant;
import org.rumbench.runtime.Scheduler;

/// The present state of the tree and those that somebody still reads. Any thread; changes are serialized by a leaf lock.
final class TreeStates {
  private final Scheduler scheduler;
  private final SortedMap<Long, TreeState> live = new TreeMap<>();
  private final SortedMap<Long, List<Runnable>> waiting = new TreeMap<>();
  private volatile TreeState present;
  private long nextId = 1;

  TreeStates(Scheduler scheduler, MemtableSlot active, TableSet tables) {
    this.scheduler = scheduler;
    present = new TreeState(0, active, new MemtableSlot[0], tables, this::onReleased);
    live.put(0L, present);
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
      install(new TreeState(nextId++, next, immutables, old.tables(), this::onReleased));
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
      set = old.tables().with(List.of(), 0, tables);
      install(new TreeState(nextId++, old.active(), left.toArray(MemtableSlot[]::new), set, this::onReleased));
    }
    set.release();
    tables.forEach(Table::release);
    old.close();
  }

  /// Tables were merged; the first references of the outputs pass to the tree.
  void merged(List<Table> inputs, int level, List<Table> outputs) {
    replaceTables(inputs, level, outputs);
    outputs.forEach(Table::release);
  }

  /// A table changed its level.
  void moved(Table table, int level) {
    replaceTables(List.of(table), level, List.of(table));
  }

  private void replaceTables(List<Table> inputs, int level, List<Table> outputs) {
    TreeState old;
    TableSet set;
    synchronized (this) {
      old = present;
      set = old.tables().with(inputs, level, outputs);
      install(new TreeState(nextId++, old.active(), old.immutables(), set, this::onReleased));
    }
    set.release();
    old.close();
  }

  private void install(TreeState next) {
    live.put(next.id(), next);
    present = next;
  }

  /// Runs `action` through the scheduler once every state that exists now has gone.
  void whenUnpinned(Runnable action) {
    TreeState old;
    synchronized (this) {
      old = present;
      waiting.computeIfAbsent(old.id(), id -> new ArrayList<>()).add(action);
      // A successor with the same parts, so that the present state can go.
      install(new TreeState(nextId++, old.active(), old.immutables(), old.tables(), this::onReleased));
    }
    old.close();
  }

  private void onReleased(TreeState state) {
    List<Runnable> due = new ArrayList<>();
    synchronized (this) {
      live.remove(state.id());
      long oldest = live.isEmpty() ? Long.MAX_VALUE : live.firstKey();
      SortedMap<Long, List<Runnable>> ready = waiting.headMap(oldest);
      ready.values().forEach(due::addAll);
      ready.clear();
    }
    due.forEach(scheduler::execute);
  }

  /// The store closes: the present state loses its own reference.
  void close() {
    synchronized (this) {
      waiting.clear();
    }
    present.close();
  }
}
