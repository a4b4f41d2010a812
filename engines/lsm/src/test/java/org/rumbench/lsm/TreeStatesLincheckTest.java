package org.rumbench.lsm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.agrona.concurrent.UnsafeBuffer;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.RecordView;
import org.rumbench.engine.WriteBatch;
import org.rumbench.lsm.memtable.ArenaPool;
import org.rumbench.lsm.memtable.Memtable;
import org.rumbench.lsm.record.Candidate;
import org.rumbench.lsm.record.KeyBytes;
import org.rumbench.lsm.record.RangeTombstones;
import org.rumbench.lsm.record.RecordSource;
import org.rumbench.lsm.table.BlockCache;
import org.rumbench.lsm.table.BlockCodecs;
import org.rumbench.lsm.table.Table;
import org.rumbench.lsm.table.TableMetadata;
import org.rumbench.lsm.table.TableOptions;
import org.rumbench.lsm.table.TableWriter;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.StorageFile;
import org.rumbench.storage.sim.MemoryMedium;
import org.rumbench.testkit.Interleavings;

/// The installation of new tree states under readers that pin them: a writer switches memtables, background work
/// installs flushes and merges, and what a pinned state holds is neither recycled nor let go.
final class TreeStatesLincheckTest {
  private static final int MOST_TABLES = 64;
  /// What is immutable, and what it is made of, need not be taken apart.
  private static final String[] STEPS = {"org.rumbench.lsm.TableSet", "org.rumbench.storage", "org.rumbench.lsm.table.Bl"};
  private static final UnsafeBuffer KEY = new UnsafeBuffer(new byte[] {'k'});
  private static final Environment ENVIRONMENT = new SimRuntime(1).environment("states");
  private static final BlockCache CACHE = new BlockCache(0);
  private static final BlockCodecs CODECS = new BlockCodecs();
  private static final TableWriter TABLE = writtenTable();
  private static final StorageFile FILE = TABLE.file();
  private static final TableMetadata METADATA = TABLE.finish(RangeTombstones.NONE, KeyBytes.of("x"), 0);

  private static TableWriter writtenTable() {
    TableWriter writer =
        new TableWriter(new MemoryMedium().open(ENVIRONMENT), 1, IoPurpose.FLUSH, TableOptions.of(4096, 10), CODECS);
    RecordSource source = newSlot(new ArenaPool(4096, 1), 1).memtable().walk();
    while (source.next()) {
      writer.add(source, source.valueBuffer(), source.valueOffset(), source.valueLength());
    }
    return writer;
  }

  /// A memtable with one record, whose version tells it from all others.
  private static MemtableSlot newSlot(ArenaPool arenas, int number) {
    Memtable memtable = new Memtable(arenas, 0, new RandomStream(number));
    WriteBatch batch = new WriteBatch().put(KEY, 0, 1, number, 0, KEY, 0, 1);
    UnsafeBuffer source = new UnsafeBuffer(batch.buffer(), 0, batch.lengthBytes());
    RecordView view = new RecordView();
    view.wrap(source, 0, batch.lengthBytes());
    memtable.announce(number, number);
    memtable.add(view, source, number);
    return new MemtableSlot(number, memtable);
  }

  @Test
  void aPinnedStateStaysInEveryInterleaving() {
    Interleavings.check(Shared.class, Model.class, STEPS);
  }

  @Test
  @Tag("optimised")
  void aPinnedStateStaysUnderStress() {
    Interleavings.stress(Shared.class, Model.class);
  }

  @Test
  void aStateReadWithoutAPinIsFound() {
    Interleavings.finds(Unpinned.class, Model.class, STEPS);
  }

  /// The states of a tree with numbered memtables and tables.
  public static class Shared {
    private final ArenaPool arenas = new ArenaPool(4096, 8);
    private final List<Table> tables = new ArrayList<>();
    private final AtomicIntegerArray letGo = new AtomicIntegerArray(MOST_TABLES);
    final TreeStates states;
    private int memtables = 1;

    /// One memtable, one table.
    public Shared() {
      Table first = newTable();
      TableSet set = TableSet.empty().with(List.of(), 1, 0, List.of(first));
      first.release();
      states = new TreeStates(newSlot(arenas, 1), set);
    }

    private Table newTable() {
      Table table = Table.open(FILE, METADATA, CACHE, CODECS, IoPurpose.FLUSH, this::onUnreferenced);
      synchronized (tables) {
        tables.add(table);
      }
      return table;
    }

    private void onUnreferenced(Table table) {
      letGo.incrementAndGet(numberOf(table));
    }

    private int numberOf(Table table) {
      synchronized (tables) {
        return tables.indexOf(table);
      }
    }

    /// A full memtable becomes immutable.
    @Operation(nonParallelGroup = "writer")
    public void rotate() {
      states.switchTo(newSlot(arenas, ++memtables));
    }

    /// The oldest immutable memtable has been flushed.
    @Operation(nonParallelGroup = "installer")
    public void flush() {
      MemtableSlot[] immutables = states.peek().immutables();
      if (immutables.length > 0) {
        states.flushed(immutables[immutables.length - 1], List.of());
      }
    }

    /// The table has been merged into another.
    @Operation(nonParallelGroup = "installer")
    public void merge() {
      states.merged(List.of(states.peek().tables().runs()[0].tables()[0]), 1, 0, List.of(newTable()));
    }

    /// What a reader finds: the active memtable, those waiting, and the table.
    @Operation
    public String look() {
      TreeState state = states.acquire();
      try {
        return describe(state);
      } finally {
        state.close();
      }
    }

    String describe(TreeState state) {
      StringBuilder text = new StringBuilder("memtables ").append(numberIn(state.active()));
      for (MemtableSlot slot : state.immutables()) {
        text.append(' ').append(numberIn(slot));
      }
      int table = numberOf(state.tables().runs()[0].tables()[0]);
      if (letGo.get(table) != 0) {
        throw new AssertionError("table " + table + " was let go");
      }
      return text.append(", table ").append(table).toString();
    }

    private static long numberIn(MemtableSlot slot) {
      Candidate found = new Candidate();
      boolean isThere = slot.memtable().lookup(KEY, 0, 1, Long.MAX_VALUE, found);
      return isThere ? found.version() : -1;
    }
  }

  /// The planted race: a reader that does not pin what it reads.
  public static final class Unpinned extends Shared {
    @Override
    public String look() {
      return describe(states.peek());
    }
  }

  /// What the states are, for one thread.
  public static final class Model {
    private final Deque<Integer> immutables = new ArrayDeque<>();
    private int memtables = 1;
    private int table;

    /// See [Shared#rotate].
    public void rotate() {
      immutables.addFirst(memtables++);
    }

    /// See [Shared#flush].
    public void flush() {
      immutables.pollLast();
    }

    /// See [Shared#merge].
    public void merge() {
      table++;
    }

    /// See [Shared#look].
    public String look() {
      StringBuilder text = new StringBuilder("memtables ").append(memtables);
      immutables.forEach(number -> text.append(' ').append(number));
      return text.append(", table ").append(table).toString();
    }
  }
}
