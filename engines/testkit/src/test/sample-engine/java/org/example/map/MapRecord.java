package org.example.map;

import org.agrona.concurrent.UnsafeBuffer;

/// What the map holds of a key: the record that wins.
///
/// @param version      given by the caller
/// @param expiryMillis absolute expiry, 0 for none
/// @param isDeleted    whether it is a deletion
/// @param value        its own copy
record MapRecord(long version, long expiryMillis, boolean isDeleted, UnsafeBuffer value) {
  private static final UnsafeBuffer NOTHING = new UnsafeBuffer(new byte[0]);

  /// What a reader sees at `nowMillis`: itself, or a deletion of its version when it has expired.
  MapRecord at(long nowMillis) {
    boolean isExpired = expiryMillis != 0 && expiryMillis <= nowMillis;
    return isExpired ? new MapRecord(version, 0, true, NOTHING) : this;
  }
}
