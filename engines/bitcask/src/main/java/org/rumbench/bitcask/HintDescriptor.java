package org.rumbench.bitcask;

/// The layout of a hint file (little-endian): a record log with the segment's id whose first unit is a summary and
/// whose other units hold one entry for each record of the segment, in order, several to a unit.
///
/// ```
///  summary, 28 bytes
///   0             8         16        20
///  +-------------+---------+---------+-------------+
///  | length of   | entries | segment | fingerprint |
///  | the segment |         | id      |             |
///  +-------------+---------+---------+-------------+
///
///  entry, 30 bytes and the key
///   0         4          8       12       14        22          30
///  +---------+----------+-------+--------+---------+-----------+-----+
///  | record  | length   | CRC of| key    | version | sequence  | key |
///  | offset  | and flags| record| length |         |           |     |
///  +---------+----------+-------+--------+---------+-----------+-----+
/// ```
///
/// The fingerprint is [Segment#fingerprint()]: a sum over all records, made when each was written, apart from the
/// entries. The first stores have summaries of 20 bytes, without it.
///
/// Flags are bit 30 (tombstone) and bit 29 (has an expiry) of the length field; these are persistent.
final class HintDescriptor {
  /// The first bytes of a hint file: `RBHT`.
  static final int MAGIC = 0x54484252;
  /// Prefix of the file name; the suffix is a segment's.
  static final String PREFIX = "hint-";
  /// A unit is closed once it holds this many bytes of entries.
  static final int UNIT_BYTES = 32 * 1024;

  static final int SUMMARY_SEGMENT_LENGTH_OFFSET = 0;
  static final int SUMMARY_ENTRY_COUNT_OFFSET = 8;
  static final int SUMMARY_SEGMENT_ID_OFFSET = 16;
  static final int SUMMARY_FINGERPRINT_OFFSET = 20;
  static final int SUMMARY_LENGTH = 28;
  /// Length of a summary without a fingerprint.
  static final int FIRST_SUMMARY_LENGTH = 20;

  static final int RECORD_OFFSET_OFFSET = 0;
  static final int LENGTH_OFFSET = 4;
  static final int CHECKSUM_OFFSET = 8;
  static final int KEY_LENGTH_OFFSET = 12;
  static final int VERSION_OFFSET = 14;
  static final int SEQUENCE_OFFSET = 22;
  static final int KEY_OFFSET = 30;

  /// Bits of the length field that have a meaning.
  static final int LENGTH_FIELD_MASK =
      KeyEntryDescriptor.LENGTH_MASK | KeyEntryDescriptor.FLAG_TOMBSTONE | KeyEntryDescriptor.FLAG_EXPIRY;

  private HintDescriptor() {}

  /// Whether the first unit of a hint file can have that length.
  static boolean isSummaryLength(int length) {
    return length == SUMMARY_LENGTH || length == FIRST_SUMMARY_LENGTH;
  }

  static String fileName(int id) {
    return PREFIX + SegmentDescriptor.hex(id) + SegmentDescriptor.SUFFIX;
  }
}
