package org.rumbench.cluster.message;

/// What a replica says of one request. Codes are the protocol's.
public enum ReplicaStatus {
  /// Done, as durable as configured.
  OK(0),
  /// The node is still opening its engine.
  STARTING(1),
  /// Too many writes wait for the engine already; not applied.
  OVERLOADED(2),
  /// The engine failed; a write's fate is indeterminate.
  FAILED(3),
  /// The coordinator's time was over before the engine was reached; not applied.
  EXPIRED(4),
  /// The engine cannot do this.
  UNSUPPORTED(5);

  private static final ReplicaStatus[] BY_CODE = values();

  private final int code;

  ReplicaStatus(int code) {
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

  /// The status of a code, which the caller has checked.
  public static ReplicaStatus ofCode(int code) {
    return BY_CODE[code];
  }
}
