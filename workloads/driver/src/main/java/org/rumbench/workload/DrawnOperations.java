package org.rumbench.workload;

import org.rumbench.runtime.Entropy;

/// The operations of a workload and a seed written down one by one, for those who run them without a [Driver]: the same
/// stream, so operation `i` is the one that a driver would issue as its `i`-th. One owner.
///
/// The operation returned is the same object each time, valid until the next call. An update that reads first is a GET
/// here, since nobody answers it; ask for [UpdateMode#WHOLE_RECORD] to see its write.
public final class DrawnOperations {
  private final OperationStream stream;
  private final Operation operation;
  private long loaded;

  /// `entropy` is the root of the run's seed, as for [Driver].
  public DrawnOperations(WorkloadSpec spec, Entropy entropy) {
    this.stream = new OperationStream(spec, entropy, 0, 1);
    this.operation = stream.newOperation(0, (drawn, key, keyOffset, keyLength, row, rowOffset, rowLength) -> {});
  }

  /// The next insert of the load phase, of as many as the workload has records.
  public Operation nextLoad() {
    stream.load(operation, loaded++);
    return operation;
  }

  /// The next operation of the mix.
  public Operation next() {
    stream.next(operation);
    return operation;
  }
}
