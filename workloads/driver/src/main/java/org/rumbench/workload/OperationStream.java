package org.rumbench.workload;

import org.rumbench.runtime.Entropy;
import org.rumbench.workload.generator.LoadSequence;
import org.rumbench.workload.generator.StreamCursor;

/// The operations of a workload, numbered from 0, and the inserts of its load phase.
///
/// Operation `i` depends on the workload, the seed and `i` alone. Several drivers share a stream by taking every n-th
/// operation each; what came between is only counted, one draw an operation. One owner.
final class OperationStream {
  private final WorkloadSpec spec;
  private final StreamCursor cursor;
  private final SeededCoreWorkload workload;
  private final OperationSink sink;
  private final KeyNames keys;
  private final RecordCodec codec;
  private final FieldContent content;
  private final int shard;
  private final int shards;
  private final Object noThreadState = new Object();
  private StreamHash hash = new StreamHash();
  private long issued;
  private long counted;
  private long inserts;
  private long deletes;

  /// Driver `shard` of `shards`, from 0; `entropy` is the run's own root and the same for all of them.
  OperationStream(WorkloadSpec spec, Entropy entropy, int shard, int shards) {
    if (shards < 1 || shard < 0 || shard >= shards) {
      throw new IllegalArgumentException("driver " + shard + " of " + shards);
    }
    this.spec = spec;
    this.shard = shard;
    this.shards = shards;
    Entropy own = entropy.child("workload");
    this.cursor = new StreamCursor(own.stream("operations").nextLong());
    this.workload = new SeededCoreWorkload(spec, cursor);
    this.content = new FieldContent(own.stream("values").nextLong(), spec.shape().compressibility());
    this.keys = new KeyNames(spec.isOrdered(), spec.zeroPadding(), spec.keyBytes());
    this.codec = new RecordCodec(spec.shape());
    this.sink =
        new OperationSink(
            spec, content, keys, cursor, workload.fieldLengthDraws(), own.stream("versions").nextLong(),
            newOperation(0, new RecordCheck(codec, content)));
  }

  /// The hash of the first so many operations of a run, load phase apart.
  static StreamHash hashOfFirst(WorkloadSpec spec, Entropy entropy, long operations) {
    OperationStream stream = new OperationStream(spec, entropy, 0, 1);
    Operation operation = stream.newOperation(0, new RecordCheck(stream.codec, stream.content));
    for (long i = 0; i < operations; i++) {
      stream.next(operation);
      stream.onIssued(operation);
    }
    return stream.hash;
  }

  /// An operation with buffers that hold any record of this workload.
  Operation newOperation(int slot, RowVisitor rows) {
    return new Operation(slot, keys.maxKeyBytes(), codec.maxRecordBytes(), rows);
  }

  /// A check of what reads return.
  RecordCheck newCheck() {
    return new RecordCheck(codec, content);
  }

  KeyNames keys() {
    return keys;
  }

  OperationSink sink() {
    return sink;
  }

  /// Inserts of the load phase that fall to this driver.
  long loadCount() {
    return (spec.insertCount() - shard + shards - 1) / shards;
  }

  /// Writes down this driver's load insert number `i`, from 0.
  void load(Operation operation, long i) {
    cursor.moveTo(LoadSequence.positionOf(i * shards + shard), 0, 0);
    sink.aimAt(operation);
    workload.doInsert(sink, noThreadState);
  }

  /// Writes down this driver's next operation.
  void next(Operation operation) {
    long index = issued * shards + shard;
    countUpTo(index);
    cursor.moveTo(index, inserts, deletes);
    sink.aimAt(operation);
    workload.doTransaction(sink, noThreadState);
    issued++;
  }

  private void countUpTo(long index) {
    if (spec.mix().insert() == 0 && spec.mix().delete() == 0) {
      return;
    }
    for (; counted < index; counted++) {
      cursor.moveTo(counted, inserts, deletes);
      OperationType type = workload.drawType();
      if (type == OperationType.INSERT) {
        inserts++;
      } else if (type == OperationType.DELETE) {
        deletes++;
      }
    }
  }

  /// Takes an operation into the hash: what is written down ahead may belong to the next phase.
  void onIssued(Operation operation) {
    hash.add(operation);
  }

  /// The hash of what was issued since the last call.
  StreamHash takeHash() {
    StreamHash taken = hash;
    hash = new StreamHash();
    return taken;
  }
}
