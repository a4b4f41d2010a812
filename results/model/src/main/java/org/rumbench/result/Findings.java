package org.rumbench.result;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Collector of violations while a run is checked. One owner.
final class Findings {
  /// Relative difference allowed between a stored quotient and its recomputation.
  static final double TOLERANCE = 1e-9;

  private final List<Violation> violations = new ArrayList<>();

  void add(Relation relation, String place, String message) {
    violations.add(new Violation(relation, place, message));
  }

  void check(boolean holds, Relation relation, String place, String message) {
    if (!holds) {
      add(relation, place, message);
    }
  }

  void equal(long stored, long expected, Relation relation, String place, String meaning) {
    if (stored != expected) {
      add(relation, place, stored + " stored, but " + meaning + " is " + expected);
    }
  }

  void close(@Nullable Double stored, @Nullable Double expected, Relation relation, String place, String meaning) {
    boolean same =
        (stored == null || expected == null)
            ? (stored == null && expected == null)
            : Math.abs(stored - expected) <= TOLERANCE * Math.max(Math.abs(stored), Math.abs(expected));
    if (!same) {
      add(relation, place, shown(stored) + " stored, but " + meaning + " is " + shown(expected));
    }
  }

  boolean isEmpty() {
    return violations.isEmpty();
  }

  List<Violation> toList() {
    return List.copyOf(violations);
  }

  private static String shown(@Nullable Double value) {
    return value == null ? "nothing" : value.toString();
  }
}
