package org.rumbench.bitcask;

import org.rumbench.storage.StorageFullException;

/// How much memory the keys of a store may take, and which option says so.
///
/// @param option      the option that a refusal names
/// @param optionBytes its value
/// @param keyBytes    what it leaves for the key directory, at most `optionBytes`; 0: as much as they need
public record KeyMemory(String option, long optionBytes, long keyBytes) {
  /// Whether there is a bound.
  public boolean isBounded() {
    return keyBytes > 0;
  }

  /// What a write or an opening fails with whose keys need `neededBytes`.
  public StorageFullException refusal(long neededBytes) {
    String share = keyBytes < optionBytes ? ", of which keys may take " + keyBytes : "";
    return new StorageFullException(
        "the key directory would take " + neededBytes + " bytes of memory, above " + option + " = " + optionBytes
            + share,
        null);
  }
}
