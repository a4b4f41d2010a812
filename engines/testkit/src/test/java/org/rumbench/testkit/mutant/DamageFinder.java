package org.rumbench.testkit.mutant;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.Violation;
import org.rumbench.testkit.damage.DamageCheck;

/// A part of the bytes, lengths and files of a small store, each damaged once.
public final class DamageFinder implements Finder {
  private static final int DAMAGES = 400;

  private final Predicate<Design> keepsEndOfLog;

  /// For designs of which `keepsEndOfLog` says whether a flush leaves the end of the log on record.
  public DamageFinder(Predicate<Design> keepsEndOfLog) {
    this.keepsEndOfLog = keepsEndOfLog;
  }

  @Override
  public String name() {
    return "damage";
  }

  @Override
  public @Nullable Finding find(Design design, long seed) {
    try {
      DamageCheck check = new DamageCheck(design, DamageCheck.SMALL, DAMAGES);
      check.withEndOfLogKept(keepsEndOfLog.test(design)).run(seed);
      return null;
    } catch (Violation violation) {
      String message = String.valueOf(violation.getMessage());
      return new Finding(message.substring(message.indexOf("damage seed")), DAMAGES);
    }
  }
}
