package org.rumbench.storage.system;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Environment;
import org.rumbench.storage.DeviceException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.LedgerSnapshot.Lengths;
import org.rumbench.storage.Storage;
import org.rumbench.storage.medium.LedgeredStorage;
import org.rumbench.storage.medium.Medium;
import org.rumbench.storage.medium.MediumFile;

/// A directory of the file system: names, the lock and the sync workers, for files of any [FileKind].
///
/// The lock is a file lock on `LOCK`, a name no storage file can have; files with other names are not ours and not seen.
final class SystemDirectory implements Medium {
  private static final Pattern OURS = Pattern.compile("[a-z0-9._-]+");
  private static final String LOCK = "LOCK";

  private final Path directory;
  private final FileKind kind;
  private final SyncWorkers workers;
  private final ThreadLocal<NativeScratch> scratches;
  private final boolean isRoot;
  private @Nullable FileChannel lock;

  /// A storage over `directory`, made when absent; the directory's own name is durable on return.
  static Storage open(Path directory, FileKind kind, ThreadLocal<NativeScratch> scratches, Environment environment) {
    Path absolute = directory.toAbsolutePath().normalize();
    SystemDirectory root = new SystemDirectory(absolute, kind, new SyncWorkers(), scratches, true);
    return LedgeredStorage.open(root, environment);
  }

  private SystemDirectory(
      Path directory, FileKind kind, SyncWorkers workers, ThreadLocal<NativeScratch> scratches, boolean isRoot) {
    this.directory = directory;
    this.kind = kind;
    this.workers = workers;
    this.scratches = scratches;
    this.isRoot = isRoot;
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw ChannelFile.failure("create", directory, e);
    }
    Path parent = directory.getParent();
    if (parent != null) {
      syncDirectory(parent);
    }
    syncNames();
  }

  @Override
  public List<String> list() {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        if (OURS.matcher(name).matches() && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
          names.add(name);
        }
      }
    } catch (IOException e) {
      throw ChannelFile.failure("list", directory, e);
    }
    return names;
  }

  @Override
  public Lengths lengths(String name) {
    return kind.lengths(directory.resolve(name));
  }

  @Override
  public MediumFile create(String name, IoPurpose purpose) {
    return kind.create(directory.resolve(name), purpose);
  }

  @Override
  public MediumFile open(String name) {
    return kind.open(directory.resolve(name));
  }

  @Override
  public void rename(String from, String to) {
    try {
      Files.move(
          directory.resolve(from),
          directory.resolve(to),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      throw new DeviceException("the file system cannot rename " + from + " to " + to + " atomically", e);
    } catch (IOException e) {
      throw ChannelFile.failure("rename", directory.resolve(from), e);
    }
  }

  @Override
  public void unlink(String name) {
    try {
      Files.delete(directory.resolve(name));
    } catch (IOException e) {
      throw ChannelFile.failure("remove", directory.resolve(name), e);
    }
  }

  @Override
  public void syncNames() {
    syncDirectory(directory);
  }

  private void syncDirectory(Path path) {
    if (Posix.isAvailable()) {
      Posix.syncDirectory(scratches.get().errno, path);
      return;
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      throw ChannelFile.failure("sync", path, e);
    }
  }

  @Override
  public Medium sub(String name) {
    return new SystemDirectory(directory.resolve(name), kind, workers, scratches, false);
  }

  @Override
  public String path() {
    return directory.toString();
  }

  @Override
  public void lock() {
    Path path = directory.resolve(LOCK);
    boolean isHeld = false;
    FileChannel channel;
    try {
      channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw ChannelFile.failure("open", path, e);
    }
    try {
      isHeld = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      throw new IllegalStateException(directory + " is in use by this process", e);
    } catch (IOException e) {
      throw ChannelFile.failure("lock", path, e);
    } finally {
      if (!isHeld) {
        closeQuietly(channel);
      }
    }
    if (!isHeld) {
      throw new IllegalStateException(directory + " is in use by another process");
    }
    lock = channel;
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new DeviceException("cannot close the lock file", e);
    }
  }

  @Override
  public long usableBytes() {
    try {
      return Files.getFileStore(directory).getUsableSpace();
    } catch (IOException e) {
      throw ChannelFile.failure("statvfs", directory, e);
    }
  }

  @Override
  public int blockBytes() {
    return kind.blockBytes();
  }

  @Override
  public void dispatch(long dirtyBytes, Runnable sync) {
    workers.execute(sync);
  }

  @Override
  public void close() {
    if (isRoot) {
      workers.close();
    }
    FileChannel held = lock;
    if (held != null) {
      lock = null;
      closeQuietly(held);
    }
  }
}
