package org.rumbench.bitcask;

/// The layout of a hint file (little-endian): a record log with the segment's id whose first unit is a summary and
/// whose other units hold one entry for each record of the segment, in order, several to a unit.
///
/// ```
///  summary, 20 bytes                       entry, 30 bytes and the key
///   0             8         16              0         4          8       12       14        22          30
///  +-------------+---------+---------+     +---------+----------+-------+--------+---------+-----------+-----+
///  | length of   | entries | segment |     | record  | length   | CRC of| key    | version | sequence  | key |
///  | the segment |         | id      |     | offset  | and flags| record| length |         |           |     |
///  +-------------+---------+---------+     +---------+----------+-------+--------+---------+-----------+-----+
/// ```
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
  static final int SUMMARY_LENGTH = 20;

  static final int RECORD_OFFSET_OFFSET = 0;
  static final int LENGTH_OFFSET = 4;
  static final int CHECKSUM_OFFSET = 8;
  static final int KEY_LENGTH_OFFSET = 12;
  static final int VERSION_OFFSET = 14;
  static final int SEQUENCE_OFFSET = 22;
  static final int KEY_OFFSET = 30;

  private HintDescriptor() {}

  static String fileName(int id) {
    return PREFIX + SegmentDescriptor.hex(id) + SegmentDescriptor.SUFFIX;
  }
}
