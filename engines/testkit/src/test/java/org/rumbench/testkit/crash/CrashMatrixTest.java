package org.rumbench.testkit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Durability;
import org.rumbench.engine.builtin.StallFactory;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.script.Operation;
import org.rumbench.testkit.script.Script;

class CrashMatrixTest {
  /// An engine that keeps everything in memory loses what it called durable at the first crash.
  @Test
  void anEngineThatKeepsNothingIsFound() {
    CrashMatrix matrix = new CrashMatrix(Design.miniature(new StallFactory()), CrashSettings.DEFAULT);
    matrix.run(new Script(1, new TreeMap<>(), List.of(
        new Operation.Write(List.of(new Edit.Put("key", 1, 10, 0)), Durability.SYNCED, true))));
    List<CrashReport.Found> found = matrix.report().violations();
    assertThat(found).isNotEmpty();
    assertThat(found.getFirst().what()).contains("no prefix of at least 1 of 1 batches", "key is absent");
  }
}
