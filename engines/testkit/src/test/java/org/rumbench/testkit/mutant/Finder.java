package org.rumbench.testkit.mutant;

import org.jspecify.annotations.Nullable;
import org.rumbench.testkit.Design;

/// A general test, as something that may find a planted bug. It knows neither the mutant nor what was planted.
public interface Finder {
  /// Its name, such as `model`.
  String name();

  /// One bounded run with one seed: what it found, or null. The same design and seed give the same.
  @Nullable Finding find(Design design, long seed);
}
