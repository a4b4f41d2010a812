package org.rumbench.storage.system;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.rumbench.storage.medium.MediumFile;

/// A file read and written through the page cache. Logical and issued length are the file's length; a reservation lies
/// beyond it.
final class ChannelBytes implements MediumFile {
  private final RawFile file;
  private volatile long lengthBytes;
  private volatile long reservedBytes;

  ChannelBytes(RawFile file, long lengthBytes) {
    this.file = file;
    this.lengthBytes = lengthBytes;
  }

  @Override
  public long append(long offsetBytes, DirectBuffer source, int offset, int length) {
    try {
      file.write(offsetBytes, source, offset, length);
    } catch (RuntimeException e) {
      dropPartOf(offsetBytes, e);
      throw e;
    }
    lengthBytes = offsetBytes + length;
    return length;
  }

  /// A reader after a restart must not see part of a failed append as the file's end.
  private void dropPartOf(long offsetBytes, RuntimeException cause) {
    try {
      file.truncate(offsetBytes);
      reservedBytes = 0;
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public long read(long offsetBytes, MutableDirectBuffer target, int targetOffset, int length) {
    file.read(offsetBytes, target, targetOffset, length);
    return length;
  }

  @Override
  public void reserve(long length) {
    if (length > reservedBytes && file.allocate(length, true)) {
      reservedBytes = length;
    }
  }

  @Override
  public long prepareSync() {
    return 0;
  }

  @Override
  public void sync() {
    file.sync();
  }

  @Override
  public long truncate(long length) {
    file.truncate(length);
    lengthBytes = length;
    reservedBytes = 0;
    return 0;
  }

  @Override
  public long seal() {
    if (reservedBytes > lengthBytes) {
      file.truncate(lengthBytes);
      reservedBytes = 0;
    }
    return 0;
  }

  @Override
  public long issuedBytes() {
    return lengthBytes;
  }

  @Override
  public long allocatedBytes() {
    return Math.max(lengthBytes, reservedBytes);
  }

  @Override
  public void adviseSequential() {
    file.advise(0, 0, Posix.POSIX_FADV_SEQUENTIAL);
  }

  @Override
  public void adviseWillNeed(long offsetBytes, long lengthBytes) {
    file.advise(offsetBytes, lengthBytes, Posix.POSIX_FADV_WILLNEED);
  }

  @Override
  public void adviseDoNotCache() {
    file.advise(0, 0, Posix.POSIX_FADV_DONTNEED);
  }

  @Override
  public void close() {
    file.close();
  }

  @Override
  public void abandon() {
    file.abandon();
  }
}
