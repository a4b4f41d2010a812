package org.rumbench.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import org.rumbench.engine.EngineFactory;

/// The designs on the tests' class path, by name, and the run that the tests share.
final class Designs {
  private Designs() {}

  /// Real designs, sorted by name.
  static List<EngineFactory> real() {
    return all().stream().filter(factory -> !factory.isTestEngine()).toList();
  }

  /// The design of a name.
  static EngineFactory named(String name) {
    return all().stream().filter(factory -> factory.name().equals(name)).findFirst().orElseThrow();
  }

  private static List<EngineFactory> all() {
    List<EngineFactory> found = new ArrayList<>();
    ServiceLoader.load(EngineFactory.class).forEach(found::add);
    found.sort(Comparator.comparing(EngineFactory::name));
    return found;
  }

  /// 300 records of 1,000 bytes and 2,000 operations, scaled-down options.
  static SimulatedSmoke.Result run(EngineFactory factory, long seed) {
    return SimulatedSmoke.run(
        factory, SimulatedSmoke.scaledDown(factory), seed, SimWorkload.halfAndHalf(seed, 300, 2_000, 1_000));
  }

  /// As [#run], with 100 records and 600 operations.
  static SimulatedSmoke.Result runSmall(EngineFactory factory, long seed) {
    return SimulatedSmoke.run(
        factory, SimulatedSmoke.scaledDown(factory), seed, SimWorkload.halfAndHalf(seed, 100, 600, 1_000));
  }
}
