package org.rumbench.harness.cell;

import java.util.Map;
import org.agrona.DirectBuffer;
import org.rumbench.runtime.Entropy;
import org.rumbench.simulation.SimOperation;
import org.rumbench.simulation.SimWorkload;
import org.rumbench.workload.DrawnOperations;
import org.rumbench.workload.Operation;
import org.rumbench.workload.Request;
import org.rumbench.workload.WorkloadSpec;
import org.rumbench.workload.system.WorkloadFiles;

/// YCSB's workload A as the operations of a simulated run: half reads, half updates of whole records, by the same seeded
/// stream that drives a measured run.
public final class YcsbSimWorkload implements SimWorkload {
  private final int records;
  private final int operations;
  private final DrawnOperations drawn;

  /// `records` to load, then `operations` of the mix.
  public YcsbSimWorkload(long seed, int records, int operations) {
    this.records = records;
    this.operations = operations;
    WorkloadSpec spec =
        WorkloadFiles.load(
            "a", Map.of("workload.records", Integer.toString(records), "workload.update", "whole-record"));
    this.drawn = new DrawnOperations(spec, Entropy.of(seed));
  }

  @Override
  public int records() {
    return records;
  }

  @Override
  public SimOperation nextRecord() {
    return copy(drawn.nextLoad());
  }

  @Override
  public int operations() {
    return operations;
  }

  @Override
  public SimOperation nextOperation() {
    return copy(drawn.next());
  }

  private static SimOperation copy(Operation operation) {
    byte[] key = bytes(operation.key(), operation.keyLength());
    return operation.request() == Request.PUT
        ? SimOperation.write(key, bytes(operation.value(), operation.valueLength()))
        : SimOperation.read(key);
  }

  private static byte[] bytes(DirectBuffer source, int length) {
    byte[] copy = new byte[length];
    source.getBytes(0, copy);
    return copy;
  }
}
