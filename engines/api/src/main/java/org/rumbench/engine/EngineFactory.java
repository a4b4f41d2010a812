package org.rumbench.engine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One design, found by `ServiceLoader`: a jar with a service file adds a design, no other code names it.
public interface EngineFactory {
  /// The name users write, in lower case, such as `leveled`.
  String name();

  /// One line on the design and the system it follows.
  String summary();

  /// What it can do.
  Set<Capability> capabilities();

  /// Its options with defaults; the defaults are scaled down so that 100,000 records of 1,000 B show several levels,
  /// merges or collections.
  List<OptionSpec> options();

  /// Options of a store so small that a few hundred records of 100 B see every kind of background work the design has,
  /// over those of [#options]: for tests, crash runs and demonstrations. Empty when the design has no sizes to set.
  default Map<String, String> miniature() {
    return Map.of();
  }

  /// Whether it is a real design (shown and run by default) or a test engine.
  default boolean isTestEngine() {
    return false;
  }

  /// Whether it is an outside engine: it keeps files and threads of its own below [org.rumbench.storage.Storage#directory],
  /// so it runs on the real file systems and never in a simulation, and it counts its bytes itself
  /// ([StorageEngine#account]). Such a design is run only where it is named.
  default boolean isOutside() {
    return false;
  }

  /// What the design should cost with these options, from a model of its own. Pure, and slow like the model: not for a
  /// thread that serves requests. Empty when the design has no model, or none for so much data.
  default Optional<Forecast> forecast(EngineOptions options, DataProfile data) {
    return Optional.empty();
  }

  /// A job that opens the store in `context.storage()`, creating it when the directory is empty. An option out of its
  /// range is an [IllegalArgumentException] of this call, which names option, value and bound and has touched nothing. A
  /// directory that is in use is an [IllegalStateException] of this call or of the job; its user is not disturbed.
  OpenJob open(EngineContext context);
}
