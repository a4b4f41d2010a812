package org.rumbench.harness.plan;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// One design at one sweep point, one repeat: runs in a JVM of its own.
///
/// @param design        the design
/// @param sweep         the swept keys and their texts at this point
/// @param repeat        from 1
/// @param configuration everything it runs with
/// @param phases        what it runs, in order
/// @param role          what it is measured for
public record PlannedCell(
    String design, SortedMap<String, String> sweep, int repeat, Configuration configuration, List<PhasePlan> phases,
    Role role) {
  /// Copies the list.
  public PlannedCell {
    phases = List.copyOf(phases);
  }

  /// It with other values for some keys.
  public PlannedCell with(Map<String, String> changes) {
    return new PlannedCell(design, sweep, repeat, configuration.with(changes), phases, role);
  }

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
