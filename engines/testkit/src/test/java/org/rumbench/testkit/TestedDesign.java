package org.rumbench.testkit;

import java.util.List;
import java.util.Map;
import org.rumbench.engine.EngineFactory;

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

  /// The design in miniature.
  default Design design() {
    return Design.miniature(factory());
  }
}
