package org.rumbench.testkit.script;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// A repeatable test: with the same design, a script does the same each time. Immutable; its text is [ScriptText]'s.
///
/// @param seed       of the simulation it runs in: order of ready tasks, slice budgets
/// @param options    engine options over those of the design
/// @param operations what is done, in order
public record Script(long seed, SortedMap<String, String> options, List<Operation> operations) {
  /// Copies.
  public Script {
    options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
    operations = List.copyOf(operations);
  }

  /// This script with other operations.
  public Script withOperations(List<Operation> others) {
    return new Script(seed, options, others);
  }

  /// This script in another simulation.
  public Script withSeed(long other) {
    return new Script(other, options, operations);
  }

  @Override
  public String toString() {
    return ScriptText.print(this);
  }
}
