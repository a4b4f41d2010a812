package org.rumbench.lsm.manifest;

import org.rumbench.coding.RecordLogReader;
import org.rumbench.coding.RecordLogWriter;
import org.rumbench.lsm.table.GrowingBuffer;
import org.rumbench.runtime.Completion;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// The manifest in use, appended to. One owner at a time; edits are durable when their sync is.
public final class Manifest {
  private final long number;
  private final StorageFile file;
  private final RecordLogWriter writer;
  private long edits;

  private Manifest(long number, StorageFile file) {
    this.number = number;
    this.file = file;
    this.writer = new RecordLogWriter(file, ManifestDescriptor.MAGIC, number);
  }

  /// A new, empty manifest; it is in use once `current` names it.
  public static Manifest create(Storage storage, long number) {
    return new Manifest(number, storage.create(nameOf(number), IoPurpose.MANIFEST));
  }

  /// Reads all edits of manifest `number` into `tree`. A torn end is an end.
  public static void read(Storage storage, long number, RecoveredTree tree, RecoveredTree.Attachments attachments) {
    String name = nameOf(number);
    if (!storage.list().contains(name)) {
      throw new CorruptionException(name, 0, "the manifest in use", "no such file");
    }
    StorageFile file = storage.open(name, IoPurpose.RECOVERY);
    try {
      RecordLogReader reader = RecordLogReader.open(file, ManifestDescriptor.MAGIC, number, IoPurpose.RECOVERY);
      int edits = 0;
      while (reader.next()) {
        tree.apply(
            name, reader.payloadOffset(), reader.payloadBuffer(), reader.payloadIndex(), reader.payloadLength(),
            attachments);
        edits++;
      }
      if (edits == 0) {
        throw new CorruptionException(name, 0, "the edit every manifest begins with", "none");
      }
    } finally {
      file.release();
    }
  }

  /// Its name.
  public static String nameOf(long number) {
    String digits = Long.toString(number);
    return "0".repeat(Math.max(0, 6 - digits.length())) + digits + "." + ManifestDescriptor.EXTENSION;
  }

  /// Its number.
  public long number() {
    return number;
  }

  /// Appends an edit; durable after [#sync].
  public void append(VersionEdit edit) {
    GrowingBuffer bytes = edit.encoded();
    writer.append(edits++, bytes.buffer(), 0, bytes.length());
  }

  /// Makes every edit appended before durable.
  public void sync(Completion completion) {
    file.sync(completion);
  }

  /// Releases the file.
  public void close() {
    file.release();
  }
}
