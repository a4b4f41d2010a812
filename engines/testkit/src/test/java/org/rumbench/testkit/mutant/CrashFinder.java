package org.rumbench.testkit.mutant;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.crash.CrashMatrix;
import org.rumbench.testkit.crash.CrashReport;
import org.rumbench.testkit.crash.CrashSettings;

/// The crash matrix, until its first violation.
public final class CrashFinder implements Finder {
  @Override
  public String name() {
    return "crash";
  }

  @Override
  public @Nullable Finding find(Design design, long seed) {
    CrashMatrix matrix = new CrashMatrix(design, CrashSettings.DEFAULT, 1);
    matrix.run(seed);
    CrashReport report = matrix.report();
    List<CrashReport.Found> violations = report.violations();
    return violations.isEmpty() ? null : new Finding(violations.getFirst().toString(), report.outcomes());
  }
}
