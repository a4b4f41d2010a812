package org.rumbench.testkit.mutant;

import java.util.Set;

/// A planted bug.
public sealed interface Mutant permits SourceMutant, StorageMutant {
  /// A short name, unique among the mutants of a design.
  String name();

  /// The bugs of real systems that it stands for; may be empty.
  Set<KnownBug> likenesses();

  /// What is wrong with it, in a few words.
  String plants();
}
