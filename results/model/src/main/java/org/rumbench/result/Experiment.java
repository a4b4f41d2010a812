package org.rumbench.result;

import java.util.List;

/// Question of a run and the plan that answers it.
///
/// @param name name of the experiment.
/// @param question question in one sentence.
/// @param description how to read the answer; may be empty.
/// @param designs engine designs compared, in display order.
/// @param sweepKeys configuration keys swept; empty without a sweep.
/// @param repeats planned repeats of each design and sweep point.
/// @param digest SHA-256 over this section without this field.
public record Experiment(
    String name,
    String question,
    String description,
    List<String> designs,
    List<String> sweepKeys,
    int repeats,
    String digest) {

  /// Copies the collections.
  public Experiment {
    designs = List.copyOf(designs);
    sweepKeys = List.copyOf(sweepKeys);
  }
}
