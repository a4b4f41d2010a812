package org.rumbench.result;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Question of a run and the plan that answers it.
///
/// @param name name of the experiment.
/// @param question question in one sentence.
/// @param description how to read the answer; may be empty.
/// @param designs engine designs compared, in display order.
/// @param sweepKeys configuration keys swept; empty without a sweep.
/// @param repeats planned repeats of each design and sweep point.
/// @param against design to the design that it is held against; absent when none is.
/// @param goals what is asked of the figures; absent when nothing is.
/// @param figures metrics that a report draws first, by name; absent when the usual order will do.
/// @param digest SHA-256 over this section without this field.
public record Experiment(
    String name,
    String question,
    String description,
    List<String> designs,
    List<String> sweepKeys,
    int repeats,
    @Nullable SortedMap<String, String> against,
    @Nullable List<Goal> goals,
    @Nullable List<String> figures,
    String digest) {

  /// Copies the collections.
  public Experiment {
    designs = List.copyOf(designs);
    sweepKeys = List.copyOf(sweepKeys);
    against = against == null ? null : Collections.unmodifiableSortedMap(new TreeMap<>(against));
    goals = goals == null ? null : List.copyOf(goals);
    figures = figures == null ? null : List.copyOf(figures);
  }
}
