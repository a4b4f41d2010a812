package org.rumbench.coding;

/// The layout of a record log: a header, then units back to back (little-endian). Value logs, hash-log segments, hint
/// files and manifests are record logs that differ in magic and in what a unit's payload says. Commit logs, into which
/// nothing points, have the same header and the same rule with their units in blocks ([BlockLogDescriptor]).
///
/// ```
///  file header, 24 bytes
///   0         4          6        7      8        16          20        24
///  +---------+----------+--------+------+--------+-----------+---------+
///  | magic   | version  | log2   | (0)  | log id | CRC32C    | reserved|
///  |         |          | block  |      |        | of 0..15  | (0)     |
///  +---------+----------+--------+------+--------+-----------+---------+
///
///  unit
///   0         4      5
///  +---------+------+----------------+--------------+----------------------+---------+
///  | CRC32C  | type | sequence       | payload      | distance to the last | payload |
///  |         |      | (varint)       | length       | byte known durable   |         |
///  |         |      |                | (varint)     | (varint)             |         |
///  +---------+------+----------------+--------------+----------------------+---------+
/// ```
///
/// The checksum covers the log id, the unit's offset and everything behind the checksum, so a unit of another log, of
/// an earlier use of the space, or at a wrong place is no unit. Type 0 is what reserved or lost blocks look like. The
/// numbers are in their shortest form, or all in their longest where a payload's place must be known beforehand.
///
/// **Recovery rule.** Units are read from the first on. The first place that holds no unit is the end, except when a
/// valid unit further on says that bytes beyond that place were durable when it was written: then the log was damaged,
/// not torn. A closed log ends with an END unit, behind which nothing may stand.
public final class RecordLogDescriptor {
  /// Length of the file header, and so the offset of the first unit.
  public static final int FILE_HEADER_LENGTH = 24;
  /// Offset of the magic.
  public static final int MAGIC_OFFSET = 0;
  /// Offset of the format version.
  public static final int FORMAT_VERSION_OFFSET = 4;
  /// Offset of the binary logarithm of the length of a block; 0 with units back to back.
  public static final int BLOCK_SHIFT_OFFSET = 6;
  /// Offset of the log id.
  public static final int LOG_ID_OFFSET = 8;
  /// Offset of the header's checksum.
  public static final int HEADER_CHECKSUM_OFFSET = 16;
  /// Offset of four bytes without meaning, written as 0.
  public static final int HEADER_RESERVED_OFFSET = 20;
  /// The version of a log with units back to back.
  public static final short FORMAT_VERSION = 1;

  /// Offset of a unit's checksum.
  public static final int CHECKSUM_OFFSET = 0;
  /// Offset of a unit's type.
  public static final int TYPE_OFFSET = 4;
  /// Offset of a unit's sequence.
  public static final int SEQUENCE_OFFSET = 5;
  /// Longest form of a number of up to 64 bits.
  static final int WIDE_LONG_LENGTH = 10;
  /// Longest form of a number of up to 32 bits.
  static final int WIDE_INT_LENGTH = 5;
  /// Upper bound of a unit's header: all its numbers in their longest form.
  public static final int MAX_UNIT_HEADER_LENGTH = SEQUENCE_OFFSET + 2 * WIDE_LONG_LENGTH + WIDE_INT_LENGTH;
  /// Longest payload.
  public static final int MAX_PAYLOAD_LENGTH = 256 << 20;

  /// Type of a unit with a payload.
  public static final byte TYPE_UNIT = 1;
  /// Type of the last unit of a log that was closed; its payload is empty.
  public static final byte TYPE_END = 2;

  private RecordLogDescriptor() {}
}
