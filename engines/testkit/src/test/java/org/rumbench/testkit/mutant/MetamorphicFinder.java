package org.rumbench.testkit.mutant;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.metamorphic.Setting;
import org.rumbench.testkit.script.Script;
import org.rumbench.testkit.script.ScriptRecipe;
import org.rumbench.testkit.store.TestStore;

/// The runs under option sets, numbers of workers and slice budgets: one of the settings, in turns by seed, against the
/// model.
public final class MetamorphicFinder implements Finder {
  private final Function<Design, List<Map<String, String>>> optionSets;

  /// For designs with these option sets.
  public MetamorphicFinder(Function<Design, List<Map<String, String>>> optionSets) {
    this.optionSets = optionSets;
  }

  @Override
  public String name() {
    return "metamorphic";
  }

  @Override
  public @Nullable Finding find(Design design, long seed) {
    List<Setting> settings = Setting.variants(design, optionSets.apply(design));
    Setting setting = settings.get((int) (seed % settings.size()));
    Script script = ScriptRecipe.MODEL.withOperations(1_000).script(seed, design.factory().capabilities());
    Finding finding =
        ModelFinder.find(script, new TestStore(setting.design(), new SimRuntime(seed, setting.simulation())));
    return finding == null ? null : new Finding(finding.violation() + "\nin " + setting.name(), finding.operations());
  }
}
