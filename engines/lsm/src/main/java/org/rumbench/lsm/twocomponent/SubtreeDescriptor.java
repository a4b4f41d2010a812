package org.rumbench.lsm.twocomponent;

/// The layout of a disk subtree `NNNNNN.subtree`; the overview is FORMAT.md. All numbers are little-endian.
///
/// Nodes of one or more pages, leaves first in key order, then each level of inner nodes, the root last; then the
/// footer.
///
/// ```
///  node    0       4        8            12     16      20      24            32
///         +-------+--------+------------+------+-------+-------+-------------+-----------+---------+------+
///         | magic | CRC32C | page bytes | span | level | count | page number | count x 4 | entries | zeros|
///         +-------+--------+------------+------+-------+-------+-------------+-----------+---------+------+
///  leaf entry    kind+flags 1, version 8, sequence 8, expiry 8, key length 4, value length 4, key, value
///  inner entry   child page 8, child span 4, key length 4, last key below the child
///  footer  0             8           16          20           24      32           40        48        52
///         +-------------+-----------+-----------+------------+-------+------------+---------+---------+---------+
///         | file number | root page | root span | page bytes | pages | leaf pages | records | 0       | version |
///         +-------------+-----------+-----------+------------+-------+------------+---------+---------+---------+
///          56      60
///         +-------+--------+
///         | magic | CRC32C |
///         +-------+--------+
/// ```
///
/// A node's checksum is over file number, page number and its bytes from offset 8 to the end of its span; the footer's
/// over its first 60 bytes. Slots (4 bytes each, from the end of the slots) and entries are in the tree's record order.
final class SubtreeDescriptor {
  /// Extension of subtrees.
  static final String EXTENSION = "subtree";
  /// Magic of a node: `RBPG`.
  static final int NODE_MAGIC = 0x47504252;
  /// Magic of the footer: `RBST`.
  static final int FOOTER_MAGIC = 0x54534252;
  /// Version of the format.
  static final int FORMAT_VERSION = 1;

  static final int CHECKSUM_OFFSET = 4;
  static final int PAGE_BYTES_OFFSET = 8;
  static final int SPAN_OFFSET = 12;
  static final int LEVEL_OFFSET = 16;
  static final int COUNT_OFFSET = 20;
  static final int PAGE_NUMBER_OFFSET = 24;
  static final int HEADER_LENGTH = 32;

  static final int KIND_OFFSET = 0;
  static final int VERSION_OFFSET = 1;
  static final int SEQUENCE_OFFSET = 9;
  static final int EXPIRY_OFFSET = 17;
  static final int LEAF_KEY_LENGTH_OFFSET = 25;
  static final int VALUE_LENGTH_OFFSET = 29;
  static final int LEAF_KEY_OFFSET = 33;

  static final int CHILD_OFFSET = 0;
  static final int CHILD_SPAN_OFFSET = 8;
  static final int INNER_KEY_LENGTH_OFFSET = 12;
  static final int INNER_KEY_OFFSET = 16;

  static final int FOOTER_ROOT_OFFSET = 8;
  static final int FOOTER_ROOT_SPAN_OFFSET = 16;
  static final int FOOTER_PAGE_BYTES_OFFSET = 20;
  static final int FOOTER_PAGES_OFFSET = 24;
  static final int FOOTER_LEAF_PAGES_OFFSET = 32;
  static final int FOOTER_RECORDS_OFFSET = 40;
  static final int FOOTER_VERSION_OFFSET = 52;
  static final int FOOTER_MAGIC_OFFSET = 56;
  static final int FOOTER_CHECKSUM_OFFSET = 60;
  static final int FOOTER_LENGTH = 64;

  private SubtreeDescriptor() {}
}
