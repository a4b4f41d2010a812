package org.rumbench.bitcask;

/// Keys that a key directory may have to take in: how many, and the room of their entries. One owner; reusable.
public final class KeyDemand {
  private long entries;
  private long units;
  private int longestUnits;

  /// No keys.
  public KeyDemand() {}

  /// Forgets all.
  public KeyDemand clear() {
    entries = 0;
    units = 0;
    longestUnits = 0;
    return this;
  }

  /// One more key of that length.
  public KeyDemand add(int keyLength) {
    int more = KeyDirectory.unitsOf(keyLength);
    entries++;
    units += more;
    longestUnits = Math.max(longestUnits, more);
    return this;
  }

  /// The keys of `other` too.
  public KeyDemand add(KeyDemand other) {
    entries += other.entries;
    units += other.units;
    longestUnits = Math.max(longestUnits, other.longestUnits);
    return this;
  }

  /// Number of keys.
  public long entries() {
    return entries;
  }

  /// Units of memory that their entries take.
  long units() {
    return units;
  }

  /// Units of the longest of them.
  int longestUnits() {
    return longestUnits;
  }
}
