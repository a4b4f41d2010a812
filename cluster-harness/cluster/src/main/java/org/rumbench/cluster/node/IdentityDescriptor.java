package org.rumbench.cluster.node;

/// The layout of a node's `identity` file (little-endian):
///
/// ```
///   0       4         8         12         16            24             32
///  +-------+---------+---------+----------+-------------+--------------+--------+
///  | magic | format  | node id | reserved | incarnation | cluster name | CRC32C |
///  | RMBI  | version |         | 0        |             | hash         | of 0-31|
///  +-------+---------+---------+----------+-------------+--------------+--------+
/// ```
///
/// See FORMAT.md beside this package's resources.
final class IdentityDescriptor {
  /// `RMBI`.
  static final int MAGIC = 0x49424d52;
  /// Version of this layout.
  static final int FORMAT_VERSION = 1;
  static final int MAGIC_OFFSET = 0;
  static final int FORMAT_VERSION_OFFSET = 4;
  static final int NODE_ID_OFFSET = 8;
  static final int INCARNATION_OFFSET = 16;
  static final int CLUSTER_NAME_HASH_OFFSET = 24;
  static final int CHECKSUM_OFFSET = 32;
  /// Length of the file.
  static final int LENGTH = 36;

  private IdentityDescriptor() {}
}
