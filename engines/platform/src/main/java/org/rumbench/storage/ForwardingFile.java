package org.rumbench.storage;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.rumbench.runtime.Completion;

/// A file that passes each call on to another: the base of those that do something else with some. As many threads as the
/// other.
public abstract class ForwardingFile implements StorageFile {
  /// What calls are passed on to.
  protected final StorageFile file;

  /// In front of `file`.
  protected ForwardingFile(StorageFile file) {
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
  public void adviseWillNeed(long offsetBytes, long lengthBytes) {
    file.adviseWillNeed(offsetBytes, lengthBytes);
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
