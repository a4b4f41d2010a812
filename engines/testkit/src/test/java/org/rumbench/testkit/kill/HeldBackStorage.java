package org.rumbench.testkit.kill;

import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.rumbench.runtime.Completion;
import org.rumbench.storage.ForwardingFile;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// A planted loss: what is appended stays in the process until a sync, a seal or the end of a reference, as under a
/// buffered stream that nobody flushes. Reads see it; a killed process takes it along. Any thread.
final class HeldBackStorage extends PlantedStorage {
  HeldBackStorage(Storage storage) {
    super(storage);
  }

  @Override
  Storage overSub(Storage sub) {
    return new HeldBackStorage(sub);
  }

  @Override
  StorageFile overFile(StorageFile file) {
    return new HeldBackFile(file);
  }

  /// A file and what it holds back. The monitor guards the latter.
  private static final class HeldBackFile extends ForwardingFile {
    private final ExpandableArrayBuffer held = new ExpandableArrayBuffer();
    private int heldBytes;

    HeldBackFile(StorageFile file) {
      super(file);
    }

    private synchronized void handOver() {
      if (heldBytes > 0) {
        file.append(held, 0, heldBytes);
        heldBytes = 0;
      }
    }

    @Override
    public synchronized long lengthBytes() {
      return file.lengthBytes() + heldBytes;
    }

    @Override
    public synchronized long append(DirectBuffer source, int offset, int lengthBytes) {
      long start = lengthBytes();
      held.putBytes(heldBytes, source, offset, lengthBytes);
      heldBytes += lengthBytes;
      return start;
    }

    @Override
    public synchronized void read(
        long offsetBytes, MutableDirectBuffer target, int targetOffset, int lengthBytes, IoPurpose purpose) {
      int below = Math.clamp(file.lengthBytes() - offsetBytes, 0, lengthBytes);
      int above = lengthBytes - below;
      int from = (int) Math.max(0, offsetBytes - file.lengthBytes());
      boolean isBeyond = from + above > heldBytes;
      if (above == 0 || isBeyond) {
        file.read(offsetBytes, target, targetOffset, lengthBytes, purpose);
        return;
      }
      file.read(offsetBytes, target, targetOffset, below, purpose);
      target.putBytes(targetOffset + below, held, from, above);
    }

    @Override
    public void sync(Completion completion) {
      handOver();
      super.sync(completion);
    }

    @Override
    public void truncate(long lengthBytes) {
      handOver();
      super.truncate(lengthBytes);
    }

    @Override
    public void seal() {
      handOver();
      super.seal();
    }

    @Override
    public void release() {
      handOver();
      super.release();
    }
  }
}
