package org.rumbench.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.PrimitiveIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rumbench.testkit.kill.HeldBackFactory;
import org.rumbench.testkit.kill.OnTheBuildsDisk;
import org.rumbench.testkit.kill.system.KillCheck;
import org.rumbench.testkit.kill.system.KillReport;

/// A design in processes of its own that die by `kill -9`, on real files of each kind; `-Dseeds=N` kills N times as many.
public interface KillContract extends TestedDesign {
  /// Seeds within which a planted loss must be found; nearly always it is the first.
  int PLANTED_SEEDS = 3;

  /// What was acknowledged as BUFFERED or better is there after any kill, and what is there is a prefix of what was
  /// written.
  @Test
  default void aKilledProcessLosesNoBufferedWrite(@TempDir(factory = OnTheBuildsDisk.class) Path directory)
      throws IOException, InterruptedException {
    KillCheck every = new KillCheck(KillCheck.sized(factory()), directory);
    KillCheck check = isVariant() ? every.onOneBackend() : every;
    KillReport report = KillReport.NONE;
    for (PrimitiveIterator.OfLong seeds = seeds(1).iterator(); seeds.hasNext(); ) {
      report = report.plus(check.run(seeds.nextLong()));
    }
    System.out.println("kill -9, " + factory().name() + ": " + report);
    assertThat(report.killedWhileOpening()).as("processes killed while they recovered").isPositive();
  }

  /// The same check finds the design when what it appends stays in the process until a sync.
  @Test
  default void appendsThatStayInTheProcessAreFoundByKillingIt(
      @TempDir(factory = OnTheBuildsDisk.class) Path directory) {
    KillCheck check = new KillCheck(HeldBackFactory.over(KillCheck.sized(factory())), directory);
    assertThatExceptionOfType(Violation.class)
        .isThrownBy(() -> {
          for (long seed = 1; seed <= PLANTED_SEEDS; seed++) {
            check.run(seed);
          }
        })
        .withMessageContaining("no prefix of at least");
  }
}
