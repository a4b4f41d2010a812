package org.rumbench.bitcask;

/// What the key directory says of a key: the newest record's version and sequence, and whether it is a deletion or
/// expires. One owner; reusable. Meaningless until filled.
public final class KeyState {
  private long version;
  private long sequence;
  private boolean isTombstone;
  private boolean hasExpiry;

  /// Nothing yet.
  public KeyState() {}

  void set(KeyLocation location) {
    version = location.version;
    sequence = location.sequence;
    isTombstone = location.isTombstone();
    hasExpiry = location.hasExpiry();
  }

  /// The version.
  public long version() {
    return version;
  }

  /// The order of arrival, which no two records of a store share.
  public long sequence() {
    return sequence;
  }

  /// Whether the key is deleted; an expired value is none.
  public boolean isTombstone() {
    return isTombstone;
  }

  /// Whether the store may forget the key by itself, because it is deleted or expires: a newer record of it then needs
  /// room again.
  public boolean isPassing() {
    return isTombstone || hasExpiry;
  }
}
