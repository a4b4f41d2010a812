package org.rumbench.lsm.memtable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.engine.RecordView;
import org.rumbench.engine.WriteBatch;
import org.rumbench.runtime.RandomStream;

/// Memtables of every kind, with blocks as in use and with blocks so small that they split all the time.
final class Memtables {
  private static final int[] CAPACITIES = {3, 4, 7};

  private Memtables() {}

  /// A way to make a memtable.
  ///
  /// @param name what it is
  /// @param make one with an arena of so many bytes
  record Shape(String name, IntFunction<Memtable> make) {
    @Override
    public String toString() {
      return name;
    }
  }

  /// All kinds, and the blocked ones with small blocks.
  static List<Shape> shapes() {
    List<Shape> shapes = new ArrayList<>();
    for (MemtableKind kind : MemtableKind.values()) {
      shapes.add(
          new Shape(kind.text(), bytes -> new Memtable(kind, new ArenaPool(bytes, 1), 0, new RandomStream(7))));
    }
    for (int capacity : CAPACITIES) {
      shapes.add(new Shape("unrolled by " + capacity, bytes -> unrolled(bytes, capacity)));
      shapes.add(new Shape("btree by " + capacity, bytes -> btree(bytes, capacity)));
    }
    return shapes;
  }

  static Memtable unrolled(int bytes, int capacity) {
    ArenaPool pool = new ArenaPool(bytes, 1);
    RecordArena arena = new RecordArena(pool.take(bytes));
    return new Memtable(pool, arena, new UnrolledSkipList(arena, 7, capacity));
  }

  static Memtable btree(int bytes, int capacity) {
    ArenaPool pool = new ArenaPool(bytes, 1);
    RecordArena arena = new RecordArena(pool.take(bytes));
    return new Memtable(pool, arena, new BPlusTree(arena, capacity));
  }

  /// Adds the records of a batch with ascending sequences from `first` on.
  static void addAll(Memtable memtable, WriteBatch batch, long first) {
    UnsafeBuffer source = new UnsafeBuffer(batch.buffer(), 0, batch.lengthBytes());
    RecordView view = new RecordView();
    memtable.announce(batch.lowestVersion(), batch.highestVersion());
    long sequence = first;
    for (int position = 0; position < batch.lengthBytes(); sequence++) {
      position = view.wrap(source, position, batch.lengthBytes());
      memtable.add(view, source, sequence);
    }
  }
}
