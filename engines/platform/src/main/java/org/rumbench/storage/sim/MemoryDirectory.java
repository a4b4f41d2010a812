package org.rumbench.storage.sim;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.RandomStream;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.LedgerSnapshot.Lengths;
import org.rumbench.storage.medium.Medium;
import org.rumbench.storage.medium.MediumFile;
import org.rumbench.storage.sim.MemoryMedium.Directory;

/// A directory of a [MemoryMedium] as one process life sees it. Its lock is held by a life, not by the medium's name.
final class MemoryDirectory implements Medium {
  private final MemoryMedium medium;
  private final Directory directory;
  private final Environment environment;
  private final RandomStream syncs;
  private boolean hasLock;

  MemoryDirectory(MemoryMedium medium, Directory directory, Environment environment) {
    this.medium = medium;
    this.directory = directory;
    this.environment = environment;
    this.syncs = environment.entropy().child("disk").stream(directory.path);
  }

  private String path(String name) {
    return directory.path + name;
  }

  private MemoryBytes bytes(String name) {
    synchronized (directory) {
      MemoryBytes bytes = directory.files.get(name);
      if (bytes == null) {
        throw new IllegalArgumentException("no file " + path(name));
      }
      return bytes;
    }
  }

  @Override
  public List<String> list() {
    synchronized (directory) {
      return List.copyOf(directory.files.keySet());
    }
  }

  @Override
  public Lengths lengths(String name) {
    MemoryBytes bytes = bytes(name);
    return new Lengths(bytes.lengthBytes(), bytes.lengthBytes(), bytes.allocatedBytes());
  }

  @Override
  public MediumFile create(String name, IoPurpose purpose) {
    medium.onWrite("create", path(name), 0, 0);
    MemoryBytes bytes = new MemoryBytes();
    synchronized (directory) {
      if (directory.files.putIfAbsent(name, bytes) != null) {
        throw new IllegalArgumentException(path(name) + " exists");
      }
    }
    return new MemoryFile(medium, path(name), bytes, environment.clock());
  }

  @Override
  public MediumFile open(String name) {
    medium.onCall("open", path(name), 0);
    return new MemoryFile(medium, path(name), bytes(name), environment.clock());
  }

  @Override
  public void rename(String from, String to) {
    medium.onWrite("publish", path(from), 0, 0);
    medium.onCall("publish-to", path(to), 0);
    MemoryBytes replaced;
    synchronized (directory) {
      MemoryBytes bytes = bytes(from);
      replaced = directory.files.put(to, bytes);
      directory.files.remove(from);
    }
    free(to, replaced);
  }

  @Override
  public void unlink(String name) {
    medium.onWrite("remove", path(name), 0, 0);
    MemoryBytes removed;
    synchronized (directory) {
      removed = bytes(name);
      directory.files.remove(name);
    }
    free(name, removed);
  }

  private void free(String name, @Nullable MemoryBytes bytes) {
    if (bytes != null && bytes.unlinked()) {
      medium.allocate(path(name), -bytes.allocatedBytes());
    }
  }

  @Override
  public void syncNames() {
    medium.onCall("sync-names", directory.path, 0);
  }

  @Override
  public Medium sub(String name) {
    synchronized (directory) {
      Directory sub = directory.subs.computeIfAbsent(name, part -> new Directory(path(part) + "/"));
      return new MemoryDirectory(medium, sub, environment);
    }
  }

  @Override
  public void lock() {
    synchronized (directory) {
      if (directory.isLocked) {
        throw new IllegalStateException("the directory '" + directory.path + "' is in use");
      }
      directory.isLocked = true;
      hasLock = true;
    }
  }

  @Override
  public long usableBytes() {
    return medium.usableBytes();
  }

  @Override
  public int blockBytes() {
    return 1;
  }

  @Override
  public void dispatch(long dirtyBytes, Runnable sync) {
    long delayNanos = medium.syncDelayNanos(environment.clock().nanos(), dirtyBytes, syncs);
    environment.scheduler().schedule(delayNanos, sync);
  }

  @Override
  public void close() {
    synchronized (directory) {
      if (hasLock) {
        directory.isLocked = false;
        hasLock = false;
      }
    }
  }
}
