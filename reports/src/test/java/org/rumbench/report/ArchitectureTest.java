package org.rumbench.report;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// What this module may know.
@AnalyzeClasses(packages = "org.rumbench.report", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule KNOWS_RESULTS_ONLY =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("org.rumbench.storage..", "org.rumbench.engine..",
          "org.rumbench.cluster..",
          "org.rumbench.workload..", "org.rumbench.harness..", "org.rumbench.simulation..")
          .because("a page is made from stored records: add the figure to the record instead");

  @ArchTest
  static final ArchRule HAS_NO_CLOCK_OR_UNSEEDED_CHANCE =
      noClasses()
          .should().callMethod(System.class, "nanoTime")
          .orShould().callMethod(System.class, "currentTimeMillis")
          .orShould().dependOnClassesThat().haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
          .because("what is stored and shown is a pure function of what was measured");

  @ArchTest
  static final ArchRule OPENS_NO_FILES =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("java.nio.file..", "java.net..")
          .because("files belong to the result store: take a record or a StoredRun");
}
