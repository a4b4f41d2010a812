package org.rumbench.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.rumbench.testkit.crash.CrashMatrix;
import org.rumbench.testkit.crash.CrashReport;
import org.rumbench.testkit.crash.CrashSettings;
import org.rumbench.testkit.system.ScriptFiles;

/// A design against crashes at every storage call: a few seeds, each about 1,500 crashes; `-Dseeds=N` multiplies them,
/// and `./rumbench crash` does the same and more.
public interface CrashContract extends TestedDesign {
  /// Seeds of one setting.
  int CRASH_SEEDS = 3;
  /// Power-cut outcomes for each cut of a kept script, times its operations: the shorter it is, the more are tried. A
  /// variant takes a fifth.
  int KEPT_OUTCOMES = 100;

  /// Whatever a kill or power cut leaves opens to a prefix of the writes, with everything acknowledged as durable.
  @Test
  default void everyCrashLeavesAPrefixOfTheWritesWithAllThatWasDurable() {
    CrashMatrix matrix = new CrashMatrix(design(), CrashSettings.DEFAULT);
    seeds(CRASH_SEEDS).forEach(matrix::run);
    CrashReport report = matrix.report();
    assertThat(report.violations()).isEmpty();
    assertThat(report.outcomes()).isPositive();
  }

  /// The same seed cuts the same and leaves the same.
  @Test
  default void theSameSeedCrashesTheSame() {
    assertThat(crashed()).isEqualTo(crashed());
  }

  /// Scripts whose crashes once found something find nothing any more, wherever the first life is killed.
  @TestFactory
  default Stream<DynamicTest> keptScriptsSurviveTheirCrashes() {
    return ScriptFiles.tests("crashes", design().name(), script -> {
      int wanted = isVariant() ? KEPT_OUTCOMES / 5 : KEPT_OUTCOMES;
      int outcomes = Math.max(CrashSettings.DEFAULT.outcomes(), wanted / script.operations().size());
      CrashMatrix matrix = new CrashMatrix(design(), CrashSettings.DEFAULT.withOutcomes(outcomes).withSecondLives(4));
      matrix.run(script);
      assertThat(matrix.report().violations()).isEmpty();
    });
  }

  private CrashReport crashed() {
    CrashMatrix matrix = new CrashMatrix(design(), CrashSettings.DEFAULT.withOperations(40));
    matrix.run(1);
    return matrix.report();
  }
}
