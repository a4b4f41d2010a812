package org.rumbench.lsm.table;

/// The layout of a sorted table (little-endian); the overview with an example is FORMAT.md.
///
/// ```
///  +--------+------------+-----+-----------------+-----+------------------+--------+-------+------------+--------+
///  | header | data block | ... | index partition | ... | range tombstones | filter | index | properties | footer |
///  +--------+------------+-----+-----------------+-----+------------------+--------+-------+------------+--------+
///
///  header, 16 bytes                       block
///   0       4         6          8         +---------+--------+---------+
///  +-------+---------+----------+------+   | payload | type 1 | CRC32C  |
///  | magic | version | reserved | file |   +---------+--------+---------+
///  +-------+---------+----------+------+
///
///  data block payload                                   entry
///  +-------+-----+----------------+-------+   +--------+--------+--------+------+---------+----------+--------+
///  | entry | ... | restarts u32[] | count |   | shared | suffix | value  | kind | version | sequence | expiry |...
///  +-------+-----+----------------+-------+   | varint | length | length | 1    | 8       | varint   | 0 or 8 |
///                                             +--------+--------+--------+------+---------+----------+--------+
///                                             ... suffix bytes, value bytes
///  with a hash index inside: ... restarts u32[], buckets u8[], number of buckets u16, count | 1 << 31
///
///  compressed data block payload
///  +---------------------+--------------------------+------------------+
///  | plain length varint | compressed length varint | compressed bytes |
///  +---------------------+--------------------------+------------------+
///
///  footer, 64 bytes: four times (offset 8, payload length 4) for range tombstones, filter, index, properties;
///  then 4 reserved, format version 4, magic 4, CRC32C 4
/// ```
///
/// A block's checksum covers the file number, the block's offset, its payload and type, so a block that lies at the
/// wrong place or in the wrong file is damage.
public final class TableDescriptor {
  /// Extension of table files.
  public static final String EXTENSION = "table";
  /// Magic of tables: `RBST`.
  public static final int MAGIC = 0x54534252;
  /// The format version written.
  public static final int FORMAT_VERSION = 2;
  /// The oldest format version read: no compression, one kind of filter and index, fewer properties.
  public static final int FIRST_FORMAT_VERSION = 1;

  /// Whether tables of that format version are read.
  public static boolean isReadable(int version) {
    return version >= FIRST_FORMAT_VERSION && version <= FORMAT_VERSION;
  }

  /// Length of the header, and so the offset of the first block.
  public static final int HEADER_LENGTH = 16;
  /// Offset of the version in the header.
  public static final int HEADER_VERSION_OFFSET = 4;
  /// Offset of the file number in the header.
  public static final int HEADER_FILE_OFFSET = 8;

  /// Length of what follows a block's payload: type and checksum.
  public static final int TRAILER_LENGTH = 5;
  /// Block type: not compressed. The others are the ordinals of [Compression]; only data blocks have them.
  public static final byte TYPE_PLAIN = 0;

  /// Kind of a filter: none.
  public static final int FILTER_NONE = 0;
  /// Kind of a filter: lines of 512 bits.
  public static final int FILTER_BLOCKED = 1;
  /// Kind of a filter: probes anywhere.
  public static final int FILTER_CLASSIC = 2;

  /// Kind of an index: the last key of every block.
  public static final int INDEX_BLOCK = 0;
  /// Kind of an index: the last key of every partition, which have those of the blocks.
  public static final int INDEX_TWO_LEVEL = 1;
  /// Kind of an index: the last key of every block, then a hash table of all keys.
  public static final int INDEX_HASH = 2;

  /// Set in a data block's number of restarts when buckets stand before it.
  public static final int FLAG_BUCKETS = 1 << 31;
  /// A bucket that no key of the block is in.
  public static final int BUCKET_EMPTY = 255;
  /// A bucket with keys of several restarts.
  public static final int BUCKET_SHARED = 254;
  /// A block with more restarts has no buckets.
  public static final int MOST_BUCKET_RESTARTS = 254;

  /// Length of the footer.
  public static final int FOOTER_LENGTH = 64;
  /// Length of one block handle in the footer.
  public static final int HANDLE_LENGTH = 12;
  /// Offset of the format version in the footer.
  public static final int FOOTER_VERSION_OFFSET = 52;
  /// Offset of the magic in the footer.
  public static final int FOOTER_MAGIC_OFFSET = 56;
  /// Offset of the checksum in the footer.
  public static final int FOOTER_CHECKSUM_OFFSET = 60;

  /// Entries between two restarts of key compression.
  public static final int RESTART_INTERVAL = 16;

  private TableDescriptor() {}
}
