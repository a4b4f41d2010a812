package org.rumbench.storage.system;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import org.rumbench.storage.DeviceException;

/// The file system calls of a 64-bit Linux, as plain functions that return what the call returned, or −errno.
///
/// Unlike a channel's calls they are not interruptible, so an interrupted reader closes nothing. Addresses travel as
/// longs, so a call allocates nothing; the caller brings the segment that receives errno ([NativeScratch#errno]). No
/// call runs as a critical one: each may block, and the collector must be able to go on.
final class Posix {
  static final int O_RDONLY = 0;
  static final int O_RDWR = 2;
  static final int O_CREAT = 0x40;
  static final int O_EXCL = 0x80;
  static final int O_CLOEXEC = 0x80000;
  static final int O_DIRECT = System.getProperty("os.arch", "").equals("aarch64") ? 0x10000 : 0x4000;
  static final int FALLOC_FL_KEEP_SIZE = 1;
  static final int POSIX_FADV_RANDOM = 1;
  static final int POSIX_FADV_SEQUENTIAL = 2;
  static final int POSIX_FADV_WILLNEED = 3;
  static final int POSIX_FADV_DONTNEED = 4;
  static final int MS_SYNC = 4;
  static final int EINTR = 4;
  static final int EINVAL = 22;
  static final int ENOSPC = 28;
  static final int EFBIG = 27;
  static final int EOPNOTSUPP = 95;
  static final int EDQUOT = 122;

  private static final int FILE_MODE = 0x1A4; // rw-r--r--

  private static final boolean IS_AVAILABLE =
      System.getProperty("os.name", "").equals("Linux") && System.getProperty("os.arch", "").endsWith("64");

  private static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = CAPTURE.varHandle(PathElement.groupElement("errno"));

  private static final MethodHandle OPEN = variadic("open", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
  private static final MethodHandle CLOSE = plain("close", JAVA_INT, JAVA_INT);
  private static final MethodHandle PREAD = plain("pread", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle PWRITE = plain("pwrite", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle FSYNC = plain("fsync", JAVA_INT, JAVA_INT);
  private static final MethodHandle FDATASYNC = plain("fdatasync", JAVA_INT, JAVA_INT);
  private static final MethodHandle FTRUNCATE = plain("ftruncate", JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle FALLOCATE = plain("fallocate", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle FADVISE =
      plain("posix_fadvise", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
  private static final MethodHandle MSYNC = plain("msync", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);

  private Posix() {}

  private static MethodHandle plain(String name, MemoryLayout result, MemoryLayout... arguments) {
    return function(name, result, arguments, Linker.Option.captureCallState("errno"));
  }

  private static MethodHandle variadic(String name, MemoryLayout result, MemoryLayout... arguments) {
    return function(
        name,
        result,
        arguments,
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(arguments.length - 1));
  }

  /// Where the platform lacks the function (then nothing here is called), a handle that throws.
  @SuppressWarnings("restricted")
  private static MethodHandle function(
      String name, MemoryLayout result, MemoryLayout[] arguments, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    FunctionDescriptor descriptor = FunctionDescriptor.of(result, arguments);
    if (!IS_AVAILABLE) {
      return linker.downcallHandle(descriptor, options);
    }
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, options);
  }

  /// Whether these calls can be used on this platform; else channels do the work.
  static boolean isAvailable() {
    return IS_AVAILABLE;
  }

  /// A segment that receives errno, for one thread.
  static MemorySegment newErrno() {
    return Arena.ofAuto().allocate(CAPTURE);
  }

  private static long outcome(long result, MemorySegment errno) {
    return result >= 0 ? result : -(int) ERRNO.get(errno, 0L);
  }

  private static AssertionError unexpected(Throwable e) {
    return new AssertionError("a native call throws nothing", e);
  }

  static int open(MemorySegment errno, Path path, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path.toString());
      return (int) outcome((int) OPEN.invokeExact(errno, name.address(), flags | O_CLOEXEC, FILE_MODE), errno);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int close(MemorySegment errno, int descriptor) {
    try {
      return (int) outcome((int) CLOSE.invokeExact(errno, descriptor), errno);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long pread(MemorySegment errno, int descriptor, long address, long lengthBytes, long offsetBytes) {
    try {
      return outcome((long) PREAD.invokeExact(errno, descriptor, address, lengthBytes, offsetBytes), errno);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long pwrite(MemorySegment errno, int descriptor, long address, long lengthBytes, long offsetBytes) {
    try {
      return outcome((long) PWRITE.invokeExact(errno, descriptor, address, lengthBytes, offsetBytes), errno);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int fdatasync(MemorySegment errno, int descriptor) {
    try {
      return (int) outcome((int) FDATASYNC.invokeExact(errno, descriptor), errno);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int ftruncate(MemorySegment errno, int descriptor, long lengthBytes) {
    try {
      return (int) outcome((int) FTRUNCATE.invokeExact(errno, descriptor, lengthBytes), errno);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int fallocate(MemorySegment errno, int descriptor, int mode, long offsetBytes, long lengthBytes) {
    try {
      return (int) outcome((int) FALLOCATE.invokeExact(errno, descriptor, mode, offsetBytes, lengthBytes), errno);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /// Hints only: the outcome says nothing about the file.
  static void fadvise(MemorySegment errno, int descriptor, long offsetBytes, long lengthBytes, int advice) {
    try {
      int ignored = (int) FADVISE.invokeExact(errno, descriptor, offsetBytes, lengthBytes, advice);
      assert ignored >= 0;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int msync(MemorySegment errno, long address, long lengthBytes) {
    try {
      return (int) outcome((int) MSYNC.invokeExact(errno, address, lengthBytes, MS_SYNC), errno);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /// Makes the names in a directory durable.
  static void syncDirectory(MemorySegment errno, Path directory) {
    int descriptor = open(errno, directory, O_RDONLY);
    if (descriptor < 0) {
      throw new DeviceException("open of directory " + directory + " failed, errno " + -descriptor, null);
    }
    int result;
    try {
      result = (int) outcome((int) FSYNC.invokeExact(errno, descriptor), errno);
    } catch (Throwable e) {
      throw unexpected(e);
    } finally {
      close(errno, descriptor);
    }
    if (result < 0) {
      throw new DeviceException("fsync of directory " + directory + " failed, errno " + -result, null);
    }
  }
}
