package org.rumbench.storage.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.rumbench.runtime.Environment;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.LedgerSnapshot.Lengths;
import org.rumbench.storage.Storage;
import org.rumbench.storage.medium.MediumFile;

/// Files through the page cache, with positional reads and writes: the default storage.
///
/// An append is handed to the operating system when it returns. The file's length is its logical length: reservations
/// lie beyond it and show in no listing.
public final class ChannelStorage {
  private ChannelStorage() {}

  /// The storage in `directory`, which is made when absent; closed by its opener.
  public static Storage open(Path directory, Environment environment) {
    ThreadLocal<NativeScratch> scratches = NativeScratch.perThread();
    return SystemDirectory.open(directory, new Kind(scratches), scratches, environment);
  }

  /// A new file of our own, through [Posix] where that is available.
  static RawFile createRaw(Path path, ThreadLocal<NativeScratch> scratches) {
    if (Posix.isAvailable()) {
      return new DescriptorFile(path, Posix.O_RDWR | Posix.O_CREAT | Posix.O_EXCL, scratches);
    }
    return new ChannelFile(
        path,
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
        scratches);
  }

  /// An existing file, for reading and syncing.
  static RawFile openRaw(Path path, ThreadLocal<NativeScratch> scratches) {
    if (Posix.isAvailable()) {
      return new DescriptorFile(path, Posix.O_RDONLY, scratches);
    }
    return new ChannelFile(path, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE), scratches);
  }

  static long sizeBytes(Path path) {
    try {
      return Files.size(path);
    } catch (IOException e) {
      throw ChannelFile.failure("size", path, e);
    }
  }

  private record Kind(ThreadLocal<NativeScratch> scratches) implements FileKind {
    @Override
    public MediumFile create(Path path, IoPurpose purpose) {
      return new ChannelBytes(createRaw(path, scratches), 0);
    }

    @Override
    public MediumFile open(Path path) {
      return new ChannelBytes(openRaw(path, scratches), sizeBytes(path));
    }

    @Override
    public Lengths lengths(Path path) {
      long size = sizeBytes(path);
      return new Lengths(size, size, size);
    }

    @Override
    public int blockBytes() {
      return 1;
    }
  }
}
