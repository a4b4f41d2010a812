package org.rumbench.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rumbench.result.MarkKind;
import org.rumbench.result.Phase;
import org.rumbench.result.RunFixture;
import org.rumbench.result.RunRecord;
import org.rumbench.result.RunStore;

final class CellSummaryTest {
  @Test
  void makesOneRowOfTheRepeatsOfEachPoint(@TempDir Path root) throws IOException {
    RunFixture.Plan plan = new RunFixture.Plan("r", 5, List.of("leveled", "tiered", "bitcask"), "workload.valueBytes",
        List.of("100", "1000"), 3, 4, 80, "tiered", "bitcask");
    RunRecord run = RunFixture.write(new RunStore(root), plan).record();
    List<CellSummary> summaries = CellSummary.of(run);
    assertThat(summaries).hasSize(6);
    CellSummary first = summaries.getFirst();
    assertThat(first.cells()).hasSize(3);
    Estimate throughput = first.estimate(Metric.MAX_THROUGHPUT).orElseThrow();
    double[] values = first.cells().stream()
        .mapToDouble(cell -> cell.phase(Phase.MAX).orElseThrow().achievedOperationsPerSecond())
        .toArray();
    assertThat(throughput.median()).isEqualTo(Bootstrap.median(values));
    assertThat(throughput.count()).isEqualTo(3);
    assertThat(first.isOverloaded()).isFalse();
    assertThat(summaries.get(2).isOverloaded()).isTrue();
    assertThat(summaries.get(2).marks()).contains(MarkKind.NOT_STEADY);
    assertThat(summaries.get(4).marks()).containsExactly(MarkKind.NOT_APPLICABLE);
    assertThat(summaries.get(4).estimates()).isEmpty();
    for (Metric metric : Metric.values()) {
      // The fixture's store is opened once.
      boolean isOfReopening = metric == Metric.OPEN_TIME || metric == Metric.OPEN_BYTES;
      assertThat(first.estimate(metric).isPresent()).as(metric.name()).isEqualTo(!isOfReopening);
    }
  }
}
