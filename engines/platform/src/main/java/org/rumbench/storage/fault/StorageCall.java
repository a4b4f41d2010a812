package org.rumbench.storage.fault;

/// The calls that can be made to fail.
public enum StorageCall {
  /// Storage.create.
  CREATE,
  /// Storage.open.
  OPEN,
  /// Storage.publish.
  PUBLISH,
  /// Storage.remove.
  REMOVE,
  /// Storage.syncNames.
  SYNC_NAMES,
  /// StorageFile.append.
  APPEND,
  /// StorageFile.read.
  READ,
  /// StorageFile.reserve.
  RESERVE,
  /// StorageFile.sync.
  SYNC,
  /// StorageFile.truncate.
  TRUNCATE
}
