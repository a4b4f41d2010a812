package org.rumbench.workload;

/// How a request ended. Only [#OK] counts as throughput; every other outcome is counted by its own name.
public enum Outcome {
  /// Done; for a write, acknowledged at the durability of the run.
  OK(Effect.APPLIED),
  /// A read found no record, or a delete found none to remove.
  NOT_FOUND(Effect.APPLIED),
  /// Refused before any replica was asked: too few are up.
  UNAVAILABLE(Effect.NONE),
  /// No answer in time; a write may have taken effect, now or later.
  TIMED_OUT(Effect.UNKNOWN),
  /// Refused by admission control before it had any effect.
  OVERLOADED(Effect.NONE),
  /// An operating failure on the way; a write may have taken effect.
  FAILED(Effect.UNKNOWN),
  /// The design cannot do this.
  UNSUPPORTED(Effect.NONE),
  /// Key plus value over the limit; refused before anything was sent.
  TOO_LARGE(Effect.NONE);

  /// What a write with some outcome did to the store.
  public enum Effect {
    /// It took effect.
    APPLIED,
    /// It took none and never will.
    NONE,
    /// Either.
    UNKNOWN
  }

  private final Effect effect;

  Outcome(Effect effect) {
    this.effect = effect;
  }

  /// What a write that ended so did; the oracle of live bytes relies on it, so a target must not understate it.
  public Effect effect() {
    return effect;
  }
}
