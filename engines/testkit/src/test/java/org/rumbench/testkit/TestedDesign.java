package org.rumbench.testkit;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.rumbench.engine.EngineFactory;
import org.rumbench.runtime.Seeds;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.testkit.store.TestStore;

/// What a design's test class says about itself; the contracts, interfaces of default tests, build on it.
public interface TestedDesign {
  /// A new factory of the design.
  EngineFactory factory();

  /// Option sets, over the miniature ones, under which the design must give the same answers: tiny and large memtables
  /// and blocks, each policy. At least one.
  default List<Map<String, String>> optionSets() {
    return List.of(Map.of());
  }

  /// Whether a flush leaves on record, outside the log, how far the log was durable when it ended, so that a log that
  /// ends before that is known to be damaged.
  default boolean keepsEndOfLog() {
    return false;
  }

  /// Whether the design differs from another of its module, which is tested in full, by a policy alone. It then passes
  /// the same tests with a fifth of the seeds.
  default boolean isVariant() {
    return false;
  }

  /// The seeds of a test that takes `count` by default.
  default LongStream seeds(int count) {
    return Seeds.of(isVariant() ? Math.max(1, count / 5) : count);
  }

  /// A store of `design` that is not open, on a fresh disk: in the simulation of `seed`.
  default TestStore newStore(Design design, long seed) {
    return new TestStore(design, new SimRuntime(seed));
  }

  /// The design in miniature.
  default Design design() {
    return Design.miniature(factory());
  }
}
