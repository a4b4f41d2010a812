package org.rumbench.cluster.message;

/// How a client's request ended. Codes are the protocol's.
public enum Outcome {
  /// The quorum answered; for a read this includes "no such key".
  OK(0),
  /// Not enough live replicas are known: decided at once, nothing was sent.
  UNAVAILABLE(1),
  /// The quorum did not answer in time. A write may or may not appear later.
  TIMED_OUT(2),
  /// A bounded queue was full; may succeed later.
  OVERLOADED(3),
  /// A replica failed (damage, device) or a connection broke, and the quorum cannot be met.
  FAILED(4),
  /// Key plus value are over the limit; nothing was sent.
  TOO_LARGE(5),
  /// The design cannot do this: ordered scans on a hash design.
  UNSUPPORTED(6);

  private static final Outcome[] BY_CODE = values();

  private final int code;

  Outcome(int code) {
    this.code = code;
  }

  /// The code on the wire.
  public int code() {
    return code;
  }

  /// The highest code.
  public static int highestCode() {
    return BY_CODE.length - 1;
  }

  /// The outcome of a code, which the caller has checked.
  public static Outcome ofCode(int code) {
    return BY_CODE[code];
  }
}
