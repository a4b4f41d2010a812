package org.rumbench.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.rumbench.runtime.Seeds;
import org.rumbench.testkit.crash.CrashMatrix;
import org.rumbench.testkit.crash.CrashReport;
import org.rumbench.testkit.crash.CrashSettings;

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

  private CrashReport crashed() {
    CrashMatrix matrix = new CrashMatrix(design(), CrashSettings.DEFAULT.withOperations(40));
    matrix.run(1);
    return matrix.report();
  }
}
