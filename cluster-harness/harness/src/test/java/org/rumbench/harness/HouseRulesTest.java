package org.rumbench.harness;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// Goal: who may know whom, over the whole house; this module sees every other, so the rules stand here once.
@AnalyzeClasses(
    packages = "org.rumbench",
    importOptions = {ImportOption.DoNotIncludeTests.class, HouseRulesTest.WithoutTestJars.class})
class HouseRulesTest {
  /// Leaves out what modules publish of their tests.
  static final class WithoutTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  @ArchTest
  static final ArchRule THE_TESTKIT_KNOWS_THE_ENGINE_INTERFACE_ALONE =
      noClasses().that().resideInAPackage("org.rumbench.testkit..")
          .should().dependOnClassesThat()
          .resideInAnyPackage("org.rumbench.cluster..", "org.rumbench.simulation..", "org.rumbench.harness..",
              "org.rumbench.workload..", "org.rumbench.result..", "org.rumbench.report..", "org.junit..", "org.assertj..")
          .because("every design, today's and later ones, passes the same tests, and the command line runs them too");

  @ArchTest
  static final ArchRule ENGINES_CANNOT_SEE_EACH_OTHER =
      noClasses().that().resideInAnyPackage("org.rumbench.lsm..", "org.rumbench.bitcask..")
          .should().dependOnClassesThat().resideInAnyPackage("org.rumbench.wisckey..", "org.rumbench.memory..")
          .because("designs share what is in engines/platform and engines/api; only wisckey builds on the tree of lsm, and "
              + "only memory on the hash log");

  @ArchTest
  static final ArchRule THE_TREE_AND_THE_HASH_LOG_ARE_STRANGERS =
      noClasses().that().resideInAPackage("org.rumbench.lsm..")
          .should().dependOnClassesThat().resideInAPackage("org.rumbench.bitcask..")
          .because("designs share what is in engines/platform and engines/api");

  @ArchTest
  static final ArchRule THE_HASH_LOG_AND_THE_TREE_ARE_STRANGERS =
      noClasses().that().resideInAnyPackage("org.rumbench.bitcask..")
          .should().dependOnClassesThat().resideInAPackage("org.rumbench.lsm..")
          .because("designs share what is in engines/platform and engines/api");

  @ArchTest
  static final ArchRule ENGINES_ARE_FOUND_NOT_NAMED =
      noClasses().that()
          .resideOutsideOfPackages(
              "org.rumbench.lsm..", "org.rumbench.bitcask..", "org.rumbench.wisckey..", "org.rumbench.memory..")
          .should().dependOnClassesThat()
          .resideInAnyPackage(
              "org.rumbench.lsm..", "org.rumbench.bitcask..", "org.rumbench.wisckey..", "org.rumbench.memory..")
          .because("a design is found as an EngineFactory service, so that a jar from outside works the same way");

  @ArchTest
  static final ArchRule ENGINES_KNOW_NO_CLUSTER =
      noClasses().that()
          .resideInAnyPackage("org.rumbench.runtime..", "org.rumbench.storage..", "org.rumbench.coding..",
              "org.rumbench.engine..", "org.rumbench.lsm..", "org.rumbench.bitcask..", "org.rumbench.wisckey..",
              "org.rumbench.memory..")
          .should().dependOnClassesThat()
          .resideInAnyPackage("org.rumbench.cluster..", "org.rumbench.simulation..", "org.rumbench.harness..",
              "org.rumbench.workload..", "org.rumbench.result..", "org.rumbench.analysis..", "org.rumbench.report..")
          .because("dependencies point one way: platform, api, engines, cluster, harness");

  @ArchTest
  static final ArchRule ONLY_THE_REPLICA_SEES_THE_ENGINE =
      noClasses().that()
          .resideInAnyPackage("org.rumbench.cluster.coordinator..", "org.rumbench.cluster.repair..",
              "org.rumbench.cluster.client..", "org.rumbench.cluster.message..", "org.rumbench.cluster.net..",
              "org.rumbench.cluster.ring..", "org.rumbench.cluster.membership..", "org.rumbench.cluster.version..")
          .should().dependOnClassesThat().haveFullyQualifiedName("org.rumbench.engine.StorageEngine")
          .because("coordinator, repair and client reach data through messages to replicas");

  @ArchTest
  static final ArchRule RESULTS_AND_REPORTS_KNOW_RECORDS_ONLY =
      noClasses().that()
          .resideInAnyPackage("org.rumbench.result..", "org.rumbench.analysis..", "org.rumbench.report..")
          .should().dependOnClassesThat()
          .resideInAnyPackage("org.rumbench.engine..", "org.rumbench.cluster..", "org.rumbench.workload..",
              "org.rumbench.storage..", "org.rumbench.runtime..", "org.rumbench.harness..")
          .because("a report is a pure function of stored records");

  @ArchTest
  static final ArchRule NO_TIME_BUT_THE_CLOCKS =
      noClasses().that()
          .resideInAnyPackage("org.rumbench.runtime..", "org.rumbench.storage..", "org.rumbench.coding..",
              "org.rumbench.engine..", "org.rumbench.lsm..", "org.rumbench.bitcask..", "org.rumbench.wisckey..",
              "org.rumbench.memory..",
              "org.rumbench.cluster..", "org.rumbench.simulation..", "org.rumbench.workload..", "org.rumbench.testkit..")
          .and().resideOutsideOfPackage("..system..")
          .should().callMethod(System.class, "nanoTime")
          .orShould().callMethod(System.class, "currentTimeMillis")
          .orShould().callMethod(java.time.Instant.class, "now")
          .orShould().callMethod(java.util.UUID.class, "randomUUID")
          .orShould().callMethod(Math.class, "random")
          .orShould().dependOnClassesThat().haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
          .because("time comes from Clock and randomness from Entropy, else the simulator cannot run it");

  @ArchTest
  static final ArchRule NO_FILES_BUT_STORAGE =
      noClasses().that()
          .resideInAnyPackage("org.rumbench.runtime..", "org.rumbench.storage..", "org.rumbench.coding..",
              "org.rumbench.engine..", "org.rumbench.lsm..", "org.rumbench.bitcask..", "org.rumbench.wisckey..",
              "org.rumbench.memory..",
              "org.rumbench.cluster..", "org.rumbench.simulation..", "org.rumbench.workload..", "org.rumbench.testkit..")
          .and().resideOutsideOfPackage("..system..")
          .should().dependOnClassesThat().resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net..")
          .because("every byte goes through Storage or Network, with its purpose");

  @ArchTest
  static final ArchRule NO_WAITING_OUTSIDE_SYSTEM =
      noClasses().that()
          .resideInAnyPackage("org.rumbench.runtime..", "org.rumbench.storage..", "org.rumbench.coding..",
              "org.rumbench.engine..", "org.rumbench.lsm..", "org.rumbench.bitcask..", "org.rumbench.wisckey..",
              "org.rumbench.memory..",
              "org.rumbench.cluster..", "org.rumbench.simulation..", "org.rumbench.workload..", "org.rumbench.testkit..")
          .and().resideOutsideOfPackage("..system..")
          .should().callMethod(Thread.class, "sleep", long.class)
          .orShould().dependOnClassesThat().haveFullyQualifiedName("java.util.concurrent.locks.LockSupport")
          .orShould().dependOnClassesThat().haveFullyQualifiedName("java.util.concurrent.Executors")
          .orShould().dependOnClassesThat().haveFullyQualifiedName("java.util.concurrent.CountDownLatch")
          .orShould().dependOnClassesThat().haveFullyQualifiedName("java.util.concurrent.Future")
          .because("engines wait with Scheduler.runOrJoin and nothing else, so that one thread can run everything");

  @ArchTest
  static final ArchRule EVERY_PACKAGE_IS_NULL_MARKED =
      classes().that().haveSimpleName("package-info").should()
          .beAnnotatedWith(org.jspecify.annotations.NullMarked.class)
          .because("null-safety is checked by the build in marked packages only");
}
