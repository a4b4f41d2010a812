package org.rumbench.coding;

/// The layout of a record log in blocks (little-endian): the file header of a [RecordLogDescriptor] with version 2 and
/// the block's length, then blocks of that length, counted from the beginning of the file. Commit logs are such logs.
///
/// ```
///  block: fragments, then zeros where no header of a fragment fits
///  +------------+------------+-----+------------+--------+
///  | fragment   | fragment   | ... | fragment   | 0 to 7 |
///  |            |            |     |            | zeros  |
///  +------------+------------+-----+------------+--------+
///
///  fragment
///   0         4       5          7      8
///  +---------+-------+----------+------+----------+
///  | CRC32C  | check | length   | type | bytes    |
///  |         |       | of bytes |      |          |
///  +---------+-------+----------+------+----------+
///
///  unit: the bytes of a FULL fragment, or of a FIRST, any number of MIDDLE and a LAST one
///  +-----------+----------------------+---------+
///  | sequence  | distance to the last | payload |
///  | (varint)  | byte known durable   |         |
///  |           | (varint)             |         |
///  +-----------+----------------------+---------+
/// ```
///
/// The checksum covers the log id, the fragment's offset, length, type and bytes: a fragment of another log, of an
/// earlier use of the space, or at a wrong place is none. The check is the lowest byte of what the checksum is before
/// the bytes; it only spares a search the sum over the bytes of what is no fragment, and proves nothing. The distance
/// counts from the unit's first fragment.
///
/// A fragment never crosses the end of its block; FIRST and MIDDLE ones reach it, MIDDLE and LAST ones begin theirs. So
/// whatever is damaged, the next block begins with a fragment, and what looks like one is never longer than a block.
///
/// The recovery rule is that of [RecordLogDescriptor]. A unit is all of its fragments or none.
public final class BlockLogDescriptor {
  /// The format version in the file header.
  public static final short FORMAT_VERSION = 2;
  /// Length of a block unless somebody chooses another.
  public static final int BLOCK_BYTES = 32 * 1024;
  /// Shortest block.
  public static final int MIN_BLOCK_BYTES = 128;
  /// Longest block: the length of its one fragment still fits.
  public static final int MAX_BLOCK_BYTES = 64 * 1024;

  /// Length of a fragment's header; no fragment begins where fewer bytes are left of a block.
  public static final int FRAGMENT_HEADER_LENGTH = 8;
  /// Offset of a fragment's checksum.
  public static final int CHECKSUM_OFFSET = 0;
  /// Offset of the check of its header.
  public static final int CHECK_OFFSET = 4;
  /// Offset of its length, unsigned.
  public static final int LENGTH_OFFSET = 5;
  /// Offset of its type.
  public static final int TYPE_OFFSET = 7;

  /// Type of a fragment that is a unit. Types are persistent.
  public static final byte TYPE_FULL = 1;
  /// Type of the first of several fragments.
  public static final byte TYPE_FIRST = 2;
  /// Type of one that is neither the first nor the last.
  public static final byte TYPE_MIDDLE = 3;
  /// Type of the last of several fragments.
  public static final byte TYPE_LAST = 4;
  /// Added to the types of the fragments of the END unit, whose payload is empty.
  public static final byte TYPE_END = 8;

  /// Upper bound of what is before the payload in a unit.
  public static final int MAX_UNIT_HEADER_LENGTH = 10 + 10;

  private BlockLogDescriptor() {}

  /// Whether blocks can have this length: a power of two from [#MIN_BLOCK_BYTES] to [#MAX_BLOCK_BYTES].
  public static boolean isBlockLength(long bytes) {
    return bytes >= MIN_BLOCK_BYTES && bytes <= MAX_BLOCK_BYTES && Long.bitCount(bytes) == 1;
  }
}
