package org.rumbench.cluster;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.rumbench.runtime.DeterminismRules;

@AnalyzeClasses(packages = "org.rumbench.cluster", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule ONLY_SYSTEM_TOUCHES_THE_MACHINE = DeterminismRules.onlySystemTouchesTheMachine();

  @ArchTest
  static final ArchRule ONLY_SYSTEM_BLOCKS = DeterminismRules.onlySystemBlocks();

  @ArchTest
  static final ArchRule ONLY_REPLICA_SEES_ENGINES = noClasses()
      .that()
      .resideInAPackage("org.rumbench.cluster..")
      .and()
      .resideOutsideOfPackage("org.rumbench.cluster.replica..")
      .should()
      .dependOnClassesThat()
      .resideInAPackage("org.rumbench.engine..")
      .because("coordinators, repair and clients speak to replicas by message; ask the Replica instead");

  @ArchTest
  static final ArchRule ONLY_SYSTEM_SEES_NETTY = noClasses()
      .that()
      .resideOutsideOfPackage("..system..")
      .should()
      .dependOnClassesThat()
      .resideInAPackage("io.netty..")
      .because("everybody else speaks through Network and Connection, so that a simulation can take their place");

  @ArchTest
  static final ArchRule COORDINATORS_SEE_NO_CONNECTION = noClasses()
      .that()
      .resideInAnyPackage("org.rumbench.cluster.coordinator..", "org.rumbench.cluster.repair..",
          "org.rumbench.cluster.ring..", "org.rumbench.cluster.version..", "org.rumbench.cluster.message..")
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage("org.rumbench.cluster.net..", "org.rumbench.cluster.replica..", "org.rumbench.cluster.node..")
      .because("quorums are decided over Peers and sinks; the node routes them");

  @ArchTest
  static final ArchRule CLIENTS_SEE_NO_SERVER = noClasses()
      .that()
      .resideInAPackage("org.rumbench.cluster.client..")
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage("org.rumbench.cluster.coordinator..", "org.rumbench.cluster.replica..",
          "org.rumbench.cluster.node..", "org.rumbench.cluster.repair..")
      .because("a client knows the cluster by its messages alone");
}
