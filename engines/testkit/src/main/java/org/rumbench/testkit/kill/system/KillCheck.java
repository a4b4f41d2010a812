package org.rumbench.testkit.kill.system;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.OptionSpec;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.store.system.Backend;

/// A design under `kill -9`: on each [Backend], several processes over one directory, killed after writes, inside
/// background work and while they recover.
///
/// After RocksDB's black-box crash test, with two differences: the moments are aimed at what the process tells of itself,
/// and what is found is compared with a model of every write instead of a file of expected values.
public final class KillCheck {
  private static final int ATTEMPTS = 3;
  private static final int SCALE = 4;

  private final Design design;
  private final Path root;
  private final boolean isOnOneBackend;

  /// A design with each size of its miniature four times as large: its logs then hold dozens of batches, which a kill may
  /// find in them, and a few hundred still see every kind of background work.
  public static Design sized(EngineFactory factory) {
    Design miniature = Design.miniature(factory);
    EngineOptions sizes = miniature.engineOptions();
    SortedMap<String, String> larger = new TreeMap<>();
    for (OptionSpec option : factory.options()) {
      if (option.kind() == OptionSpec.Kind.LONG && miniature.options().containsKey(option.name())) {
        larger.put(option.name(), Long.toString(SCALE * sizes.longOf(option.name())));
      }
    }
    return miniature.with(larger);
  }

  /// A check of a design, with directories of its own below `root`, on whose file system it happens.
  public KillCheck(Design design, Path root) {
    this(design, root, false);
  }

  private KillCheck(Design design, Path root, boolean isOnOneBackend) {
    this.design = design;
    this.root = root;
    this.isOnOneBackend = isOnOneBackend;
  }

  /// This check on one backend a seed, in turn: for a design that differs from another, checked on all, in what it does
  /// with its files and not in how it reaches them.
  public KillCheck onOneBackend() {
    return new KillCheck(design, root, true);
  }

  /// Runs the lives of a seed on every backend, or on one; seeds differ in which one comes first and has a life more. What an engine
  /// lost is a [org.rumbench.testkit.Violation].
  public KillReport run(long seed) throws IOException, InterruptedException {
    KillAim aim = new KillAim(seed);
    // An outside engine reaches its files in its own way.
    Backend[] backends = design.factory().isOutside() ? new Backend[] {Backend.CHANNEL} : Backend.values();
    KillReport report = KillReport.NONE;
    for (int i = 0; i < (isOnOneBackend ? 1 : backends.length); i++) {
      Backend backend = backends[(int) Math.floorMod(seed - 1 + i, (long) backends.length)];
      report = report.plus(run(seed, backend, aim, i == 0));
    }
    return report;
  }

  private KillReport run(long seed, Backend backend, KillAim aim, boolean isFirst)
      throws IOException, InterruptedException {
    String name = backend.name().toLowerCase(Locale.ROOT) + "-" + seed;
    KilledStore store = new KilledStore(design, backend, root.resolve(name), seed);
    if (isFirst) {
      aim.learn(store.live(aim.inWrites(Math.floorMod(seed, 2L) == 1)));
    }
    aim.learn(store.live(aim.inWork()));
    boolean wasOpening = false;
    for (int attempt = 1; attempt <= ATTEMPTS && !wasOpening; attempt++) {
      LifeEnd end = store.live(aim.whileOpening(attempt));
      aim.learn(end);
      wasOpening = end.wasOpening();
    }
    store.check();
    return store.report();
  }
}
