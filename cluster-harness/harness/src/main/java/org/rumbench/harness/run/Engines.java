package org.rumbench.harness.run;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import org.rumbench.engine.EngineFactory;
import org.rumbench.harness.UserException;

/// The designs on the class path.
public final class Engines {
  private Engines() {}

  /// All designs by name, test engines last.
  public static List<EngineFactory> all() {
    return ServiceLoader.load(EngineFactory.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(EngineFactory::isTestEngine).thenComparing(EngineFactory::name))
        .toList();
  }

  /// Refuses an outside engine where a simulated disk is needed.
  public static void checkCanBeSimulated(EngineFactory factory) {
    if (factory.isOutside()) {
      throw new UserException(
          factory.name() + " is an outside engine with files and threads of its own; it cannot run in a simulation");
    }
  }

  /// The design of a name.
  public static EngineFactory named(String name) {
    List<EngineFactory> all = all();
    return all.stream()
        .filter(factory -> factory.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new UserException(
            "unknown engine '" + name + "'; known: "
                + String.join(", ", all.stream().map(EngineFactory::name).toList())));
  }
}
