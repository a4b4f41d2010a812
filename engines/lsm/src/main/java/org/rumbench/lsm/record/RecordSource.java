package org.rumbench.lsm.record;

import org.agrona.DirectBuffer;

/// A walk over records in the tree's order: key ascending, version descending, sequence descending. One owner.
///
/// Starts before the first record. Range tombstones are not part of the walk.
public interface RecordSource extends RecordCursor {
  /// Moves to the next record; false at the end.
  boolean next();

  /// Moves to the first record whose key is at or behind the given one; false when there is none.
  boolean seek(DirectBuffer key, int offset, int length);

  /// The present key's [org.rumbench.coding.KeyOrder#prefixOf].
  long keyPrefix();
}
