package org.rumbench.harness.cell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.EngineOptions;
import org.rumbench.harness.UserException;
import org.rumbench.harness.plan.Configuration;
import org.rumbench.harness.plan.Settings;
import org.rumbench.harness.run.Engines;
import org.rumbench.runtime.Entropy;
import org.rumbench.runtime.Environment;
import org.rumbench.storage.Storage;
import org.rumbench.storage.sim.MemoryMedium;
import org.rumbench.storage.system.ChannelStorage;
import org.rumbench.storage.system.DirectStorage;
import org.rumbench.storage.system.MappedStorage;

/// The composition of one cell: its time with the driver's loop, the storage backend and the target, made from settings
/// and closed in reverse. One owner, whose thread is the driver's.
final class CellStage implements AutoCloseable {
  private final CellOrder order;
  private final CellTime time;
  private final MeasuredTarget target;

  private CellStage(CellOrder order, CellTime time, MeasuredTarget target) {
    this.order = order;
    this.time = time;
    this.target = target;
  }

  /// Opens everything; the target is ready for requests.
  static CellStage open(CellOrder order, Entropy entropy) {
    Configuration settings = order.settings();
    EngineFactory factory = Engines.named(order.design());
    EngineOptions options =
        EngineOptions.of(factory.options(), settings.under(Settings.ENGINE_PREFIX + factory.name() + "."));
    Durability durability = Durability.valueOf(settings.enumOf("durability"));
    if (settings.text("target").equals("simulated")) {
      SimulatedTarget simulated = SimulatedTarget.open(settings, factory, options, durability);
      return new CellStage(order, simulated.time(), simulated);
    }
    WallTime time = new WallTime(settings.intOf("cluster.backgroundThreads"));
    try {
      return new CellStage(order, time, measured(order, entropy, factory, options, durability, time));
    } catch (RuntimeException e) {
      time.close();
      throw e;
    }
  }

  private static MeasuredTarget measured(
      CellOrder order, Entropy entropy, EngineFactory factory, EngineOptions options, Durability durability,
      WallTime time) {
    if (!order.settings().text("target").equals("engine")) {
      return ClusterTarget.open(order, factory, options, durability, time.loop(), time.runtime(), entropy);
    }
    Environment environment = time.runtime().environment("engine", time.loop(), entropy.child("engine"));
    Path directory = Path.of(order.data()).resolve("engine");
    return new EngineTarget(
        factory, options, time.loop(), environment, () -> storage(order.settings(), directory, environment), durability);
  }

  /// The storage backend of the settings over a directory.
  static Storage storage(Configuration settings, Path directory, Environment environment) {
    return switch (settings.text("storage")) {
      case "channel" -> ChannelStorage.open(directory, environment);
      case "direct" -> DirectStorage.open(directory, environment);
      case "mapped" -> MappedStorage.open(directory, environment);
      case "memory" -> new MemoryMedium().open(environment);
      default -> throw new UserException("no storage " + settings.text("storage"));
    };
  }

  CellTime time() {
    return time;
  }

  MeasuredTarget target() {
    return target;
  }

  /// The rate of a bare network exchange of the same messages, measured for a second or two.
  double bareExchangesPerSecond() {
    List<Double> rates = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      rates.add(ClusterTarget.bareExchangesPerSecond(order.settings()));
    }
    rates.sort(null);
    return rates.get(1);
  }

  @Override
  public void close() {
    try {
      target.close();
    } finally {
      time.close();
    }
  }
}
