package org.rumbench.testkit.mutant;

import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.Violation;
import org.rumbench.testkit.check.ScriptRun;
import org.rumbench.testkit.script.Script;
import org.rumbench.testkit.script.ScriptRecipe;
import org.rumbench.testkit.store.TestStore;

/// The comparison with a sorted map.
public final class ModelFinder implements Finder {
  @Override
  public String name() {
    return "model";
  }

  @Override
  public @Nullable Finding find(Design design, long seed) {
    Script script = ScriptRecipe.MODEL.script(seed, design.factory().capabilities());
    return find(script, new TestStore(design, new SimRuntime(seed)));
  }

  static @Nullable Finding find(Script script, TestStore store) {
    ScriptRun run = new ScriptRun(script, store);
    try {
      run.run();
      return null;
    } catch (Violation violation) {
      return new Finding(String.valueOf(violation.getMessage()), run.steps());
    }
  }
}
