package org.rumbench.storage;

import org.jspecify.annotations.Nullable;

/// The device or the operating system failed a call (EIO, a failed sync, a lost file). After a failed sync an engine
/// refuses writes until it is opened again, because the lost pages may look clean.
public final class DeviceException extends StorageException {
  private static final long serialVersionUID = 1L;

  /// `message` names the call and the file.
  public DeviceException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
