package org.rumbench.wisckey;

import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.rumbench.runtime.Completion;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.StorageFile;

/// A file that is nothing but its reference count. Any thread.
final class CountedFile implements StorageFile {
  private final AtomicInteger references = new AtomicInteger(1);

  @Override
  public void retain() {
    if (references.getAndIncrement() <= 0) {
      throw new IllegalStateException("the file is closed");
    }
  }

  @Override
  public void release() {
    if (references.decrementAndGet() < 0) {
      throw new IllegalStateException("the file is closed");
    }
  }

  @Override
  public String name() {
    return "counted";
  }

  @Override
  public long lengthBytes() {
    return 0;
  }

  @Override
  public long append(DirectBuffer source, int offset, int lengthBytes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void read(
      long offsetBytes, MutableDirectBuffer target, int targetOffset, int lengthBytes, IoPurpose purpose) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void reserve(long lengthBytes) {}

  @Override
  public void sync(Completion completion) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long syncedBytes() {
    return 0;
  }

  @Override
  public void truncate(long lengthBytes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void seal() {}

  @Override
  public void adviseSequential() {}

  @Override
  public void adviseWillNeed(long offsetBytes, long lengthBytes) {}

  @Override
  public void adviseDoNotCache() {}
}
