package org.rumbench.cluster.message;

/// What a replica knows of a key. Codes are the protocol's.
public enum RecordState {
  /// Nothing.
  ABSENT(0),
  /// A value and its version.
  VALUE(1),
  /// A deletion and its version.
  TOMBSTONE(2);

  private static final RecordState[] BY_CODE = values();

  private final int code;

  RecordState(int code) {
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

  /// The state of a code, which the caller has checked.
  public static RecordState ofCode(int code) {
    return BY_CODE[code];
  }
}
