package org.rumbench.testkit.flush.system;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/// What lies below a directory, as far as the system counts what it does.
sealed interface Device {
  /// Nobody counts.
  ///
  /// @param reason why
  record Uncounted(String reason) implements Device {}

  /// Whole disks with counters of their own.
  ///
  /// @param names            the disks, as `/proc/diskstats` names them; several below a volume made of them
  /// @param hasVolatileCache whether a disk keeps written data where it is lost without power, so that flushes are sent;
  ///                         without one, a completed write is durable and the kernel sends no flush
  record Counted(SortedSet<String> names, boolean hasVolatileCache) implements Device {
    /// The counters now.
    Counters counters() throws IOException {
      long flushes = 0;
      long writes = 0;
      for (String line : Files.readAllLines(DISK_STATS)) {
        String[] fields = line.strip().split("\\s+", -1);
        if (names.contains(fields[NAME_FIELD])) {
          flushes += Long.parseLong(fields[FLUSHES_FIELD]);
          writes += Long.parseLong(fields[WRITES_FIELD]);
        }
      }
      return new Counters(flushes, writes);
    }
  }

  /// Requests that disks have completed since the system started, for everybody.
  ///
  /// @param flushes of their caches
  /// @param writes  of data
  record Counters(long flushes, long writes) {}

  /// See the kernel's Documentation/admin-guide/iostats.rst; flushes are counted since Linux 5.5.
  Path DISK_STATS = Path.of("/proc/diskstats");
  /// Where the name is.
  int NAME_FIELD = 2;
  /// Where the completed writes are.
  int WRITES_FIELD = 7;
  /// Where the completed flushes are.
  int FLUSHES_FIELD = 18;

  /// The device below `directory`.
  static Device below(Path directory) throws IOException {
    Path mounts = Path.of("/proc/self/mountinfo");
    if (!Files.isReadable(mounts) || !Files.isReadable(DISK_STATS)) {
      return new Uncounted("this system has no /proc/diskstats");
    }
    Mount mount = Mount.of(directory.toRealPath(), Files.readAllLines(mounts));
    Path block = Path.of("/sys/dev/block", mount.number());
    if (!Files.exists(block) && mount.source().startsWith("/dev/") && Files.exists(Path.of(mount.source()))) {
      // A file system over several devices has a number of its own; what was mounted is one of them.
      block = Path.of("/sys/class/block", String.valueOf(Path.of(mount.source()).toRealPath().getFileName()));
    }
    if (!Files.exists(block)) {
      return new Uncounted("below " + directory + " is " + mount.type() + " (" + mount.source() + "), no block device");
    }
    SortedSet<String> names = new TreeSet<>();
    boolean hasVolatileCache = addDisks(block.toRealPath(), names);
    for (String line : Files.readAllLines(DISK_STATS)) {
      String[] fields = line.strip().split("\\s+", -1);
      if (names.contains(fields[NAME_FIELD]) && fields.length > FLUSHES_FIELD) {
        return new Counted(names, hasVolatileCache);
      }
    }
    return new Uncounted("the kernel counts no flushes of " + names);
  }

  /// Adds the disks that `block`, a directory of sysfs, stands on; whether one of them has a volatile cache.
  private static boolean addDisks(Path block, SortedSet<String> names) throws IOException {
    // A partition lies within its disk's directory; only the disk is flushed.
    Path disk = Files.exists(block.resolve("partition")) ? block.resolveSibling("") : block;
    List<Path> lower = new ArrayList<>();
    if (Files.isDirectory(disk.resolve("slaves"))) {
      try (DirectoryStream<Path> slaves = Files.newDirectoryStream(disk.resolve("slaves"))) {
        for (Path slave : slaves) {
          lower.add(slave.toRealPath());
        }
      }
    }
    if (lower.isEmpty()) {
      names.add(String.valueOf(disk.getFileName()));
      Path cache = disk.resolve("queue/write_cache");
      return Files.isReadable(cache) && Files.readString(cache).strip().toLowerCase(Locale.ROOT).equals("write back");
    }
    boolean hasVolatileCache = false;
    for (Path each : lower) {
      hasVolatileCache |= addDisks(each, names);
    }
    return hasVolatileCache;
  }
}
