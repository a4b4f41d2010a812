package org.rumbench.workload;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

/// The dependency rules of this module.
@AnalyzeClasses(packages = "org.rumbench.workload", importOptions = ImportOption.DoNotIncludeTests.class)
class DependencyTest {
  @ArchTest
  static final ArchRule KNOWS_NO_STORE =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..", "org.rumbench.workload..", "org.rumbench.runtime..", "org.rumbench.result..", "org.agrona..",
              "org.HdrHistogram..", "site.ycsb..", "org.jspecify..")
          .because("a workload speaks to KeyValueTarget; adapters for engines and clusters live in the harness");

  @ArchTest
  static final ArchRule TOUCHES_THE_MACHINE_IN_ONE_PLACE =
      noClasses()
          .that()
          .resideOutsideOfPackage("..system..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.nio.file..", "java.nio.channels..", "java.net..", "java.util.concurrent.locks..",
              "java.util.concurrent.atomic..", "org.rumbench.workload.system..")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(
              Thread.class, Instant.class, UUID.class, ThreadLocalRandom.class,
              Random.class, Executors.class)
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Math.class, "random")
          .because("time comes from DriverLoop and chance from Entropy, so that a simulation can replay a run");
}
