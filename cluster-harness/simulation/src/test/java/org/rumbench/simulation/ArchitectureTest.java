package org.rumbench.simulation;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.rumbench.runtime.DeterminismRules;

@AnalyzeClasses(packages = "org.rumbench.simulation", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule NOTHING_TOUCHES_THE_MACHINE = DeterminismRules.onlySystemTouchesTheMachine();

  @ArchTest
  static final ArchRule NOTHING_BLOCKS = DeterminismRules.onlySystemBlocks();

  @ArchTest
  static final ArchRule NO_DESIGN_IS_NAMED = noClasses()
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage(
          "org.rumbench.lsm..", "org.rumbench.bitcask..", "org.rumbench.wisckey..", "org.rumbench.memory..",
          "org.rumbench.engine.builtin..")
      .because("designs come as EngineFactory; adding one changes nothing here");

  @ArchTest
  static final ArchRule NO_REAL_TRANSPORT_OR_THREADS = noClasses()
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage("..system..", "io.netty..")
      .because("a simulation is one thread over runtime.sim, storage.sim and SimNetwork");
}
