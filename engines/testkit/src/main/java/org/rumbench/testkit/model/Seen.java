package org.rumbench.testkit.model;

import org.rumbench.engine.ReadOutcome;

/// What a read showed of one key. Value bytes were compared with [Values] by whoever read them.
///
/// @param outcome      value, tombstone or absent
/// @param version      of what was found, 0 when absent
/// @param valueBytes   length of the value, 0 otherwise
/// @param expiryMillis absolute expiry, 0 for none
public record Seen(ReadOutcome outcome, long version, int valueBytes, long expiryMillis) {
  /// Nothing is known of the key.
  public static final Seen ABSENT = new Seen(ReadOutcome.ABSENT, 0, 0, 0);

  /// A deletion.
  public static Seen tombstone(long version) {
    return new Seen(ReadOutcome.TOMBSTONE, version, 0, 0);
  }

  @Override
  public String toString() {
    return switch (outcome) {
      case ABSENT -> "absent";
      case TOMBSTONE -> "deleted@" + version;
      case VALUE -> "value@" + version + ":" + valueBytes + (expiryMillis == 0 ? "" : "!" + expiryMillis);
    };
  }
}
