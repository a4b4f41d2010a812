package org.rumbench.storage.system;

import java.nio.file.Path;
import org.rumbench.runtime.Environment;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.LedgerSnapshot.Lengths;
import org.rumbench.storage.Storage;
import org.rumbench.storage.medium.MediumFile;

/// Memory-mapped files, through chronicle-bytes.
///
/// A file that is still written is as long as what is allocated for it: after a crash it ends in zeros, and readers find
/// the end of the data by framing. Sealing makes it exactly as long as what was appended.
public final class MappedStorage {
  private MappedStorage() {}

  /// The storage in `directory`, which is made when absent; closed by its opener.
  public static Storage open(Path directory, Environment environment) {
    ThreadLocal<NativeScratch> scratches = NativeScratch.perThread();
    return SystemDirectory.open(directory, new Kind(scratches), scratches, environment);
  }

  private record Kind(ThreadLocal<NativeScratch> scratches) implements FileKind {
    @Override
    public MediumFile create(Path path, IoPurpose purpose) {
      return new MappedContent(path, ChannelStorage.createRaw(path, scratches), scratches);
    }

    @Override
    public MediumFile open(Path path) {
      return new MappedContent(
          path, ChannelStorage.openRaw(path, scratches), scratches, ChannelStorage.sizeBytes(path));
    }

    @Override
    public Lengths lengths(Path path) {
      long size = ChannelStorage.sizeBytes(path);
      return new Lengths(size, size, size);
    }

    @Override
    public int blockBytes() {
      return 1;
    }
  }
}
