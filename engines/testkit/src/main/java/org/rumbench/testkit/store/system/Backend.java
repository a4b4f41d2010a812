package org.rumbench.testkit.store.system;

import java.nio.file.Path;
import org.rumbench.runtime.Environment;
import org.rumbench.storage.Storage;
import org.rumbench.storage.system.ChannelStorage;
import org.rumbench.storage.system.DirectStorage;
import org.rumbench.storage.system.MappedStorage;

/// The ways to real files. A directory belongs to the one that made it.
public enum Backend {
  /// Through the page cache, by calls.
  CHANNEL,
  /// Past the page cache.
  DIRECT,
  /// Through memory mappings.
  MAPPED;

  /// The storage in `directory`, which is made when absent; closed by its opener.
  public Storage open(Path directory, Environment environment) {
    return switch (this) {
      case CHANNEL -> ChannelStorage.open(directory, environment);
      case DIRECT -> DirectStorage.open(directory, environment);
      case MAPPED -> MappedStorage.open(directory, environment);
    };
  }
}
