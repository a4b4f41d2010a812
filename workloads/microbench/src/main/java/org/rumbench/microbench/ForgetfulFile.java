package org.rumbench.microbench;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.rumbench.runtime.Completion;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.StorageFile;

/// A file that keeps its length only: what a writer costs without a device.
final class ForgetfulFile implements StorageFile {
  private long length;

  @Override
  public String name() {
    return "forgetful";
  }

  @Override
  public long lengthBytes() {
    return length;
  }

  @Override
  public long append(DirectBuffer source, int offset, int lengthBytes) {
    length += lengthBytes;
    return length - lengthBytes;
  }

  @Override
  public void read(long offset, MutableDirectBuffer target, int targetOffset, int lengthBytes, IoPurpose purpose) {
    throw new UnsupportedOperationException("nothing is kept");
  }

  @Override
  public void reserve(long lengthBytes) {}

  @Override
  public void sync(Completion completion) {
    throw new UnsupportedOperationException("nothing is kept");
  }

  @Override
  public long syncedBytes() {
    return length;
  }

  @Override
  public void truncate(long lengthBytes) {
    length = lengthBytes;
  }

  @Override
  public void seal() {}

  @Override
  public void adviseSequential() {}

  @Override
  public void adviseWillNeed(long offsetBytes, long lengthBytes) {}

  @Override
  public void adviseDoNotCache() {}

  @Override
  public void retain() {}

  @Override
  public void release() {}
}
