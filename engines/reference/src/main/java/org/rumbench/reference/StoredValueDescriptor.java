package org.rumbench.reference;

/// The layout of what an outside engine stores under a key (little-endian):
///
/// ```
///   0       1           9             +8 if EXPIRY
///  +-------+-----------+-------------+---------
///  | flags | version   | expiry (ms) | value
///  +-------+-----------+-------------+---------
/// ```
///
/// Nine bytes a record, as many as our own designs spend on kind and version. A deletion is the engine's own, and leaves
/// nothing. The mark of a store ([#MARK_LENGTH] bytes) has the same first nine bytes: flags [#FLAG_CLEAN], and the
/// highest version.
final class StoredValueDescriptor {
  /// Offset of the flags.
  static final int FLAGS_OFFSET = 0;
  /// Offset of the version.
  static final int VERSION_OFFSET = 1;
  /// Offset of the expiry, or of the value when there is none.
  static final int AFTER_VERSION_OFFSET = 9;
  /// Longest header.
  static final int MAX_HEADER_LENGTH = AFTER_VERSION_OFFSET + Long.BYTES;
  /// The value has an expiry. Persistent.
  static final int FLAG_EXPIRY = 1;
  /// Of a mark: the store was closed in good order, and nothing was written since. Persistent.
  static final int FLAG_CLEAN = 2;
  /// Length of a mark.
  static final int MARK_LENGTH = AFTER_VERSION_OFFSET;

  private StoredValueDescriptor() {}
}
