package org.rumbench.runtime;

/// How a slice ended, and so when the next one may run.
public sealed interface Step {
  /// More to do, as soon as a worker is free.
  Step MORE = new More();

  /// Nothing left to do.
  Step DONE = new Done();

  /// More to do, but not before the clock shows `nanos`: a rate limit, a flush by period.
  static Step notBefore(long nanos) {
    return new NotBefore(nanos);
  }

  /// More to do once `completion` has an outcome: a sync. The next slice asks it for its failure.
  static Step awaits(Completion completion) {
    return new Awaits(completion);
  }

  /// See [#MORE].
  record More() implements Step {}

  /// See [#DONE].
  record Done() implements Step {}

  /// See [#notBefore].
  record NotBefore(long nanos) implements Step {}

  /// See [#awaits].
  record Awaits(Completion completion) implements Step {}
}
