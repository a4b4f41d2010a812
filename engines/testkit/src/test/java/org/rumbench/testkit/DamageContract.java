package org.rumbench.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.rumbench.testkit.damage.DamageCheck;
import org.rumbench.testkit.damage.DamageReport;
import org.rumbench.testkit.system.ScriptFiles;

/// A design on damaged files: it tells, or it is right; never a wrong answer, an endless loop or a huge allocation.
public interface DamageContract extends TestedDesign {
  /// Every byte, length, file and pair of pieces of a small store.
  @Test
  default void tellsDamageOfASmallStoreOrAnswersRight() {
    DamageCheck check = new DamageCheck(design(), DamageCheck.SMALL, 2_500);
    checked(check.withEndOfLogKept(keepsEndOfLog()), 1);
  }

  /// A part of the bytes, lengths and pairs of stores with many files.
  @Test
  default void tellsDamageOfALargerStoreOrAnswersRight() {
    DamageCheck check = new DamageCheck(design(), DamageCheck.LARGE, 200);
    checked(check.withEndOfLogKept(keepsEndOfLog()), 2);
  }

  /// Scripts whose damaged stores once showed something wrong show nothing wrong any more, however they are damaged.
  @TestFactory
  default Stream<DynamicTest> keptScriptsTellTheirDamages() {
    return ScriptFiles.tests("damages", design().name(), script ->
        assertThat(new DamageCheck(design(), DamageCheck.SMALL, 0).run(script).damages()).isPositive());
  }

  private void checked(DamageCheck check, int stores) {
    DamageReport report = new DamageReport();
    seeds(stores).forEach(seed -> report.add(check.run(seed)));
    assertThat(report.count(DamageReport.Outcome.DETECTED)).as("%s", report).isPositive();
  }
}
