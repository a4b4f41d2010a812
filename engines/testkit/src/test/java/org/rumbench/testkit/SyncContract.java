package org.rumbench.testkit;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rumbench.testkit.flush.system.SyncCheck;
import org.rumbench.testkit.flush.system.SyncReport;
import org.rumbench.testkit.kill.OnTheBuildsDisk;
import org.rumbench.testkit.kill.UnsyncedFactory;

/// A design's SYNCED writes against the device's own count of flushes, on real files of each kind.
public interface SyncContract extends TestedDesign {
  /// Each SYNCED write that waits for its sync takes a flush of the device; BUFFERED writes take none.
  @Test
  default void syncedWritesFlushTheDevice(@TempDir(factory = OnTheBuildsDisk.class) Path directory)
      throws IOException, InterruptedException {
    SyncReport report = new SyncCheck(new Design(factory(), new TreeMap<>()), directory).run();
    System.out.println("device flushes, " + factory().name() + ": " + report);
    Assumptions.assumeTrue(report.uncounted().isEmpty(), report::toString);
  }

  /// The same check finds a storage whose syncs do nothing.
  @Test
  default void syncsThatDoNothingAreFoundByCountingFlushes(@TempDir(factory = OnTheBuildsDisk.class) Path directory) {
    SyncCheck check = new SyncCheck(new Design(new UnsyncedFactory(factory()), new TreeMap<>()), directory);
    assertThatExceptionOfType(Violation.class)
        .isThrownBy(check::run)
        .withMessageContaining("were acknowledged as SYNCED, but");
  }
}
