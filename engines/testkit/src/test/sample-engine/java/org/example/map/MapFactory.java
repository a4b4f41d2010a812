package org.example.map;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.rumbench.engine.Capability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.OptionSpec;

/// The design `map`: a sorted map in memory and a log.
public final class MapFactory implements EngineFactory {
  private static final Set<Capability> CAPABILITIES =
      Collections.unmodifiableSet(
          EnumSet.of(
              Capability.ORDERED_SCAN, Capability.ATOMIC_VISIBILITY, Capability.VERSIONED, Capability.EXPIRY));

  /// For the service loader.
  public MapFactory() {}

  @Override
  public String name() {
    return "map";
  }

  @Override
  public String summary() {
    return "sorted map in memory and a log, as small as an engine can be";
  }

  @Override
  public Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  public List<OptionSpec> options() {
    return List.of();
  }

  @Override
  public OpenJob open(EngineContext context) {
    return new MapOpening(new MapEngine(context));
  }
}
