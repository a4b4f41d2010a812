package org.rumbench.storage.system;

import java.nio.file.Path;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.LedgerSnapshot.Lengths;
import org.rumbench.storage.medium.MediumFile;

/// How a file moves its bytes: the difference between the three storages.
interface FileKind {
  /// A new file, which must not exist.
  MediumFile create(Path path, IoPurpose purpose);

  /// An existing file, for reading and syncing.
  MediumFile open(Path path);

  /// The lengths of a file of an earlier life.
  Lengths lengths(Path path);

  /// The unit in which the medium writes.
  int blockBytes();
}
