package org.rumbench.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rumbench.harness.run.Engines;
import org.rumbench.runtime.Seeds;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.metamorphic.MetamorphicCheck;
import org.rumbench.testkit.metamorphic.Setting;
import org.rumbench.testkit.script.ScriptRecipe;

/// Goal: no design answers otherwise than another. Method: seeded scripts of what all designs found can do, over
/// flushes, compactions, purges, reopening and kills; the answers are compared line by line.
class AcrossDesignsTest {
  @Test
  void allDesignsGiveTheSameAnswers() {
    List<Setting> designs =
        Engines.all().stream()
            .filter(factory -> !factory.isTestEngine())
            .map(factory -> Setting.plain(Design.miniature(factory)))
            .toList();
    assertThat(designs).hasSizeGreaterThanOrEqualTo(4);
    MetamorphicCheck check = new MetamorphicCheck(designs);
    long answers = Seeds.of(4).map(seed -> check.run(seed, ScriptRecipe.MODEL)).sum();
    assertThat(answers).isPositive();
  }
}
