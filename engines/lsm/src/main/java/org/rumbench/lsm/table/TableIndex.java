package org.rumbench.lsm.table;

/// Which data block a key is in. Immutable; any thread.
public sealed interface TableIndex permits BlockIndex, TwoLevelIndex, HashIndex {
  /// Where the data blocks are.
  BlockPlaces places();

  /// Bytes in memory, those in the block cache left out.
  long memoryBytes();

  /// For people: its kind and size.
  String describe();

  /// Reads an index block in that version of the table format.
  static TableIndex decode(Fields fields, int formatVersion) {
    if (formatVersion == TableDescriptor.FIRST_FORMAT_VERSION) {
      return BlockIndex.decodeFirstFormat(fields);
    }
    int kind = fields.nextByte();
    BlockPlaces places = BlockPlaces.decode(fields);
    return switch (kind) {
      case TableDescriptor.INDEX_BLOCK -> BlockIndex.decode(fields, places);
      case TableDescriptor.INDEX_TWO_LEVEL -> TwoLevelIndex.decode(fields, places);
      case TableDescriptor.INDEX_HASH -> HashIndex.decode(fields, places);
      default -> throw fields.damage("a kind of index", Integer.toString(kind));
    };
  }
}
