package org.rumbench.testkit.mutant;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.rumbench.testkit.Design;

/// The general tests that take part in the hunt for mutants.
public final class Finders {
  private Finders() {}

  /// All of them, cheap ones first, for designs with these option sets.
  public static List<Finder> of(Function<Design, List<Map<String, String>>> optionSets) {
    return List.of(
        new ModelFinder(), new MetamorphicFinder(optionSets), new FaultFinder(), new DamageFinder(), new CrashFinder());
  }
}
