package org.rumbench.testkit.mutant;

import java.util.List;
import java.util.Map;

/// The general tests that take part in the hunt for mutants.
public final class Finders {
  private Finders() {}

  /// All of them, cheap ones first, for a design with these option sets.
  public static List<Finder> of(List<Map<String, String>> optionSets) {
    return List.of(new ModelFinder(), new MetamorphicFinder(optionSets), new FaultFinder(), new CrashFinder());
  }
}
