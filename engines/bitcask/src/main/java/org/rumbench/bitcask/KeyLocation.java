package org.rumbench.bitcask;

/// Where the newest record of a key lies, copied out of the key directory. One owner; reusable.
final class KeyLocation {
  int segmentId;
  int recordOffset;
  int lengthAndFlags;
  int checksum;
  long version;
  long sequence;

  int recordLength() {
    return lengthAndFlags & KeyEntryDescriptor.LENGTH_MASK;
  }

  boolean isTombstone() {
    return (lengthAndFlags & KeyEntryDescriptor.FLAG_TOMBSTONE) != 0;
  }

  boolean hasExpiry() {
    return (lengthAndFlags & KeyEntryDescriptor.FLAG_EXPIRY) != 0;
  }
}
