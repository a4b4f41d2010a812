package org.rumbench.result;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// What this module may know.
@AnalyzeClasses(packages = "org.rumbench.result", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule KNOWS_RESULTS_ONLY =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("org.rumbench.storage..", "org.rumbench.engine..",
          "org.rumbench.cluster..",
          "org.rumbench.workload..", "org.rumbench.harness..", "org.rumbench.simulation..", "org.rumbench.analysis..",
              "org.rumbench.report..")
          .because("the harness translates measurements into records; results know no engine and no cluster");

  @ArchTest
  static final ArchRule HAS_NO_CLOCK_OR_UNSEEDED_CHANCE =
      noClasses()
          .should().callMethod(System.class, "nanoTime")
          .orShould().callMethod(System.class, "currentTimeMillis")
          .orShould().dependOnClassesThat().haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
          .because("what is stored and shown is a pure function of what was measured");
}
