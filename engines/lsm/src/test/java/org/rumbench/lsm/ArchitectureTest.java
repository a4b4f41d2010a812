package org.rumbench.lsm;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.rumbench.runtime.DeterminismRules;

@AnalyzeClasses(packages = "org.rumbench.lsm", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule ONLY_SYSTEM_TOUCHES_THE_MACHINE = DeterminismRules.onlySystemTouchesTheMachine();

  @ArchTest
  static final ArchRule ONLY_SYSTEM_BLOCKS = DeterminismRules.onlySystemBlocks();

  @ArchTest
  static final ArchRule PARTS_DO_NOT_KNOW_THE_TREE = noClasses()
      .that()
      .resideInAnyPackage(
          "..lsm.record", "..lsm.memtable", "..lsm.table", "..lsm.merge", "..lsm.manifest", "..lsm.compaction")
      .should()
      .dependOnClassesThat()
      .resideInAPackage("org.rumbench.lsm")
      .because("the tree joins its parts; a part is given what it needs");

  @ArchTest
  static final ArchRule KNOWS_NO_IMPLEMENTATION = noClasses()
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage("org.rumbench.runtime.system", "org.rumbench.runtime.sim", "org.rumbench.storage.system",
          "org.rumbench.storage.sim", "org.rumbench.storage.fault")
      .because("whoever opens an engine chooses these and passes them down");
}
