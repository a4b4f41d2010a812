package org.rumbench.engine;

/// What a record says about its key. The codes are on disk: never change one.
public enum RecordKind {
  /// The key has a value.
  VALUE(1),
  /// The key is deleted.
  TOMBSTONE(2),
  /// All keys from the record's key (inclusive) to its value (exclusive) are deleted below its version.
  RANGE_TOMBSTONE(3);

  private final int code;

  RecordKind(int code) {
    this.code = code;
  }

  /// The persistent code, 1 to 15 (upper bits are flags).
  public int code() {
    return code;
  }

  /// The kind of a persistent code; [IllegalArgumentException] for an unknown one, which a reader turns into damage.
  public static RecordKind ofCode(int code) {
    return switch (code) {
      case 1 -> VALUE;
      case 2 -> TOMBSTONE;
      case 3 -> RANGE_TOMBSTONE;
      default -> throw new IllegalArgumentException("record kind " + code);
    };
  }
}
