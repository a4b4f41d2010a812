package org.rumbench.wisckey;

/// The layout of a pointer into the value log, as the tree stores it in place of a value (little-endian, 16 bytes):
///
/// ```
///   0          4          8         12         16
///  +----------+----------+---------+----------+
///  | segment  | offset   | length  | CRC32C   |
///  | id       |          |         | of record|
///  +----------+----------+---------+----------+
/// ```
///
/// Offset and length are those of the encoded record ([org.rumbench.engine.RecordDescriptor]) in the segment file, key
/// and header included. The checksum covers those bytes, so one value is verified without reading the rest of its
/// unit, and a pointer that leads to another record is noticed.
public final class ValuePointerDescriptor {
  /// Offset of the segment id.
  public static final int SEGMENT_OFFSET = 0;
  /// Offset of the record's offset in the segment.
  public static final int RECORD_OFFSET = 4;
  /// Offset of the record's length.
  public static final int RECORD_LENGTH_OFFSET = 8;
  /// Offset of the record's checksum.
  public static final int CHECKSUM_OFFSET = 12;
  /// Length of a pointer.
  public static final int LENGTH = 16;

  private ValuePointerDescriptor() {}
}
