package org.rumbench.storage;

/// Stored bytes are not what was written: names the file, the offset, what was expected and what was found.
public final class CorruptionException extends StorageException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long offsetBytes;

  /// Damage in `file` at `offsetBytes`.
  public CorruptionException(String file, long offsetBytes, String expected, String found) {
    super("damaged " + file + " at offset " + offsetBytes + ": expected " + expected + ", found " + found, null);
    this.file = file;
    this.offsetBytes = offsetBytes;
  }

  /// The damaged file's name.
  public String file() {
    return file;
  }

  /// Where the damage was noticed.
  public long offsetBytes() {
    return offsetBytes;
  }
}
