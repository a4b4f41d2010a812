package org.rumbench.cluster.message;

/// Why a replica is written to. Codes are the protocol's.
public enum WriteOrigin {
  /// A client's put or delete.
  CLIENT(0),
  /// A hint handed back.
  HINT(1),
  /// Read repair or anti-entropy.
  REPAIR(2),
  /// A range that moves here.
  TRANSFER(3);

  private static final WriteOrigin[] BY_CODE = values();

  private final int code;

  WriteOrigin(int code) {
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

  /// The origin of a code, which the caller has checked.
  public static WriteOrigin ofCode(int code) {
    return BY_CODE[code];
  }
}
