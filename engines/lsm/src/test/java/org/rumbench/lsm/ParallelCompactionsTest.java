package org.rumbench.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.EngineFactory;
import org.rumbench.runtime.sim.SimOptions;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.check.ScriptRun;
import org.rumbench.testkit.script.ScriptRecipe;
import org.rumbench.testkit.store.TestStore;

/// Compactions that run at once. That they share no input, take all that overlaps and leave no overlap is asserted in
/// the tree itself whenever one is begun or installed; here it comes to that.
class ParallelCompactionsTest {
  /// RocksDB 6.11 (two compactions with the same input), RocksDB 11.1.0 (an input left out), Pebble #101896 (outputs
  /// that overlap).
  @Test
  void shareNoInputMissNoneAndLeaveNoOverlap() {
    Map<String, String> leveled =
        Map.of("compactionJobs", "4", "tableBytes", "512", "baseLevelBytes", "1k", "dynamicLevels", "false");
    assertThat(mostAtOnce(new LeveledFactory(), leveled, 40)).isGreaterThan(1);
    Map<String, String> tiered = Map.of("compactionJobs", "4", "minThreshold", "2", "minTableBytes", "512", "starvationCure", "false");
    assertThat(mostAtOnce(new SizeTieredFactory(), tiered, 1)).isGreaterThan(1);
  }

  private static int mostAtOnce(EngineFactory factory, Map<String, String> options, long budgetBytes) {
    SimRuntime runtime = new SimRuntime(1, SimOptions.DEFAULT.withWorkers(4).withFixedBudgetBytes(budgetBytes));
    TestStore store = new TestStore(Design.miniature(factory).with(options), runtime);
    ScriptRecipe recipe = ScriptRecipe.MODEL.withOperations(1_200).withoutLives();
    new ScriptRun(recipe.script(1, factory.capabilities()), store).run();
    return mostAtOnce(store.events());
  }

  private static int mostAtOnce(List<EngineEvent> events) {
    int running = 0;
    int most = 0;
    for (EngineEvent event : events) {
      if (event instanceof EngineEvent.CompactionBegan) {
        running++;
      } else if (event instanceof EngineEvent.CompactionEnded) {
        running--;
      }
      most = Math.max(most, running);
    }
    return most;
  }
}
