package org.rumbench.testkit.mutant;

import java.util.List;

/// The general tests that take part in the hunt for mutants.
public final class Finders {
  private Finders() {}

  /// All of them, cheap ones first.
  public static List<Finder> all() {
    return List.of(new ModelFinder());
  }
}
