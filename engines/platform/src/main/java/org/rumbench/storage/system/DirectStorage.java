package org.rumbench.storage.system;

import java.nio.file.Path;
import org.rumbench.runtime.Environment;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.LedgerSnapshot.Lengths;
import org.rumbench.storage.Storage;
import org.rumbench.storage.medium.MediumFile;

/// Files written and read past the page cache, in blocks of 4 KiB; the format is in DIRECT_FORMAT.md.
///
/// Files created to accept writes, to name other files, or for the cluster pad to a block at each append and so keep the
/// promise that an append is handed over on return: issued bytes then exceed appended ones by far, which is what
/// un-batched direct writes cost. Bulk output (flush, compaction, merge, garbage collection, index) is held back in
/// memory until its blocks are full, or a sync or seal: it is never acknowledged before that.
public final class DirectStorage {
  private DirectStorage() {}

  /// The storage in `directory`, which is made when absent; closed by its opener. The file system must allow direct I/O.
  public static Storage open(Path directory, Environment environment) {
    if (!Posix.isAvailable()) {
      throw new IllegalStateException("direct storage needs a 64-bit Linux");
    }
    ThreadLocal<NativeScratch> scratches = NativeScratch.perThread();
    return SystemDirectory.open(directory, new Kind(scratches), scratches, environment);
  }

  private static boolean holdsBack(IoPurpose purpose) {
    return purpose.kind() == IoPurpose.Kind.REORGANISE || purpose == IoPurpose.INDEX;
  }

  private record Kind(ThreadLocal<NativeScratch> scratches) implements FileKind {
    @Override
    public MediumFile create(Path path, IoPurpose purpose) {
      int flags = Posix.O_RDWR | Posix.O_CREAT | Posix.O_EXCL | Posix.O_DIRECT;
      RawFile file = new DescriptorFile(path, flags, scratches);
      return new DirectBytes(String.valueOf(path.getFileName()), file, scratches, holdsBack(purpose));
    }

    private RawFile openFile(Path path) {
      return new DescriptorFile(path, Posix.O_RDONLY | Posix.O_DIRECT, scratches);
    }

    private DirectRecovery recovery(RawFile file, Path path) {
      return new DirectRecovery(file::read, ChannelStorage.sizeBytes(path), scratches.get());
    }

    @Override
    public MediumFile open(Path path) {
      RawFile file = openFile(path);
      DirectRecovery.Found found = recovery(file, path).recover();
      return new DirectBytes(String.valueOf(path.getFileName()), file, scratches, found);
    }

    @Override
    public Lengths lengths(Path path) {
      RawFile file = openFile(path);
      try {
        return recovery(file, path).lengths();
      } finally {
        file.close();
      }
    }

    @Override
    public int blockBytes() {
      return DirectDescriptor.BLOCK_BYTES;
    }
  }
}
