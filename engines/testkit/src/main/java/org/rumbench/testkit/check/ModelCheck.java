package org.rumbench.testkit.check;

import org.jspecify.annotations.Nullable;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.Violation;
import org.rumbench.testkit.script.Script;
import org.rumbench.testkit.script.ScriptRecipe;
import org.rumbench.testkit.script.Shrinker;

/// Compares a design with the model over seeded scripts, and shrinks the script that fails.
///
/// After QuickCheck's stateful testing, as Riak tests Bitcask, and RocksDB's expected-state checks.
public final class ModelCheck {
  private static final int SHRINK_TRIALS = 2_000;

  private final Design design;
  private final ScriptRecipe recipe;

  /// A check of `design` with scripts of `recipe`.
  public ModelCheck(Design design, ScriptRecipe recipe) {
    this.design = design;
    this.recipe = recipe;
  }

  /// Runs the script of a seed; returns the operations done. A [Violation] carries the shrunk script as text.
  public int run(long seed) {
    return run(recipe.script(seed, design.factory().capabilities()));
  }

  /// Runs a script; as [#run(long)].
  public int run(Script script) {
    Violation violation = violationOf(script);
    if (violation == null) {
      return script.operations().size();
    }
    Script shortest = new Shrinker(trial -> violationOf(trial) != null, SHRINK_TRIALS).shrink(script);
    Violation last = violationOf(shortest);
    throw new Violation(
        design + ", seed " + script.seed() + ": " + (last == null ? violation : last).getMessage()
            + "\nThe shortest script that shows it:\n" + shortest,
        last == null ? violation : last);
  }

  /// The violation of a script, null when it passes.
  public @Nullable Violation violationOf(Script script) {
    try {
      new ScriptRun(design, script).run();
      return null;
    } catch (Violation violation) {
      return violation;
    }
  }
}
