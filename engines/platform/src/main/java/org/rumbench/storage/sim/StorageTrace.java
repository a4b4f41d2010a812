package org.rumbench.storage.sim;

/// Told every call that reaches simulated storage, in order: part of a simulation's trace hash.
@FunctionalInterface
public interface StorageTrace {
  /// Nobody listens.
  StorageTrace NONE = (call, file, offsetBytes, lengthBytes) -> {};

  /// `call` is one of create, open, append, read, reserve, truncate, seal, sync, publish, remove, sync-names; `file` is
  /// its path from the root; of a publish the old name, with the new name in a second call `publish-to`.
  void onCall(String call, String file, long offsetBytes, long lengthBytes);
}
