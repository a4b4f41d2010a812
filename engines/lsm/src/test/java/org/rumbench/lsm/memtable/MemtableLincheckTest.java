package org.rumbench.lsm.memtable;

import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.UnsafeBuffer;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.RecordView;
import org.rumbench.engine.WriteBatch;
import org.rumbench.lsm.record.Candidate;
import org.rumbench.lsm.record.RecordSource;
import org.rumbench.runtime.RandomStream;
import org.rumbench.testkit.Interleavings;

/// One writer and many readers of a memtable of each kind: look-ups and walks as of the sequence published last. And
/// several writers of a skip list, which they may fill together.
final class MemtableLincheckTest {
  private static final int KEYS = 3;

  @Test
  void readersSeeWhatWasPublishedInEveryInterleaving() {
    Interleavings.check(Shared.class, Model.class);
    Interleavings.check(Unrolled.class, Model.class);
    Interleavings.check(Tree.class, Model.class);
  }

  @Test
  @Tag("optimised")
  void readersSeeWhatWasPublishedUnderStress() {
    Interleavings.stress(Shared.class, Model.class);
    Interleavings.stress(Unrolled.class, Model.class);
    Interleavings.stress(Tree.class, Model.class);
  }

  @Test
  @Tag("optimised")
  void writersOfASkipListLoseNothingInAnyInterleaving() {
    Interleavings.check(Writers.class, Model.class);
    Interleavings.stress(Writers.class, Model.class);
  }

  @Test
  void aSequencePublishedTooEarlyIsFound() {
    Interleavings.finds(PublishedEarly.class, Model.class);
  }

  /// A memtable with the sequence that its owner publishes.
  public static class Shared {
    private final Memtable memtable;
    private final RecordView view = new RecordView();
    private long written;
    volatile long visible;

    /// Over a skip list.
    public Shared() {
      this(new Memtable(new ArenaPool(4096, 1), 0, new RandomStream(7)));
    }

    Shared(Memtable memtable) {
      this.memtable = memtable;
    }

    /// The order in which the writer adds and publishes.
    void publish(Runnable add, long sequence) {
      add.run();
      visible = sequence;
    }

    /// Writes one record.
    @Operation(nonParallelGroup = "writer")
    public void put(
        @Param(gen = IntGen.class, conf = "0:2") int key, @Param(gen = IntGen.class, conf = "1:3") int version) {
      long sequence = ++written;
      publish(() -> add(key, version, sequence), sequence);
    }

    /// Writes all keys as one batch.
    @Operation(nonParallelGroup = "writer")
    public void putAll(@Param(gen = IntGen.class, conf = "1:3") int version) {
      long first = written + 1;
      written += KEYS;
      publish(
          () -> {
            for (int key = 0; key < KEYS; key++) {
              add(key, version, first + key);
            }
          },
          written);
    }

    private void add(int key, int version, long sequence) {
      UnsafeBuffer name = new UnsafeBuffer(new byte[] {(byte) ('a' + key)});
      UnsafeBuffer value = new UnsafeBuffer(new byte[] {(byte) sequence});
      WriteBatch batch = new WriteBatch().put(name, 0, 1, version, 0, value, 0, 1);
      UnsafeBuffer source = new UnsafeBuffer(batch.buffer(), 0, batch.lengthBytes());
      view.wrap(source, 0, batch.lengthBytes());
      memtable.announce(version, version);
      memtable.add(view, source, sequence);
    }

    /// The winner of a key: version and the value written with it.
    @Operation
    public String get(@Param(gen = IntGen.class, conf = "0:2") int key) {
      Candidate found = new Candidate();
      memtable.lookup(new UnsafeBuffer(new byte[] {(byte) ('a' + key)}), 0, 1, visible, found);
      return found.isFound() ? found.version() + "/" + found.valueBuffer().getByte(found.valueOffset()) : "-";
    }

    /// The winners of all keys, by a walk.
    @Operation
    public String walk() {
      long bound = visible;
      RecordSource walk = memtable.walk();
      StringBuilder winners = new StringBuilder();
      int last = -1;
      while (walk.next()) {
        int key = walk.keyBuffer().getByte(walk.keyOffset());
        if (walk.sequence() <= bound && key != last) {
          last = key;
          winners.append((char) key).append(walk.version()).append('/')
              .append(walk.valueBuffer().getByte(walk.valueOffset()));
        }
      }
      return winners.toString();
    }
  }

  /// The planted race: readers are shown a sequence before its record is there.
  public static final class PublishedEarly extends Shared {
    @Override
    void publish(Runnable add, long sequence) {
      visible = sequence;
      add.run();
    }
  }

  /// Over a skip list of blocks that are soon full.
  public static final class Unrolled extends Shared {
    /// See the class.
    public Unrolled() {
      super(Memtables.unrolled(16 << 10, 3));
    }
  }

  /// Over a B+tree of nodes that are soon full.
  public static final class Tree extends Shared {
    /// See the class.
    public Tree() {
      super(Memtables.btree(16 << 10, 3));
    }
  }

  /// A skip list that several writers fill: what was added is found, whatever is added meanwhile.
  public static final class Writers {
    private final Memtable memtable = new Memtable(new ArenaPool(8192, 1), 0, new RandomStream(3));
    private final AtomicLong sequences = new AtomicLong();

    /// Writes one record.
    @Operation
    public void put(
        @Param(gen = IntGen.class, conf = "0:2") int key, @Param(gen = IntGen.class, conf = "1:3") int version) {
      UnsafeBuffer name = new UnsafeBuffer(new byte[] {(byte) ('a' + key)});
      WriteBatch batch = new WriteBatch().put(name, 0, 1, version, 0, name, 0, 1);
      UnsafeBuffer source = new UnsafeBuffer(batch.buffer(), 0, batch.lengthBytes());
      RecordView view = new RecordView();
      view.wrap(source, 0, batch.lengthBytes());
      memtable.add(view, source, sequences.incrementAndGet());
    }

    /// The highest version of a key.
    @Operation
    public long highest(@Param(gen = IntGen.class, conf = "0:2") int key) {
      Candidate found = new Candidate();
      UnsafeBuffer name = new UnsafeBuffer(new byte[] {(byte) ('a' + key)});
      return memtable.lookup(name, 0, 1, Long.MAX_VALUE, found) ? found.version() : 0;
    }
  }

  /// What a memtable is, for one thread.
  public static final class Model {
    private final int[] versions = new int[KEYS];
    private final long[] sequences = new long[KEYS];
    private long written;

    /// See [Shared#put].
    public void put(int key, int version) {
      written++;
      set(key, version, written);
    }

    /// See [Shared#putAll].
    public void putAll(int version) {
      for (int key = 0; key < KEYS; key++) {
        put(key, version);
      }
    }

    private void set(int key, int version, long sequence) {
      if (version >= versions[key]) {
        versions[key] = version;
        sequences[key] = sequence;
      }
    }

    /// See [Shared#get].
    public String get(int key) {
      return versions[key] == 0 ? "-" : versions[key] + "/" + sequences[key];
    }

    /// See [Writers#highest].
    public long highest(int key) {
      return versions[key];
    }

    /// See [Shared#walk].
    public String walk() {
      StringBuilder winners = new StringBuilder();
      for (int key = 0; key < KEYS; key++) {
        if (versions[key] != 0) {
          winners.append((char) ('a' + key)).append(versions[key]).append('/').append(sequences[key]);
        }
      }
      return winners.toString();
    }
  }
}
