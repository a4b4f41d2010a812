package org.rumbench.bitcask;

/// Keys that a key directory may have to take in: how many, and the room of their entries. One owner; reusable.
public final class KeyDemand {
  private long entries;
  private long units;
  private long keyBytes;
  private int longestUnits;

  /// No keys.
  public KeyDemand() {}

  /// Forgets all.
  public KeyDemand clear() {
    entries = 0;
    units = 0;
    keyBytes = 0;
    longestUnits = 0;
    return this;
  }

  /// One more key of that length.
  public KeyDemand add(int keyLength) {
    entries++;
    int more = KeyRoom.unitsOf(keyLength);
    units += more;
    longestUnits = Math.max(longestUnits, more);
    keyBytes += keyLength;
    return this;
  }

  /// The keys of `other` too.
  public KeyDemand add(KeyDemand other) {
    entries += other.entries;
    units += other.units;
    keyBytes += other.keyBytes;
    longestUnits = Math.max(longestUnits, other.longestUnits);
    return this;
  }

  /// Number of keys.
  public long entries() {
    return entries;
  }

  /// Length of all of them.
  long keyBytes() {
    return keyBytes;
  }

  /// Units of the longest of them.
  int longestUnits() {
    return longestUnits;
  }

  /// Units of memory that their entries take.
  long units() {
    return units;
  }
}
