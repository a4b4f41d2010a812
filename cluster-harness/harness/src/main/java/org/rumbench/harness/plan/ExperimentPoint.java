package org.rumbench.harness.plan;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// One point of an experiment that is not a sweep: a name, and how it differs from the experiment around it.
///
/// @param name     its name, lower-case letters, digits and `-`; also a part of cell ids
/// @param designs  designs measured at it; empty: all of the experiment
/// @param phases   names of the phases that it runs, in order; empty: all of the experiment
/// @param settings key to text
public record ExperimentPoint(
    String name, List<String> designs, List<String> phases, SortedMap<String, String> settings) {
  /// Copies the collections.
  public ExperimentPoint {
    designs = List.copyOf(designs);
    phases = List.copyOf(phases);
    settings = new TreeMap<>(settings);
  }
}
