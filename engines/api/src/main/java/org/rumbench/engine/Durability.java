package org.rumbench.engine;

/// When a write is acknowledged.
public enum Durability {
  /// May be lost when the process ends.
  NONE,
  /// Handed to the operating system before the acknowledgement: survives `kill -9`, not a power cut.
  BUFFERED,
  /// On the device, bytes and file name, before the acknowledgement; and so is every write before it, even when all of
  /// this one's records were refused or the batch is empty.
  SYNCED
}
