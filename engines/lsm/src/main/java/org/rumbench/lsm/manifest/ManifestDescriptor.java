package org.rumbench.lsm.manifest;

/// The layout of the manifest; the overview with an example is FORMAT.md.
///
/// A manifest `NNNNNN.manifest` is a record log (magic `RBMF`, log id = its number) whose units are edits. An edit is a
/// list of fields, each a tag byte and its content; its changes happen together or not at all.
///
/// ```
///  tag 1  table added        level varint, table metadata of format 1; its run is its number in level 0, else 0
///  tag 2  table removed      number varint
///  tag 3  replay position    varint: the commit log is replayed from here
///  tag 4  flushed sequence   varint: every record up to here is in a table
///  tag 5  next file number   varint
///  tag 6  attachment         length varint, bytes
///  tag 7  highest version    8 bytes
///  tag 8  table added        level varint, run varint, table metadata of format 2
/// ```
///
/// `current`, 24 bytes, names the manifest in use:
///
/// ```
///   0       4         8                  16       20
///  +-------+---------+------------------+--------+----------+
///  | magic | version | manifest number  | CRC32C | reserved |
///  +-------+---------+------------------+--------+----------+
/// ```
public final class ManifestDescriptor {
  /// Extension of manifests.
  public static final String EXTENSION = "manifest";
  /// Magic of manifests: `RBMF`.
  public static final int MAGIC = 0x464d4252;

  /// Name of the pointer.
  public static final String CURRENT = "current";
  /// Name under which a new pointer is written.
  public static final String CURRENT_NEW = "current.new";
  /// Magic of the pointer: `RBCU`.
  public static final int CURRENT_MAGIC = 0x55434252;
  /// Version of the pointer.
  public static final int CURRENT_VERSION = 1;
  /// Length of the pointer.
  public static final int CURRENT_LENGTH = 24;
  /// Offset of the manifest's number.
  public static final int CURRENT_NUMBER_OFFSET = 8;
  /// Offset of the checksum.
  public static final int CURRENT_CHECKSUM_OFFSET = 16;
  /// Offset of four bytes without meaning, written as 0.
  public static final int CURRENT_RESERVED_OFFSET = 20;

  static final int TAG_ADDED = 1;
  static final int TAG_REMOVED = 2;
  static final int TAG_REPLAY_POSITION = 3;
  static final int TAG_FLUSHED_SEQUENCE = 4;
  static final int TAG_NEXT_FILE = 5;
  static final int TAG_ATTACHMENT = 6;
  static final int TAG_HIGHEST_VERSION = 7;
  static final int TAG_ADDED_TO_RUN = 8;

  private ManifestDescriptor() {}
}
