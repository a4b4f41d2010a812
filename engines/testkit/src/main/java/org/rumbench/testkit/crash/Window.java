package org.rumbench.testkit.crash;

import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.fault.StorageCall;

/// What the engine was doing when it was cut, as far as the storage call shows it.
public enum Window {
  /// Writing or syncing a commit log, value log or data log.
  LOG,
  /// Writing a table from a memtable.
  FLUSH,
  /// Writing or publishing a manifest.
  MANIFEST,
  /// Writing the output of a compaction or merge.
  MERGE,
  /// Writing a hint file or stored index.
  HINT,
  /// Rewriting live values.
  COLLECTION,
  /// Removing a file that is no longer needed.
  UNLINK,
  /// Making names durable.
  NAMES,
  /// Any call while the store is being opened.
  RECOVERY,
  /// Anything else, and the quiet after the last call.
  OTHER;

  /// The window of a call on a file that was created for `purpose`, outside recovery.
  static Window of(StorageCall call, IoPurpose purpose) {
    return switch (call) {
      case REMOVE -> UNLINK;
      case SYNC_NAMES -> NAMES;
      case CREATE, OPEN, PUBLISH, APPEND, READ, RESERVE, SYNC, TRUNCATE -> of(purpose);
    };
  }

  private static Window of(IoPurpose purpose) {
    return switch (purpose) {
      case LOG, VALUE_LOG, DATA_LOG -> LOG;
      case FLUSH -> FLUSH;
      case MANIFEST -> MANIFEST;
      case COMPACTION_LEVEL_0, COMPACTION_LEVEL_1, COMPACTION_LEVEL_2, COMPACTION_LEVEL_3, COMPACTION_LEVEL_4,
          COMPACTION_LEVEL_5, COMPACTION_LEVEL_6, COMPACTION, PAGES, MERGE -> MERGE;
      case INDEX -> HINT;
      case GARBAGE_COLLECTION, COLLECTION_LOOKUP -> COLLECTION;
      case RECOVERY -> RECOVERY;
      case USER_READ, SCAN, READ_BEFORE_WRITE, REPAIR, TRANSFER, HINTED_HANDOFF, NODE_METADATA, HARNESS -> OTHER;
    };
  }
}
