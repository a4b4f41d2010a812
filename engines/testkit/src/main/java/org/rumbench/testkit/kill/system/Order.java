package org.rumbench.testkit.kill.system;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import org.rumbench.engine.EngineFactory;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.store.system.Backend;

/// What a process is to do: open a store, compare what it holds, and write on.
///
/// @param design    which engine with which options
/// @param backend   how its files are reached
/// @param directory where it lies
/// @param seed      of the script
/// @param least     batches that must be there
/// @param most      batches that may be there
/// @param last      the batch after which it stops writing
record Order(Design design, Backend backend, Path directory, long seed, int least, int most, int last) {
  private static final int FIXED_ARGUMENTS = 7;

  /// The script it follows.
  KillScript script() {
    return new KillScript(seed, design.factory().capabilities());
  }

  /// This order as arguments of a program.
  List<String> toArguments() {
    List<String> arguments = new ArrayList<>();
    arguments.add(design.name());
    arguments.add(backend.name());
    arguments.add(directory.toString());
    arguments.add(Long.toString(seed));
    arguments.add(Integer.toString(least));
    arguments.add(Integer.toString(most));
    arguments.add(Integer.toString(last));
    design.options().forEach((name, text) -> arguments.add(name + "=" + text));
    return arguments;
  }

  /// The order of a program's arguments; the engine is found as a service by its name.
  static Order parse(List<String> arguments) {
    SortedMap<String, String> options = new TreeMap<>();
    for (String option : arguments.subList(FIXED_ARGUMENTS, arguments.size())) {
      int equals = option.indexOf('=');
      options.put(option.substring(0, equals), option.substring(equals + 1));
    }
    return new Order(
        new Design(named(arguments.get(0)), options),
        Backend.valueOf(arguments.get(1)),
        Path.of(arguments.get(2)),
        Long.parseLong(arguments.get(3)),
        Integer.parseInt(arguments.get(4)),
        Integer.parseInt(arguments.get(5)),
        Integer.parseInt(arguments.get(6)));
  }

  private static EngineFactory named(String name) {
    return ServiceLoader.load(EngineFactory.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(factory -> factory.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no engine is a service of the name " + name));
  }
}
