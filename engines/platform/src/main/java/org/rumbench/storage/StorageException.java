package org.rumbench.storage;

import org.jspecify.annotations.Nullable;

/// An operating failure of storage: damage, a full device, or a device that fails. Never a caller's mistake.
public abstract sealed class StorageException extends RuntimeException
    permits CorruptionException, StorageFullException, DeviceException {
  private static final long serialVersionUID = 1L;

  StorageException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
