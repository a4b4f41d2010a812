package org.rumbench.runtime;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.rumbench", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule ONLY_SYSTEM_TOUCHES_THE_MACHINE = DeterminismRules.onlySystemTouchesTheMachine();

  @ArchTest
  static final ArchRule ONLY_SYSTEM_BLOCKS = DeterminismRules.onlySystemBlocks();

  @ArchTest
  static final ArchRule SEAMS_DO_NOT_KNOW_THEIR_IMPLEMENTATIONS = noClasses()
      .that()
      .resideInAnyPackage("org.rumbench.runtime", "org.rumbench.storage", "org.rumbench.coding")
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage("..system..", "..sim..", "..fault..")
      .because("whoever composes a process or a test chooses the implementation and passes it down");

  @ArchTest
  static final ArchRule RUNTIME_IS_THE_LOWEST = noClasses()
      .that()
      .resideInAPackage("org.rumbench.runtime..")
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage("org.rumbench.storage..", "org.rumbench.coding..", "org.rumbench.engine..")
      .because("time and scheduling know nothing of what is scheduled; pass a task or a completion instead");
}
