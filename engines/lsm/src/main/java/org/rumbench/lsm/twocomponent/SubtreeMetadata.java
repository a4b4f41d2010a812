package org.rumbench.lsm.twocomponent;

import org.rumbench.lsm.FileNumbers;
import org.rumbench.lsm.record.KeyBytes;
import org.rumbench.lsm.table.Fields;
import org.rumbench.lsm.table.GrowingBuffer;

/// What is known of a disk subtree without reading it; kept in the manifest: the entry of C1's root node.
///
/// @param number      file number
/// @param fileBytes   length of the file
/// @param leafBytes   bytes of its leaf pages
/// @param records     records in it
/// @param tombstones  of these, deletions
/// @param minVersion  lowest version
/// @param maxVersion  highest version
/// @param maxSequence highest arrival sequence
/// @param smallest    first key
/// @param largest     last key
record SubtreeMetadata(
    long number,
    long fileBytes,
    long leafBytes,
    long records,
    long tombstones,
    long minVersion,
    long maxVersion,
    long maxSequence,
    KeyBytes smallest,
    KeyBytes largest) {

  void encode(GrowingBuffer target) {
    target.putVarint(number);
    target.putVarint(fileBytes);
    target.putVarint(leafBytes);
    target.putVarint(records);
    target.putVarint(tombstones);
    target.putLong(minVersion);
    target.putLong(maxVersion);
    target.putVarint(maxSequence);
    target.putKey(smallest);
    target.putKey(largest);
  }

  static SubtreeMetadata decode(Fields fields) {
    return new SubtreeMetadata(
        fields.nextVarint(),
        fields.nextVarint(),
        fields.nextVarint(),
        fields.nextVarint(),
        fields.nextVarint(),
        fields.nextLong(),
        fields.nextLong(),
        fields.nextVarint(),
        fields.nextKey(),
        fields.nextKey());
  }

  String fileName() {
    return FileNumbers.name(number, SubtreeDescriptor.EXTENSION);
  }
}
