package org.rumbench.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.rumbench.runtime.Seeds;
import org.rumbench.testkit.crash.CrashMatrix;
import org.rumbench.testkit.crash.CrashReport;
import org.rumbench.testkit.crash.CrashSettings;
import org.rumbench.testkit.system.ScriptFiles;

/// A design against crashes at every storage call: a few seeds, each about 1,500 crashes; `-Dseeds=N` multiplies them,
/// and `./rumbench crash` does the same and more.
public interface CrashContract extends TestedDesign {
  /// Seeds of one setting.
  int CRASH_SEEDS = 3;

  /// Whatever a kill or power cut leaves opens to a prefix of the writes, with everything acknowledged as durable.
  @Test
  default void everyCrashLeavesAPrefixOfTheWritesWithAllThatWasDurable() {
    CrashMatrix matrix = new CrashMatrix(design(), CrashSettings.DEFAULT);
    Seeds.of(CRASH_SEEDS).forEach(matrix::run);
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
    return ScriptFiles.toCrash(design().name()).entrySet().stream()
        .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
          CrashMatrix matrix = new CrashMatrix(design(), CrashSettings.DEFAULT.withSecondLives(4));
          matrix.run(entry.getValue());
          assertThat(matrix.report().violations()).isEmpty();
        }));
  }

  private CrashReport crashed() {
    CrashMatrix matrix = new CrashMatrix(design(), CrashSettings.DEFAULT.withOperations(40));
    matrix.run(1);
    return matrix.report();
  }
}
