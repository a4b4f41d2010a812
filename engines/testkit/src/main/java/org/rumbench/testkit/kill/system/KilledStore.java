package org.rumbench.testkit.kill.system;

import java.io.IOException;
import java.nio.file.Path;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.Violation;
import org.rumbench.testkit.model.History;
import org.rumbench.testkit.store.system.Backend;

/// One directory and the processes that live and die over it, each going on from what the one before left. One owner.
///
/// Each process compares everything it recovers before it writes; at the end [#check] does so in this process.
final class KilledStore {
  private static final int MOST_BATCHES = 800;

  private final Design design;
  private final Backend backend;
  private final Path directory;
  private final long seed;
  private int least;
  private int most;
  private KillReport report = KillReport.NONE;

  KilledStore(Design design, Backend backend, Path directory, long seed) {
    this.design = design;
    this.backend = backend;
    this.directory = directory;
    this.seed = seed;
  }

  /// What happened so far.
  KillReport report() {
    return report;
  }

  /// A process lives until `moment`.
  LifeEnd live(KillMoment moment) throws IOException, InterruptedException {
    int last = most + (moment instanceof KillMoment.AtRest rest ? rest.batches() : MOST_BATCHES);
    Order order = new Order(design, backend, directory, seed, least, most, last);
    try {
      LifeEnd end = Life.run(order, moment);
      least = end.least();
      most = end.most();
      report = report.plus(end);
      return end;
    } catch (Violation violation) {
      throw described("a process to be killed " + moment, violation);
    }
  }

  /// Opens what the last process left, compares it, reorganises it, compares again, and once more after a good end.
  void check() {
    try {
      KillScript script = new KillScript(seed, design.factory().capabilities());
      History history = script.history(most);
      try (RealStore store = RealStore.open(design, backend, directory)) {
        Comparison comparison = new Comparison(design, store, history);
        store.engine().setPurgeVersion(script.purgeVersion(least));
        comparison.adopt(least);
        store.drive(store.engine().compactAll());
        comparison.compare();
      }
      try (RealStore store = RealStore.open(design, backend, directory)) {
        new Comparison(design, store, history).compare();
      }
    } catch (Violation | RuntimeException failure) {
      throw described("the last opening", failure);
    }
  }

  private Violation described(String where, Throwable failure) {
    return new Violation(
        design + " on " + backend + " files, seed " + seed + ", after " + report + ", with " + least + " to " + most
            + " batches in " + directory + ": " + where + ": " + failure.getMessage(),
        failure);
  }
}
