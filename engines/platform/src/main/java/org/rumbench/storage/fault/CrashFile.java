package org.rumbench.storage.fault;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.runtime.Completion;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.StorageFile;

/// A file in one life of a [CrashStorage]: passes calls on and keeps its [FileHistory].
final class CrashFile implements StorageFile {
  private final CrashLife life;
  private final StorageFile file;
  private final FileHistory history;

  CrashFile(CrashLife life, StorageFile file, FileHistory history) {
    this.life = life;
    this.file = file;
    this.history = history;
  }

  private StorageFile alive() {
    life.checkAlive();
    return file;
  }

  @Override
  public String name() {
    return alive().name();
  }

  @Override
  public long lengthBytes() {
    return alive().lengthBytes() - history.strayBytes();
  }

  @Override
  public long append(DirectBuffer source, int offset, int lengthBytes) {
    dropStray();
    long start = alive().append(source, offset, lengthBytes);
    history.setContents(null);
    return start;
  }

  /// Part of a failed append reaches the medium, beyond the logical end: nobody reads it in this life, and the next one
  /// finds it at the end of the file.
  void appendStray(DirectBuffer source, int offset, int lengthBytes) {
    append(source, offset, lengthBytes);
    history.strays(lengthBytes);
  }

  private void dropStray() {
    if (history.strayBytes() > 0) {
      truncate(lengthBytes());
    }
  }

  @Override
  public void read(long offsetBytes, MutableDirectBuffer target, int targetOffset, int lengthBytes, IoPurpose purpose) {
    StorageFile source = alive();
    if (history.strayBytes() > 0 && lengthBytes > lengthBytes() - offsetBytes) {
      throw new CorruptionException(name(), offsetBytes, lengthBytes + " bytes", "the end at " + lengthBytes());
    }
    source.read(offsetBytes, target, targetOffset, lengthBytes, purpose);
  }

  @Override
  public void reserve(long lengthBytes) {
    alive().reserve(lengthBytes);
    history.reserved(lengthBytes);
  }

  @Override
  public void sync(Completion completion) {
    StorageFile target = alive();
    FileHistory.PendingSync pending = history.syncStarts(target.lengthBytes());
    Completion inner = new Completion();
    inner.onDone(failure -> {
      if (life.isDead()) {
        return;
      }
      history.syncEnds(pending, failure == null);
      if (failure == null) {
        completion.complete();
      } else {
        history.loseUnsynced(target.lengthBytes());
        completion.fail(failure);
      }
    });
    target.sync(inner);
  }

  /// A sync that fails here and now: the pages it should have written are dropped.
  void loseUnsynced() {
    history.loseUnsynced(alive().lengthBytes());
  }

  /// What a power cut is sure to spare: a sync counts from its completion on, not from the medium's own end of it.
  @Override
  public long syncedBytes() {
    return Math.min(Math.min(alive().syncedBytes(), history.durableBytes()), lengthBytes());
  }

  @Override
  public void truncate(long lengthBytes) {
    StorageFile target = alive();
    long durable = Math.min(history.durableBytes(), target.lengthBytes());
    byte[] cut = new byte[0];
    if (lengthBytes >= 0 && lengthBytes < durable) {
      cut = new byte[(int) (durable - lengthBytes)];
      target.read(lengthBytes, new UnsafeBuffer(cut), 0, cut.length, IoPurpose.HARNESS);
    }
    target.truncate(lengthBytes);
    history.truncated(lengthBytes, cut);
  }

  @Override
  public void seal() {
    alive().seal();
    history.sealed();
  }

  @Override
  public void adviseSequential() {
    alive().adviseSequential();
  }

  @Override
  public void adviseWillNeed(long offsetBytes, long lengthBytes) {
    alive().adviseWillNeed(offsetBytes, lengthBytes);
  }

  @Override
  public void adviseDoNotCache() {
    alive().adviseDoNotCache();
  }

  @Override
  public void retain() {
    alive().retain();
  }

  /// Harmless in a life that has ended: whoever closes late gives back what is closed already.
  @Override
  public void release() {
    if (!life.isDead()) {
      file.release();
    }
  }
}
