package org.rumbench.microbench;

import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.rumbench.engine.RecordView;
import org.rumbench.engine.WriteBatch;
import org.rumbench.lsm.memtable.ArenaPool;
import org.rumbench.lsm.memtable.Memtable;
import org.rumbench.lsm.memtable.MemtableKind;
import org.rumbench.lsm.record.Candidate;
import org.rumbench.lsm.record.RecordSource;
import org.rumbench.runtime.Entropy;
import org.rumbench.runtime.RandomStream;

/// What does a record cost in each kind of memtable: put in order and at random, found, missed, walked over? One writer;
/// keys of 16 bytes, values of 100, figures per record.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MemtableBenchmark {
  private static final int RECORDS = 16_384;
  private static final int KEY_LENGTH = 16;
  private static final int VALUE_LENGTH = 100;
  private static final int ARENA_BYTES = 8 << 20;

  /// Option text of the kind.
  @Param({"skiplist", "unrolled", "btree"})
  public String kind = "skiplist";

  private final ArenaPool pool = new ArenaPool(ARENA_BYTES, 2);
  private final RecordView view = new RecordView();
  private final UnsafeBuffer key = new UnsafeBuffer(new byte[KEY_LENGTH]);
  private final Candidate found = new Candidate();
  private UnsafeBuffer ordered = new UnsafeBuffer();
  private UnsafeBuffer shuffled = new UnsafeBuffer();
  private Memtable filled = fresh();
  private int next;

  private Memtable fresh() {
    return new Memtable(MemtableKind.of(kind), pool, 0, new RandomStream(1));
  }

  /// Encodes the records once, so that a put is a put.
  @Setup
  public void encode() {
    ordered = records(false);
    shuffled = records(true);
    filled = fresh();
    putAll(filled, shuffled);
  }

  private UnsafeBuffer records(boolean isShuffled) {
    WriteBatch batch = new WriteBatch();
    UnsafeBuffer value = new UnsafeBuffer(new byte[VALUE_LENGTH]);
    for (int i = 0; i < RECORDS; i++) {
      setKey(isShuffled ? Entropy.mix(i) >>> 1 : i);
      batch.put(key, 0, KEY_LENGTH, 1, 0, value, 0, VALUE_LENGTH);
    }
    byte[] bytes = new byte[batch.lengthBytes()];
    batch.buffer().getBytes(0, bytes);
    return new UnsafeBuffer(bytes);
  }

  private void setKey(long number) {
    key.putLong(0, number, ByteOrder.BIG_ENDIAN);
    key.putLong(Long.BYTES, number, ByteOrder.BIG_ENDIAN);
  }

  private void putAll(Memtable memtable, UnsafeBuffer records) {
    long sequence = 1;
    for (int position = 0; position < records.capacity(); ) {
      position = view.wrap(records, position, records.capacity());
      memtable.add(view, records, sequence++);
    }
  }

  /// Puts in key order into an empty memtable.
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public int putInOrder() {
    return put(ordered);
  }

  /// Puts at random into an empty memtable.
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public int putAtRandom() {
    return put(shuffled);
  }

  private int put(UnsafeBuffer records) {
    Memtable memtable = fresh();
    putAll(memtable, records);
    int count = memtable.recordCount();
    memtable.release();
    return count;
  }

  /// Finds a key at random.
  @Benchmark
  public boolean getHit() {
    setKey(Entropy.mix(Entropy.mix(next++) & (RECORDS - 1)) >>> 1);
    return lookup();
  }

  /// Misses a key at random.
  @Benchmark
  public boolean getMiss() {
    setKey(Entropy.mix(-1 - (long) next++) >>> 1);
    return lookup();
  }

  private boolean lookup() {
    found.clear();
    return filled.lookup(key, 0, KEY_LENGTH, Long.MAX_VALUE, found);
  }

  /// Walks over everything.
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public long walk() {
    RecordSource walk = filled.walk();
    long sum = 0;
    while (walk.next()) {
      sum += walk.keyPrefix();
    }
    return sum;
  }
}
