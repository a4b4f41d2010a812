package org.rumbench.lsm.twocomponent;

import java.util.ArrayList;
import java.util.List;
import org.rumbench.lsm.FileNumbers;
import org.rumbench.lsm.record.KeyBytes;
import org.rumbench.lsm.record.RangeTombstone;
import org.rumbench.lsm.record.RangeTombstones;
import org.rumbench.lsm.table.Fields;
import org.rumbench.lsm.table.GrowingBuffer;

/// What is known of a disk subtree without reading it; kept in the manifest: the entry of C1's root node.
///
/// @param number      file number
/// @param fileBytes   length of the file
/// @param leafBytes   bytes of its leaf pages
/// @param records     records in it, range deletions left out
/// @param tombstones  of these, deletions
/// @param minVersion  lowest version, range deletions included
/// @param maxVersion  highest version, range deletions included
/// @param maxSequence highest arrival sequence, range deletions included
/// @param smallest    first key, or where the first range deletion begins if that is before it
/// @param largest     last key; without records the same as `smallest`
/// @param ranges      range deletions, cut to the keys that the subtree is responsible for
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
    KeyBytes largest,
    RangeTombstones ranges) {

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
    target.putVarint(ranges.asList().size());
    for (RangeTombstone one : ranges.asList()) {
      target.putKey(one.from());
      target.putKey(one.to());
      target.putLong(one.version());
      target.putVarint(one.sequence());
    }
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
        fields.nextKey(),
        decodeRanges(fields));
  }

  private static RangeTombstones decodeRanges(Fields fields) {
    List<RangeTombstone> ranges = new ArrayList<>();
    for (int left = fields.nextLength(); left > 0; left--) {
      ranges.add(
          new RangeTombstone(fields.nextKey(), fields.nextKey(), fields.nextLong(), fields.nextVarint()));
    }
    return RangeTombstones.of(ranges);
  }

  String fileName() {
    return FileNumbers.name(number, SubtreeDescriptor.EXTENSION);
  }
}
