package org.rumbench.harness.cell;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.OwnAccount;
import org.rumbench.workload.KeyValueTarget;

/// What a cell measures: a bare engine or a cluster, with its port for the workload and its counters.
interface MeasuredTarget extends AutoCloseable {
  /// Where the driver sends its requests.
  KeyValueTarget port();

  /// The counters of each node now. Any thread.
  List<NodeSample> sample();

  /// What an outside engine says of its files; null when storage counts everything.
  default @Nullable OwnAccount account() {
    return null;
  }

  /// The events of all engines so far.
  EventLog events();

  /// Writes memtables out, and waits until it is durable.
  void flush();

  /// Waits until no background work is owed; the workload has stopped.
  void settle();

  /// Closes the engine without a flush and opens it again, from a cold page cache when `isCold`: what a restart costs. The
  /// workload has stopped. Returns the time from the begin of the opening until requests were answered, in nanoseconds;
  /// [UnsupportedOperationException] where only the whole could be restarted.
  default long reopen(boolean isCold) {
    throw new UnsupportedOperationException("only a bare engine of our own is opened again");
  }

  /// Hints that no page of the data files need stay cached.
  void dropCache();

  @Override
  void close();
}
