package org.rumbench.engine;

/// The layout of one record, shared by batches, logs and data files (little-endian):
///
/// ```
///   0        1            9         +8 if EXPIRY   varint      varint
///  +--------+------------+---------------------+-----------+-------------+-----+-------+
///  | kind   | version    | expiry (ms)         | key length| value length| key | value |
///  | +flags |            |                     |           |             |     |       |
///  +--------+------------+---------------------+-----------+-------------+-----+-------+
/// ```
///
/// The low four bits of the first byte are the [RecordKind] code, the rest flags; unknown flags are damage.
/// A tombstone has value length 0; a range tombstone's value is the end of its range (exclusive).
/// Versions are any 64-bit numbers compared as signed; the arrival *sequence* is not in the record: containers store it
/// once per batch or per entry.
public final class RecordDescriptor {
  /// Offset of kind and flags.
  public static final int KIND_OFFSET = 0;
  /// Offset of the version.
  public static final int VERSION_OFFSET = 1;
  /// Offset of the expiry, or of the key length when there is none.
  public static final int AFTER_VERSION_OFFSET = 9;
  /// Mask of the kind code in the first byte.
  public static final int KIND_MASK = 0x0f;
  /// Flag: the record has an expiry.
  public static final int FLAG_EXPIRY = 0x10;
  /// Flag: the value is a pointer into a value log (key-value separation).
  public static final int FLAG_POINTER = 0x20;
  /// Flags a reader accepts.
  public static final int KNOWN_FLAGS = FLAG_EXPIRY | FLAG_POINTER;
  /// Upper bound of a header's length: kind, version, expiry and two five-byte varints.
  public static final int MAX_HEADER_LENGTH = 1 + 8 + 8 + 5 + 5;

  private RecordDescriptor() {}
}
