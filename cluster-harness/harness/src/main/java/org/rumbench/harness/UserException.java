package org.rumbench.harness;

/// The user's mistake, told in one line: what, where, how to mend it. Ends the program with [#exitStatus].
public final class UserException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Exit status of bad usage or input.
  public static final int BAD_INPUT = 2;

  private final int exitStatus;

  /// A mistake in usage or input.
  public UserException(String message) {
    this(message, BAD_INPUT);
  }

  /// A condition with an exit status of its own.
  public UserException(String message, int exitStatus) {
    super(message);
    this.exitStatus = exitStatus;
  }

  /// What the process exits with.
  public int exitStatus() {
    return exitStatus;
  }
}
