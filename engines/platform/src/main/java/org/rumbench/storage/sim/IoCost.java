package org.rumbench.storage.sim;

/// Where simulated storage charges the time its calls take.
@FunctionalInterface
public interface IoCost {
  /// Nobody pays.
  IoCost FREE = nanos -> {};

  /// The task or slice that runs now takes `nanos` longer.
  void charge(long nanos);
}
