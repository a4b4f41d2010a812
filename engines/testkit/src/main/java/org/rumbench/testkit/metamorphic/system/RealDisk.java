package org.rumbench.testkit.metamorphic.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.rumbench.runtime.Environment;
import org.rumbench.storage.Storage;
import org.rumbench.testkit.metamorphic.Disk;
import org.rumbench.testkit.store.system.Backend;

/// A temporary directory of real files; its syncs are waited for inside the call, so that a run on the one thread of a
/// simulation repeats.
public final class RealDisk implements Disk {
  private final Backend backend;
  private final Path directory;

  /// A new, empty directory.
  public RealDisk(Backend backend) {
    this.backend = backend;
    try {
      directory = Files.createTempDirectory("rumbench-disk-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The directory that holds the files.
  public Path directory() {
    return directory;
  }

  @Override
  public Storage open(Environment environment) {
    SyncWait wait = new SyncWait(environment.scheduler());
    Environment outside = new Environment(environment.clock(), wait, environment.entropy());
    return new WaitingStorage(backend.open(directory, outside), wait);
  }

  @Override
  public void close() {
    try (Stream<Path> walk = Files.walk(directory)) {
      List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
