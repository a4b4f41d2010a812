package org.rumbench.storage.system;

import java.lang.ref.Reference;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.rumbench.storage.DeviceException;

/// A file descriptor of our own, with positional calls through [Posix].
///
/// Bytes of a direct buffer go straight to the call, those of a heap array over the thread's scratch; nothing is
/// allocated either way.
final class DescriptorFile implements RawFile {
  private final Path path;
  private final int descriptor;
  private final ThreadLocal<NativeScratch> scratches;

  /// `flags` are Posix.O_*.
  DescriptorFile(Path path, int flags, ThreadLocal<NativeScratch> scratches) {
    this.path = path;
    this.scratches = scratches;
    this.descriptor = Posix.open(scratches.get().errno, path, flags);
    if (descriptor < 0) {
      throw RawFile.failure("open", path, -descriptor);
    }
  }

  @Override
  public void write(long position, DirectBuffer source, int offset, int lengthBytes) {
    NativeScratch scratch = scratches.get();
    if (source.byteArray() == null) {
      try {
        writeFrom(scratch, source.addressOffset() + offset, position, lengthBytes);
      } finally {
        Reference.reachabilityFence(source);
      }
      return;
    }
    int done = 0;
    while (done < lengthBytes) {
      int part = Math.min(lengthBytes - done, NativeScratch.CAPACITY_BYTES);
      scratch.buffer.putBytes(0, source, offset + done, part);
      writeFrom(scratch, scratch.address, position + done, part);
      done += part;
    }
  }

  private void writeFrom(NativeScratch scratch, long address, long position, int lengthBytes) {
    try {
      int done = 0;
      while (done < lengthBytes) {
        long result = Posix.pwrite(scratch.errno, descriptor, address + done, lengthBytes - done, position + done);
        if (result >= 0) {
          done += (int) result;
        } else if (result != -Posix.EINTR) {
          throw RawFile.failure("pwrite", path, (int) -result);
        }
      }
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void read(long position, MutableDirectBuffer target, int targetOffset, int lengthBytes) {
    NativeScratch scratch = scratches.get();
    if (target.byteArray() == null) {
      try {
        readInto(scratch, target.addressOffset() + targetOffset, position, lengthBytes);
      } finally {
        Reference.reachabilityFence(target);
      }
      return;
    }
    int done = 0;
    while (done < lengthBytes) {
      int part = Math.min(lengthBytes - done, NativeScratch.CAPACITY_BYTES);
      readInto(scratch, scratch.address, position + done, part);
      target.putBytes(targetOffset + done, scratch.buffer, 0, part);
      done += part;
    }
  }

  private void readInto(NativeScratch scratch, long address, long position, int lengthBytes) {
    try {
      int done = 0;
      while (done < lengthBytes) {
        long result = Posix.pread(scratch.errno, descriptor, address + done, lengthBytes - done, position + done);
        if (result > 0) {
          done += (int) result;
        } else if (result == 0) {
          throw new DeviceException(path + " ends before " + (position + lengthBytes) + ", shorter than it was", null);
        } else if (result != -Posix.EINTR) {
          throw RawFile.failure("pread", path, (int) -result);
        }
      }
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void sync() {
    check("fdatasync", Posix.fdatasync(scratches.get().errno, descriptor));
  }

  @Override
  public void truncate(long lengthBytes) {
    check("ftruncate", Posix.ftruncate(scratches.get().errno, descriptor, lengthBytes));
  }

  @Override
  public boolean allocate(long lengthBytes, boolean keepsLength) {
    int mode = keepsLength ? Posix.FALLOC_FL_KEEP_SIZE : 0;
    int result;
    do {
      result = Posix.fallocate(scratches.get().errno, descriptor, mode, 0, lengthBytes);
    } while (result == -Posix.EINTR);
    if (result == -Posix.EOPNOTSUPP || result == -Posix.EINVAL) {
      return false;
    }
    check("fallocate", result);
    return true;
  }

  private void check(String call, int result) {
    if (result < 0) {
      throw RawFile.failure(call, path, -result);
    }
  }

  @Override
  public void advise(long position, long lengthBytes, int advice) {
    Posix.fadvise(scratches.get().errno, descriptor, position, lengthBytes, advice);
  }

  @Override
  public void close() {
    check("close", Posix.close(scratches.get().errno, descriptor));
  }


  @Override
  public void abandon() {
    int number = descriptor;
    Abandoned.freeAfter(this, () -> closeQuietly(number));
  }

  private static void closeQuietly(int number) {
    int result = Posix.close(Posix.newErrno(), number);
    assert result == 0 : "close failed, errno " + -result;
  }
}
