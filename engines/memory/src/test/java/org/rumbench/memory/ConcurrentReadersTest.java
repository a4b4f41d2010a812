package org.rumbench.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rumbench.runtime.Seeds;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.stress.system.StressPlan;
import org.rumbench.testkit.stress.system.StressReport;
import org.rumbench.testkit.stress.system.StressRun;

/// Readers, flushes and cursors beside a writer on real threads, in so little memory that values come and go all the
/// time: nobody sees an older value after a newer one, or half of a batch.
class ConcurrentReadersTest {
  @Test
  void nobodySeesWhatIsOldWhileValuesComeAndGo(@TempDir Path directory) {
    List<Map<String, String>> settings = List.of(
        Map.of("memoryBytes", "376k"),
        Map.of("memoryBytes", "416k", "compression", "lz4", "admission", "tinylfu"),
        Map.of("memoryBytes", "376k", "log", "off"));
    Seeds.of(1).forEach(seed -> {
      for (int i = 0; i < settings.size(); i++) {
        Design design = Design.miniature(new MemoryFactory())
            .with(Map.of("segmentBytes", "64k", "mergeMinimumDeadBytes", "16k", "smallSegmentBytes", "8k"))
            .with(settings.get(i));
        Path place = directory.resolve(seed + "-" + i);
        StressReport report = StressRun.run(design, StressPlan.of(seed).withBatches(1_500), place);
        assertThat(report.violations()).as("%s, -Dseed=%s", settings.get(i), seed).isEmpty();
      }
    });
  }
}
