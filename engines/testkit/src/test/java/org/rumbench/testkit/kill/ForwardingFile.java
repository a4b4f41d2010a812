package org.rumbench.testkit.kill;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.rumbench.runtime.Completion;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.StorageFile;

/// A file that passes every call on; what a planted one does otherwise is overridden. Any thread.
class ForwardingFile implements StorageFile {
  final StorageFile file;

  ForwardingFile(StorageFile file) {
    this.file = file;
  }

  @Override
  public String name() {
    return file.name();
  }

  @Override
  public long lengthBytes() {
    return file.lengthBytes();
  }

  @Override
  public long append(DirectBuffer source, int offset, int lengthBytes) {
    return file.append(source, offset, lengthBytes);
  }

  @Override
  public void read(
      long offsetBytes, MutableDirectBuffer target, int targetOffset, int lengthBytes, IoPurpose purpose) {
    file.read(offsetBytes, target, targetOffset, lengthBytes, purpose);
  }

  @Override
  public void reserve(long lengthBytes) {
    file.reserve(lengthBytes);
  }

  @Override
  public void sync(Completion completion) {
    file.sync(completion);
  }

  @Override
  public long syncedBytes() {
    return file.syncedBytes();
  }

  @Override
  public void truncate(long lengthBytes) {
    file.truncate(lengthBytes);
  }

  @Override
  public void seal() {
    file.seal();
  }

  @Override
  public void adviseSequential() {
    file.adviseSequential();
  }

  @Override
  public void adviseDoNotCache() {
    file.adviseDoNotCache();
  }

  @Override
  public void retain() {
    file.retain();
  }

  @Override
  public void release() {
    file.release();
  }
}
