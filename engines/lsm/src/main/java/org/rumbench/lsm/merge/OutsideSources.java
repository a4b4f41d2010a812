package org.rumbench.lsm.merge;

import org.agrona.DirectBuffer;
import org.rumbench.lsm.record.RangeTombstone;

/// What lies outside a merge, as far as deletions care. Fixed when the merge begins: later writes are above the purge
/// version, and other merges only move what was there.
public interface OutsideSources {
  /// Deletions stay.
  OutsideSources ANYTHING =
      new OutsideSources() {
        @Override
        public long minVersionOf(DirectBuffer key, int offset, int length) {
          return Long.MIN_VALUE;
        }

        @Override
        public long minVersionIn(RangeTombstone range) {
          return Long.MIN_VALUE;
        }
      };

  /// The lowest version in any source that may hold the key; [Long#MAX_VALUE] when none may.
  long minVersionOf(DirectBuffer key, int offset, int length);

  /// The lowest version in any source that may hold a key of the range.
  long minVersionIn(RangeTombstone range);
}
