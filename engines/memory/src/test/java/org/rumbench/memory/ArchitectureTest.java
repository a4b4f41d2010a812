package org.rumbench.memory;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.rumbench.runtime.DeterminismRules;

@AnalyzeClasses(packages = "org.rumbench.memory", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule ONLY_SYSTEM_TOUCHES_THE_MACHINE = DeterminismRules.onlySystemTouchesTheMachine();

  @ArchTest
  static final ArchRule ONLY_SYSTEM_BLOCKS = DeterminismRules.onlySystemBlocks();
}
