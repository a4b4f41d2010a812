package org.rumbench.testkit.check;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.Violation;
import org.rumbench.testkit.script.Script;
import org.rumbench.testkit.script.ScriptRecipe;
import org.rumbench.testkit.script.Shrinker;
import org.rumbench.testkit.store.TestStore;

/// Compares a design with the model over seeded scripts, and shrinks the script that fails.
///
/// After QuickCheck's stateful testing, as Riak tests Bitcask, and RocksDB's expected-state checks.
public final class ModelCheck {
  private static final int SHRINK_TRIALS = 2_000;

  private final Design design;
  private final ScriptRecipe recipe;
  private final Function<Script, TestStore> stores;

  /// A check of `design` with scripts of `recipe`, each in a simulation of its own.
  public ModelCheck(Design design, ScriptRecipe recipe) {
    this(design, recipe, script -> new TestStore(design.with(script.options()), new SimRuntime(script.seed())));
  }

  /// A check of `design` with scripts of `recipe`, each on a store that is not open and empty.
  public ModelCheck(Design design, ScriptRecipe recipe, Function<Script, TestStore> stores) {
    this.design = design;
    this.recipe = recipe;
    this.stores = stores;
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
      new ScriptRun(script, stores.apply(script)).run();
      return null;
    } catch (Violation violation) {
      return violation;
    }
  }
}
