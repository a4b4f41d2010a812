package org.rumbench.bitcask;

/// The layout of the manifest's only unit (little-endian):
///
/// ```
///   0          8           16          24       28
///  +----------+-----------+-----------+--------+-------------------------------------+
///  | first    | next      | highest   | count  | count times: id (4), flags (1),     |
///  | unlisted | sequence  | version   |        | length in bytes (8)                 |
///  +----------+-----------+-----------+--------+-------------------------------------+
/// ```
final class ManifestDescriptor {
  /// The first bytes of a manifest: `RBMF`.
  static final int MAGIC = 0x464d4252;
  /// The log id of every manifest: each is a new file with one unit.
  static final long LOG_ID = -1;
  /// The name it is published under.
  static final String FILE_NAME = "manifest";
  /// The name it is written under.
  static final String TEMPORARY_FILE_NAME = "manifest.tmp";

  static final int FIRST_UNLISTED_OFFSET = 0;
  static final int NEXT_SEQUENCE_OFFSET = 8;
  static final int HIGHEST_VERSION_OFFSET = 16;
  static final int COUNT_OFFSET = 24;
  static final int SEGMENTS_OFFSET = 28;

  static final int SEGMENT_ID_OFFSET = 0;
  static final int SEGMENT_FLAGS_OFFSET = 4;
  static final int SEGMENT_LENGTH_OFFSET = 5;
  static final int SEGMENT_LENGTH = 13;
  /// The segment was written by a merge.
  static final int FLAG_MERGED = 1;
  /// The segment was not sealed; its length is what was durable.
  static final int FLAG_OPEN = 2;

  private ManifestDescriptor() {}
}
