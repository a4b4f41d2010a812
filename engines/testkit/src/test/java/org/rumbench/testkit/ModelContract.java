package org.rumbench.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.rumbench.testkit.check.ModelCheck;
import org.rumbench.testkit.script.ScriptRecipe;

/// A design against the sorted map: 200,000 random operations over many lives; `-Dseeds=5` makes it a million.
public interface ModelContract extends TestedDesign {
  /// Scripts of one setting.
  int SCRIPTS = 100;

  /// Scripts of the design; fewer where they take real time.
  default int modelScripts() {
    return SCRIPTS;
  }

  /// Every answer is the model's, over flushes, compactions, snapshots, reopening, kills and power cuts. Scripts run side
  /// by side, each on a store of its own.
  @Test
  default void agreesWithASortedMapOverRandomScripts() {
    ModelCheck check =
        new ModelCheck(
            design(), ScriptRecipe.MODEL, script -> newStore(design().with(script.options()), script.seed()));
    long operations = seeds(modelScripts()).parallel().map(check::run).sum();
    assertThat(operations).isPositive();
  }
}
