package org.rumbench.storage.system;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.rumbench.storage.DeviceException;
import org.rumbench.storage.StorageException;
import org.rumbench.storage.StorageFullException;

/// An open file as the operating system sees it; positions are physical, calls are not interruptible. Any thread.
sealed interface RawFile permits DescriptorFile, ChannelFile {
  /// Writes all of it at `position`; on failure some of it may have been written.
  void write(long position, DirectBuffer source, int offset, int lengthBytes);

  /// Reads all of it from `position`.
  void read(long position, MutableDirectBuffer target, int targetOffset, int lengthBytes);

  /// Makes bytes and length durable.
  void sync();

  /// Sets the length; blocks beyond it, reserved ones too, are given back.
  void truncate(long lengthBytes);

  /// Allocates blocks up to `lengthBytes`, changing the file's length or not; returns false where the file system
  /// cannot, and then nothing is allocated.
  boolean allocate(long lengthBytes, boolean keepsLength);

  /// Passes on one of Posix.POSIX_FADV_* for `lengthBytes` from `position` (0: to the end), where possible.
  void advise(long position, long lengthBytes, int advice);

  /// Closes it; called once.
  void close();

  /// Closes it once no call on it can be going on.
  void abandon();

  /// The exception for a failed call.
  static StorageException failure(String call, Object file, int errno) {
    String message = call + " of " + file + " failed, errno " + errno;
    boolean isFull = errno == Posix.ENOSPC || errno == Posix.EDQUOT || errno == Posix.EFBIG;
    return isFull ? new StorageFullException(message, null) : new DeviceException(message, null);
  }
}
