package org.rumbench.storage.system;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.concurrent.locks.StampedLock;
import net.openhft.posix.MSyncFlag;
import net.openhft.posix.PosixAPI;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.UnsafeApi;
import org.jspecify.annotations.Nullable;
import org.rumbench.storage.DeviceException;
import org.rumbench.storage.StorageFullException;
import org.rumbench.storage.medium.MediumFile;

/// A file read and written through one mapping of the whole of it.
///
/// I1: every mapped byte is allocated first, so that a store finds its block on a full disk too.
/// I2: the file is never shortened while mapped: truncate and seal unmap, shorten, and map again.
/// While the file can still change its mapping, copies hold the shared lock; a sealed file's mapping is final and
/// readers hold nothing. Reads copy: no address leaves this class. A fault while copying (a truncated file, a failing
/// disk) arrives as [InternalError] and leaves as [DeviceException].
final class MappedContent implements MediumFile {
  private static final long PAGE_BYTES = 4096;
  private static final long STEP_MIN_BYTES = 256 * 1024;
  private static final long STEP_MAX_BYTES = 8 * 1024 * 1024;

  private final RawFile control;
  private final ThreadLocal<NativeScratch> scratches;
  private final StampedLock lock = new StampedLock();
  private volatile Path path;
  private volatile boolean isUnlinked;
  private volatile boolean isFinal;
  private volatile @Nullable Mapping mapping;
  private volatile long lengthBytes;
  private volatile long writtenBackBytes;

  /// A new file.
  MappedContent(Path path, RawFile control, ThreadLocal<NativeScratch> scratches) {
    this.path = path;
    this.control = control;
    this.scratches = scratches;
  }

  /// A file of an earlier life, for reading.
  MappedContent(Path path, RawFile control, ThreadLocal<NativeScratch> scratches, long lengthBytes) {
    this(path, control, scratches);
    this.lengthBytes = lengthBytes;
    this.mapping = lengthBytes == 0 ? null : new Mapping(path, lengthBytes, true);
    this.isFinal = true;
  }

  @Override
  public long append(long offsetBytes, DirectBuffer source, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    ensure(offsetBytes + length);
    long stamp = lock.readLock();
    try {
      Mapping target = mapping;
      if (isFinal || target == null) {
        throw new IllegalStateException(path + " was closed under an append");
      }
      UnsafeApi.copyMemory(
          source.byteArray(), source.addressOffset() + offset, null, target.address() + offsetBytes, length);
    } catch (InternalError e) {
      throw fault("write", e);
    } finally {
      lock.unlockRead(stamp);
    }
    lengthBytes = offsetBytes + length;
    return length;
  }

  private void ensure(long end) {
    Mapping current = mapping;
    long capacity = current == null ? 0 : current.capacityBytes();
    if (end > capacity) {
      long step = Math.max(STEP_MIN_BYTES, Math.min(STEP_MAX_BYTES, capacity));
      growTo(Math.max(end, capacity + step));
    }
  }

  private DeviceException fault(String call, InternalError e) {
    return new DeviceException("a mapped " + call + " of " + path + " faulted", e);
  }

  /// Allocates (I1), then maps anew; the old mapping goes when its last reader has left.
  private void growTo(long wantedBytes) {
    if (isUnlinked) {
      throw new DeviceException(path + " was removed, so it cannot be mapped anew to grow", null);
    }
    long capacity = pagesOf(wantedBytes);
    if (!control.allocate(capacity, false)) {
      throw new DeviceException("the file system cannot allocate for " + path + " ahead of mapping", null);
    }
    replace(new Mapping(path, capacity, false));
  }

  private static long pagesOf(long bytes) {
    return (bytes + PAGE_BYTES - 1) & -PAGE_BYTES;
  }

  private void replace(@Nullable Mapping next) {
    long stamp = lock.writeLock();
    Mapping old = mapping;
    mapping = next;
    lock.unlockWrite(stamp);
    if (old != null) {
      old.close();
    }
  }

  @Override
  public long read(long offsetBytes, MutableDirectBuffer target, int targetOffset, int length) {
    if (length == 0) {
      return 0;
    }
    if (isFinal) {
      copy(offsetBytes, target, targetOffset, length);
      return length;
    }
    long stamp = lock.readLock();
    try {
      copy(offsetBytes, target, targetOffset, length);
    } finally {
      lock.unlockRead(stamp);
    }
    return length;
  }

  private void copy(long offsetBytes, MutableDirectBuffer target, int targetOffset, int length) {
    Mapping source = mapping;
    if (source == null) {
      throw new IllegalStateException(path + " was closed under a read");
    }
    try {
      UnsafeApi.copyMemory(
          null, source.address() + offsetBytes, target.byteArray(), target.addressOffset() + targetOffset, length);
    } catch (InternalError e) {
      throw fault("read", e);
    } finally {
      Reference.reachabilityFence(source);
    }
  }

  @Override
  public void reserve(long length) {
    Mapping current = mapping;
    if (current == null || length > current.capacityBytes()) {
      growTo(length);
    }
  }

  @Override
  public long prepareSync() {
    return 0;
  }

  /// While the file grows: MS_SYNC over the pages written since the last success. Of a sealed file, whose mapping is
  /// read-only and would be skipped by msync: a sync of the file, which writes mapped pages back too.
  @Override
  public void sync() {
    if (isFinal) {
      control.sync();
      return;
    }
    long stamp = lock.readLock();
    try {
      Mapping current = mapping;
      long end = lengthBytes;
      if (isFinal || current == null) {
        control.sync();
      } else {
        writeBack(current, Math.min(writtenBackBytes, end) & -PAGE_BYTES, pagesOf(end));
        writtenBackBytes = end;
      }
    } finally {
      lock.unlockRead(stamp);
    }
  }

  private void writeBack(Mapping current, long from, long to) {
    if (to == from) {
      return;
    }
    int result;
    if (Posix.isAvailable()) {
      MemorySegment errno = scratches.get().errno;
      result = Posix.msync(errno, current.address() + from, to - from);
    } else {
      result = PosixAPI.posix().msync(current.address() + from, to - from, MSyncFlag.MS_SYNC);
    }
    if (result != 0) {
      throw RawFile.failure("msync", path, Math.abs(result));
    }
  }

  /// Shortens the file to `fileBytes` while it is not mapped (I2), then maps it again when `next` says how.
  private void remap(long fileBytes, boolean becomesFinal) {
    long stamp = lock.writeLock();
    try {
      Mapping old = mapping;
      mapping = null;
      if (old != null) {
        old.close();
      }
      control.truncate(fileBytes);
      if (fileBytes > 0 && becomesFinal) {
        mapping = new Mapping(path, fileBytes, true);
      } else if (fileBytes > 0) {
        if (!control.allocate(pagesOf(fileBytes), false)) {
          throw new StorageFullException("no room to map " + path, null);
        }
        mapping = new Mapping(path, pagesOf(fileBytes), false);
      }
      isFinal = becomesFinal;
    } finally {
      lock.unlockWrite(stamp);
    }
  }

  /// What is cut off reads as zeros should the file grow again; of a removed file nothing is given back before its end.
  @Override
  public long truncate(long length) {
    lengthBytes = length;
    writtenBackBytes = 0;
    if (!isUnlinked) {
      remap(length, false);
    }
    return 0;
  }

  @Override
  public long seal() {
    if (!isFinal && !isUnlinked) {
      remap(lengthBytes, true);
    }
    return 0;
  }

  @Override
  public void renamed(String name) {
    path = path.resolveSibling(name);
  }

  @Override
  public void unlinked() {
    isUnlinked = true;
  }

  @Override
  public long issuedBytes() {
    return lengthBytes;
  }

  @Override
  public long allocatedBytes() {
    Mapping current = mapping;
    return isFinal || current == null ? lengthBytes : current.capacityBytes();
  }

  @Override
  public void adviseSequential() {
    control.advise(0, 0, Posix.POSIX_FADV_SEQUENTIAL);
  }

  @Override
  public void adviseWillNeed(long offsetBytes, long lengthBytes) {
    control.advise(offsetBytes, lengthBytes, Posix.POSIX_FADV_WILLNEED);
  }

  @Override
  public void adviseDoNotCache() {
    control.advise(0, 0, Posix.POSIX_FADV_DONTNEED);
  }

  @Override
  public void close() {
    Mapping current = mapping;
    mapping = null;
    if (current != null) {
      current.close();
    }
    control.close();
  }

  @Override
  public void abandon() {
    Mapping current = mapping;
    mapping = null;
    if (current != null) {
      current.abandon();
    }
    control.abandon();
  }
}
