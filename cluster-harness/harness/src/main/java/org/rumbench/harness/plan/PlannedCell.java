package org.rumbench.harness.plan;

import java.util.SortedMap;

/// One design at one sweep point, one repeat: runs in a JVM of its own.
///
/// @param design        the design
/// @param sweep         the swept keys and their texts at this point
/// @param repeat        from 1
/// @param configuration everything it runs with
/// @param role          what it is measured for
public record PlannedCell(
    String design, SortedMap<String, String> sweep, int repeat, Configuration configuration, Role role) {
  /// What a cell is for.
  public enum Role {
    /// It is a point of the experiment.
    MEASURE,
    /// The cluster on the engine that stores nothing: the floor.
    FLOOR,
    /// One bare engine, for the cost that a rate is predicted from.
    BARE
  }
}
