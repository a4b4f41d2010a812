package org.rumbench.storage;

import org.jspecify.annotations.Nullable;

/// The device, or the memory that a store is allowed, has no room for the bytes; nothing of the failed call counts as
/// written.
public final class StorageFullException extends StorageException {
  private static final long serialVersionUID = 1L;

  /// `message` names the file or the bound, and the bytes that did not fit.
  public StorageFullException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
