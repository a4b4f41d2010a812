package org.rumbench.testkit;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.rumbench.engine.Capability;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.EngineOptions;

/// A design under test: a factory and the options that differ from its defaults. Immutable.
///
/// @param factory how it is opened
/// @param options option name to text, sorted
public record Design(EngineFactory factory, SortedMap<String, String> options) {
  /// Copies the options and checks that the factory knows them.
  public Design {
    options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
    EngineOptions.of(factory.options(), options);
  }

  /// The design in [EngineFactory#miniature] size.
  public static Design miniature(EngineFactory factory) {
    return new Design(factory, new TreeMap<>(factory.miniature()));
  }

  /// This design with further options over those it has.
  public Design with(Map<String, String> more) {
    SortedMap<String, String> all = new TreeMap<>(options);
    all.putAll(more);
    return new Design(factory, all);
  }

  /// Its name.
  public String name() {
    return factory.name();
  }

  /// Whether it can do `capability`.
  public boolean can(Capability capability) {
    return factory.capabilities().contains(capability);
  }

  /// Every option with its effective text.
  public EngineOptions engineOptions() {
    return EngineOptions.of(factory.options(), options);
  }

  @Override
  public String toString() {
    return name() + options;
  }
}
