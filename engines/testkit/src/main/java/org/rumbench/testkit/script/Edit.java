package org.rumbench.testkit.script;

/// One record of a batch. Versions are unique within a script; values follow from key, version and length.
public sealed interface Edit {
  /// The version given by the caller.
  long version();

  /// A value.
  ///
  /// @param key          which key
  /// @param version      its version
  /// @param valueBytes   length of the value
  /// @param expiryMillis absolute expiry, 0 for none
  record Put(String key, long version, int valueBytes, long expiryMillis) implements Edit {}

  /// A deletion.
  record Delete(String key, long version) implements Edit {}

  /// The deletion of all keys from `from` (inclusive) to `to` (exclusive) below `version`.
  record DeleteRange(String from, String to, long version) implements Edit {}
}
