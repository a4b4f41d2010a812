package org.rumbench.microbench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.rumbench.runtime.Entropy;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.system.SystemRuntime;
import org.rumbench.storage.Storage;
import org.rumbench.storage.system.ChannelStorage;
import org.rumbench.storage.system.DirectStorage;
import org.rumbench.storage.system.MappedStorage;

/// A storage of real files in a directory that goes with it, and what it runs on.
final class OpenedStorage implements AutoCloseable {
  final Path directory;
  final Environment environment;
  final Storage storage;
  private final SystemRuntime runtime = SystemRuntime.start(1);

  /// Opens `medium`: `channel`, `mapped` or `direct`.
  OpenedStorage(String medium) throws IOException {
    this.directory = Files.createTempDirectory("rumbench");
    this.environment = runtime.environmentWithOwnLoop("storage", Entropy.of(1));
    this.storage = switch (medium) {
      case "mapped" -> MappedStorage.open(directory, environment);
      case "direct" -> DirectStorage.open(directory, environment);
      case "channel" -> ChannelStorage.open(directory, environment);
      default -> throw new IllegalArgumentException("no storage is called " + medium);
    };
  }

  @Override
  public void close() throws IOException {
    storage.close();
    runtime.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
