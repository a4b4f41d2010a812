package org.rumbench.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rumbench.testkit.metamorphic.MetamorphicCheck;
import org.rumbench.testkit.metamorphic.Setting;
import org.rumbench.testkit.metamorphic.system.RealDisk;
import org.rumbench.testkit.script.ScriptRecipe;
import org.rumbench.testkit.store.system.Backend;

/// What must not show in the answers of a design: its options, the schedule, the wall clock, the storage.
public interface MetamorphicContract extends TestedDesign {
  /// Scripts of one setting, on memory.
  int METAMORPHIC_SCRIPTS = 3;

  /// Option sets, numbers of workers, slice budgets and steps of the wall clock give the same answers to every script.
  @Test
  default void optionsSchedulesAndClockStepsDoNotShowInTheAnswers() {
    MetamorphicCheck check = new MetamorphicCheck(Setting.variants(design(), optionSets()));
    ScriptRecipe recipe = ScriptRecipe.MODEL.withOperations(1_000);
    long answers = seeds(METAMORPHIC_SCRIPTS).map(seed -> check.run(seed, recipe)).sum();
    assertThat(answers).isPositive();
  }

  /// Memory and real files through each backend give the same answers.
  @Test
  default void storageBackendsDoNotShowInTheAnswers() {
    Setting memory = Setting.plain(design());
    List<Setting> settings = new ArrayList<>(List.of(memory));
    for (Backend backend : Backend.values()) {
      settings.add(memory.on(backend.name(), () -> new RealDisk(backend)));
    }
    MetamorphicCheck check = new MetamorphicCheck(settings);
    ScriptRecipe recipe = ScriptRecipe.MODEL.withOperations(400);
    long answers = seeds(1).map(seed -> check.run(seed, recipe)).sum();
    assertThat(answers).isPositive();
  }
}
