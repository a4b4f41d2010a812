package org.rumbench.storage.sim;

import java.util.Map;
import java.util.TreeMap;
import org.rumbench.runtime.Clock;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.RandomStream;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFullException;
import org.rumbench.storage.medium.LedgeredStorage;

/// A disk in memory, which outlives the process life that uses it.
///
/// Each [#open] starts a life over the same files. Every append is kept as soon as it returns, as by an operating system
/// whose machine never fails; put a crash wrapper around it to lose what was not synced.
/// Any thread, as far as the storage contract goes.
public final class MemoryMedium {
  /// One directory: files and sub-directories by name.
  static final class Directory {
    final String path;
    final Map<String, MemoryBytes> files = new TreeMap<>();
    final Map<String, Directory> subs = new TreeMap<>();
    boolean isLocked;

    Directory(String path) {
      this.path = path;
    }
  }

  private final Directory root = new Directory("");
  private final SimulatedDisk disk;
  private final IoCost cost;
  private final StorageTrace trace;
  private long allocatedBytes;
  private long busyUntilNanos;

  /// A disk without cost or bound.
  public MemoryMedium() {
    this(SimulatedDisk.free());
  }

  /// A disk by the model `disk` without charges.
  public MemoryMedium(SimulatedDisk disk) {
    this(disk, IoCost.FREE, StorageTrace.NONE);
  }

  /// A disk by the model `disk`, without charges, that holds `files`, by path (`name` or `part/name`). The arrays are
  /// shared: nobody changes them.
  public MemoryMedium(SimulatedDisk disk, Map<String, byte[]> files) {
    this(disk);
    files.forEach((path, bytes) -> {
      hold(root, path, new MemoryBytes(bytes));
      allocatedBytes += bytes.length;
    });
  }

  private static void hold(Directory directory, String path, MemoryBytes bytes) {
    int slash = path.indexOf('/');
    if (slash < 0) {
      directory.files.put(path, bytes);
      return;
    }
    String part = path.substring(0, slash);
    Directory sub = directory.subs.computeIfAbsent(part, name -> new Directory(directory.path + name + "/"));
    hold(sub, path.substring(slash + 1), bytes);
  }

  /// A disk that charges `cost` by the model `disk` and reports each call to `trace`.
  public MemoryMedium(SimulatedDisk disk, IoCost cost, StorageTrace trace) {
    this.disk = disk;
    this.cost = cost;
    this.trace = trace;
  }

  /// A process life over the files as they are; syncs and completions go through `environment`'s scheduler.
  public Storage open(Environment environment) {
    return LedgeredStorage.open(new MemoryDirectory(this, root, environment), environment);
  }

  /// A read of bytes that were asked for ahead, and are there at `readyNanos`, waits for that; any other lasts as long
  /// as the disk takes.
  void onRead(String file, long offsetBytes, long lengthBytes, long readyNanos, Clock clock) {
    trace.onCall("read", file, offsetBytes, lengthBytes);
    boolean isAhead = readyNanos != ReadAhead.NEVER;
    cost.charge(isAhead ? Math.max(0, readyNanos - clock.nanos()) : readNanos(lengthBytes));
  }

  /// How long a read takes.
  long readNanos(long lengthBytes) {
    return disk.readNanos() + disk.transferNanos(lengthBytes);
  }

  void onWrite(String call, String file, long offsetBytes, long lengthBytes) {
    trace.onCall(call, file, offsetBytes, lengthBytes);
    cost.charge(disk.writeNanos() + disk.transferNanos(lengthBytes));
  }

  void onCall(String call, String file, long lengthBytes) {
    trace.onCall(call, file, 0, lengthBytes);
  }

  /// Nanoseconds until a sync of `dirtyBytes` asked for at `nowNanos` is done: with a spread it is drawn from `random`,
  /// otherwise syncs queue on the one device.
  synchronized long syncDelayNanos(long nowNanos, long dirtyBytes, RandomStream random) {
    long spreadNanos = disk.syncSpreadNanos();
    if (spreadNanos > 0) {
      int magnitudes = Long.SIZE - Long.numberOfLeadingZeros(spreadNanos);
      long longestNanos = Math.min(spreadNanos, 1L << random.nextInt(magnitudes + 1));
      return disk.syncNanos() + disk.transferNanos(dirtyBytes) + random.nextLong(longestNanos + 1);
    }
    long start = Math.max(nowNanos, busyUntilNanos);
    if (start - nowNanos > Long.MAX_VALUE / 2) {
      start = nowNanos;
    }
    busyUntilNanos = start + disk.syncNanos() + disk.transferNanos(dirtyBytes);
    return busyUntilNanos - nowNanos;
  }

  synchronized void allocate(String file, long deltaBytes) {
    if (deltaBytes > disk.capacityBytes() - allocatedBytes) {
      throw new StorageFullException(
          file + " needs " + deltaBytes + " bytes more, " + (disk.capacityBytes() - allocatedBytes) + " are left",
          null);
    }
    allocatedBytes += deltaBytes;
  }

  synchronized long usableBytes() {
    return disk.capacityBytes() - allocatedBytes;
  }
}
