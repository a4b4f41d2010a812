package org.rumbench.lsm.memtable;

import org.agrona.DirectBuffer;
import org.rumbench.lsm.record.RecordSource;

/// The order over the records of an arena: key, version descending, sequence descending. Readers take no locks and may
/// be beside writers; records are found from when [#add] returns, or earlier.
sealed interface RecordIndex permits SkipList, UnrolledSkipList, BPlusTree {
  /// Puts a record into the arena, `linkBytes` from [#linkBytes] before it, and into the order. Writers as
  /// [#takesConcurrentAdds] says.
  void add(int record, DirectBuffer key, int keyOffset, int keyLength, long prefix, long version, long sequence);

  /// Bytes the index wants before the record with this sequence.
  int linkBytes(long sequence);

  /// The first record at or behind this place; 0 when there is none.
  int ceiling(DirectBuffer key, int keyOffset, int keyLength, long prefix, long version, long sequence);

  /// The record behind one that was just found by [#ceiling]; 0 when there is none.
  int after(int record);

  /// A sorted walk over everything.
  RecordSource walk();

  /// Upper bound of the arena bytes that `recordCount` more encoded records of `lengthBytes` take.
  long roomFor(long lengthBytes, int recordCount);

  /// Whether [#add] may be called from several threads at once; else one at a time.
  boolean takesConcurrentAdds();
}
