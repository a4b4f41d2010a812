package org.rumbench.testkit;

import org.jspecify.annotations.Nullable;

/// A promise that an engine broke: a wrong answer, a lost write, an error that should not be or one that is missing.
public final class Violation extends AssertionError {
  private static final long serialVersionUID = 1;

  /// A broken promise, said in one line: what was expected, what was found, where.
  public Violation(String message) {
    this(message, null);
  }

  /// A broken promise that showed as a failure.
  public Violation(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
