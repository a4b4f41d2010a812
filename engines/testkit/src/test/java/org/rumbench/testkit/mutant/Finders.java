package org.rumbench.testkit.mutant;

import java.util.List;
import java.util.function.Function;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.TestedDesign;

/// The general tests that take part in the hunt for mutants.
public final class Finders {
  private Finders() {}

  /// All of them, cheap ones first, for designs with what their contracts say of them.
  public static List<Finder> of(Function<Design, TestedDesign> contracts) {
    return List.of(
        new ModelFinder(),
        new MetamorphicFinder(design -> contracts.apply(design).optionSets()),
        new FaultFinder(),
        new DamageFinder(design -> contracts.apply(design).keepsEndOfLog()),
        new CrashFinder());
  }
}
