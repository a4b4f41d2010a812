package org.rumbench.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rumbench.testkit.store.system.Backend;
import org.rumbench.testkit.stress.system.StressPlan;
import org.rumbench.testkit.stress.system.StressReport;
import org.rumbench.testkit.stress.system.StressRun;

/// A design on real threads and real files, on each storage; see [StressRun] for what is demanded. `-Dseeds=N` runs
/// each N times.
public interface StressContract extends TestedDesign {
  /// Readers, scans, snapshots, flushes and compactions beside the writer.
  @Test
  default void answersRightBesideWritesAndBackgroundWork(@TempDir Path directory) {
    forEachSeed(
        directory,
        (seed, place) -> StressRun.run(stressed(), StressPlan.of(seed).withBatches(batches(4_000)), place));
  }

  /// The same on mapped files.
  @Test
  default void answersRightOnMappedFiles(@TempDir Path directory) {
    forEachSeed(
        directory,
        (seed, place) ->
            StressRun.run(stressed(), StressPlan.of(seed).withBatches(batches(2_500)).on(Backend.MAPPED), place));
  }

  /// Threads are interrupted inside calls of all kinds: no file closes under anybody, and the flag stays set.
  @Test
  default void interruptsHarmNobody(@TempDir Path directory) {
    forEachSeed(directory, (seed, place) -> {
      StressPlan plan = StressPlan.of(seed).withBatches(batches(2_000)).interrupting();
      check(seed, StressRun.run(stressed(), plan.on(Backend.CHANNEL), place.resolve("channel")));
      check(seed, StressRun.run(stressed(), plan.on(Backend.DIRECT), place.resolve("direct")));
      return StressRun.run(stressed(), plan.on(Backend.MAPPED), place.resolve("mapped"));
    });
  }

  /// Closing waits for what is in flight and refuses what comes later, and everything acknowledged is there afterwards.
  @Test
  default void closesUnderCallsInFlight(@TempDir Path directory) {
    forEachSeed(directory, (seed, place) -> {
      StressPlan plan = StressPlan.of(seed).withBatches(batches(2_500));
      check(seed, StressRun.closing(stressed(), plan, place.resolve("channel"), 6));
      return StressRun.closing(stressed(), plan.on(Backend.MAPPED), place.resolve("mapped"), 6);
    });
  }

  /// A variant, whose way to its files another design shares, has a quarter.
  private int batches(int usual) {
    return isVariant() ? usual / 4 : usual;
  }

  /// The design in a size at which threads meet in all its parts and none of them is always busy: sixteen times the
  /// miniature.
  private Design stressed() {
    Design miniature = Design.miniature(factory());
    Map<String, String> larger = new TreeMap<>();
    for (String name : factory().miniature().keySet()) {
      if (name.endsWith("Bytes")) {
        larger.put(name, Long.toString(16 * miniature.engineOptions().longOf(name)));
      }
    }
    return miniature.with(larger);
  }

  /// One run.
  @FunctionalInterface
  interface Run {
    /// Runs in an empty directory.
    StressReport run(long seed, Path directory);
  }

  private void forEachSeed(Path directory, Run run) {
    seeds(1).forEach(seed -> check(seed, run.run(seed, directory.resolve("seed-" + seed))));
  }

  private static void check(long seed, StressReport report) {
    System.out.println("seed " + seed + ": " + report);
    assertThat(report.violations()).as("seed " + seed).isEmpty();
    assertThat(report.gets()).isPositive();
  }
}
