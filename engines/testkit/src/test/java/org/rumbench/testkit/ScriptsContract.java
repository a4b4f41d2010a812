package org.rumbench.testkit;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.rumbench.testkit.check.ScriptRun;
import org.rumbench.testkit.script.Script;
import org.rumbench.testkit.system.ScriptFiles;

/// The scripts that once failed, here or in another system, kept as files (see [ScriptFiles]).
public interface ScriptsContract extends TestedDesign {
  /// Simulations in which each script runs, its own first.
  default int schedules() {
    return 5;
  }

  /// Each script gives the model's answers, in its own simulation and in others.
  @TestFactory
  default Stream<DynamicTest> keptScriptsPass() {
    return ScriptFiles.tests("scripts", design().name(), this::replay);
  }

  private void replay(Script script) {
    for (long schedule = 0; schedule < schedules(); schedule++) {
      Script tried = script.withSeed(script.seed() + schedule);
      try {
        new ScriptRun(tried, newStore(design().with(tried.options()), tried.seed())).run();
      } catch (Violation violation) {
        throw new Violation("seed " + tried.seed() + ": " + violation.getMessage(), violation);
      }
    }
  }
}
