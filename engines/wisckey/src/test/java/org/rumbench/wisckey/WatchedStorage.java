package org.rumbench.wisckey;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.MutableDirectBuffer;
import org.rumbench.storage.ForwardingFile;
import org.rumbench.storage.ForwardingStorage;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// A storage that notes what is read and asked for ahead, and gives damaged bytes where it is told to. One thread.
final class WatchedStorage extends ForwardingStorage {
  /// A read, or a hint that one will follow.
  ///
  /// @param isHint  whether it was a hint
  /// @param file    the file's name
  /// @param offset  where it begins
  /// @param length  its bytes
  /// @param purpose of the read; of a hint, HARNESS
  record Access(boolean isHint, String file, long offset, long length, IoPurpose purpose) {
    boolean isOfLog() {
      return ValueLogDescriptor.idOf(file, false) > 0 || ValueLogDescriptor.idOf(file, true) > 0;
    }
  }

  final List<Access> accesses = new ArrayList<>();
  /// Offset of the damaged byte by file.
  final Map<String, Long> damages = new TreeMap<>();

  WatchedStorage(Storage storage) {
    super(storage);
  }

  List<Access> hints() {
    return accesses.stream().filter(Access::isHint).toList();
  }

  List<Access> logReads() {
    return accesses.stream().filter(access -> access.isOfLog() && !access.isHint()).toList();
  }

  @Override
  public StorageFile create(String name, IoPurpose purpose) {
    return new WatchedFile(storage.create(name, purpose));
  }

  @Override
  public StorageFile open(String name, IoPurpose purpose) {
    return new WatchedFile(storage.open(name, purpose));
  }

  @Override
  public Storage sub(String name) {
    throw new UnsupportedOperationException("an engine has no parts of its own");
  }

  private final class WatchedFile extends ForwardingFile {
    WatchedFile(StorageFile file) {
      super(file);
    }

    @Override
    public void read(
        long offsetBytes, MutableDirectBuffer target, int targetOffset, int lengthBytes, IoPurpose purpose) {
      file.read(offsetBytes, target, targetOffset, lengthBytes, purpose);
      accesses.add(new Access(false, name(), offsetBytes, lengthBytes, purpose));
      long damaged = damages.getOrDefault(name(), -1L) - offsetBytes;
      if (damaged >= 0 && damaged < lengthBytes) {
        int index = targetOffset + (int) damaged;
        target.putByte(index, (byte) (target.getByte(index) ^ 0x10));
      }
    }

    @Override
    public void adviseWillNeed(long offsetBytes, long lengthBytes) {
      file.adviseWillNeed(offsetBytes, lengthBytes);
      accesses.add(new Access(true, name(), offsetBytes, lengthBytes, IoPurpose.HARNESS));
    }
  }
}
