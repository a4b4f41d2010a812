package org.rumbench.testkit.metamorphic.system;

import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.rumbench.runtime.Completion;
import org.rumbench.storage.ByteLedger;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// A storage whose syncs have their outcome before the call returns; all else is passed on.
record WaitingStorage(Storage inner, SyncWait waiting) implements Storage {
  @Override
  public StorageFile create(String name, IoPurpose purpose) {
    return new WaitingFile(inner.create(name, purpose), waiting);
  }

  @Override
  public StorageFile open(String name, IoPurpose purpose) {
    return new WaitingFile(inner.open(name, purpose), waiting);
  }

  @Override
  public void publish(String from, String to) {
    inner.publish(from, to);
  }

  @Override
  public void remove(String name) {
    inner.remove(name);
  }

  @Override
  public List<String> list() {
    return inner.list();
  }

  @Override
  public long lengthBytes(String name) {
    return inner.lengthBytes(name);
  }

  @Override
  public void syncNames(Completion completion) {
    waiting.sync(inner::syncNames, completion);
  }

  @Override
  public Storage sub(String name) {
    return new WaitingStorage(inner.sub(name), waiting);
  }

  @Override
  public void lock() {
    inner.lock();
  }

  @Override
  public long usableBytes() {
    return inner.usableBytes();
  }

  @Override
  public int blockBytes() {
    return inner.blockBytes();
  }

  @Override
  public ByteLedger ledger() {
    return inner.ledger();
  }

  @Override
  public void close() {
    inner.close();
  }

  private record WaitingFile(StorageFile inner, SyncWait waiting) implements StorageFile {
    @Override
    public String name() {
      return inner.name();
    }

    @Override
    public long lengthBytes() {
      return inner.lengthBytes();
    }

    @Override
    public long append(DirectBuffer source, int offset, int lengthBytes) {
      return inner.append(source, offset, lengthBytes);
    }

    @Override
    public void read(
        long offsetBytes, MutableDirectBuffer target, int targetOffset, int lengthBytes, IoPurpose purpose) {
      inner.read(offsetBytes, target, targetOffset, lengthBytes, purpose);
    }

    @Override
    public void reserve(long lengthBytes) {
      inner.reserve(lengthBytes);
    }

    @Override
    public void sync(Completion completion) {
      waiting.sync(inner::sync, completion);
    }

    @Override
    public long syncedBytes() {
      return inner.syncedBytes();
    }

    @Override
    public void truncate(long lengthBytes) {
      inner.truncate(lengthBytes);
    }

    @Override
    public void seal() {
      inner.seal();
    }

    @Override
    public void adviseSequential() {
      inner.adviseSequential();
    }

    @Override
    public void adviseDoNotCache() {
      inner.adviseDoNotCache();
    }

    @Override
    public void retain() {
      inner.retain();
    }

    @Override
    public void release() {
      inner.release();
    }
  }
}
