package org.rumbench.engine;

/// Receives an engine's events, on whatever thread they happen; must be quick and must not call back.
@FunctionalInterface
public interface EngineListener {
  /// Ignores everything.
  EngineListener NONE = event -> {};

  /// Something happened.
  void onEvent(EngineEvent event);
}
