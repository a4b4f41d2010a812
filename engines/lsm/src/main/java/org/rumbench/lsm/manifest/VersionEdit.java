package org.rumbench.lsm.manifest;

import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.lsm.table.GrowingBuffer;
import org.rumbench.lsm.table.TableMetadata;

/// One edit being put together; its encoded form is one unit of the manifest. One owner.
public final class VersionEdit {
  private final GrowingBuffer bytes = new GrowingBuffer(256);

  /// A table joins a run of `level`.
  public VersionEdit addTable(int level, long run, TableMetadata table) {
    bytes.putByte(ManifestDescriptor.TAG_ADDED_TO_RUN);
    bytes.putVarint(level);
    bytes.putVarint(run);
    table.encode(bytes);
    return this;
  }

  /// A table leaves.
  public VersionEdit removeTable(long number) {
    bytes.putByte(ManifestDescriptor.TAG_REMOVED);
    bytes.putVarint(number);
    return this;
  }

  /// Recovery replays the commit log from `position`, and of it only records behind `flushedSequence`.
  public VersionEdit replayFrom(long position, long flushedSequence) {
    bytes.putByte(ManifestDescriptor.TAG_REPLAY_POSITION);
    bytes.putVarint(position);
    bytes.putByte(ManifestDescriptor.TAG_FLUSHED_SEQUENCE);
    bytes.putVarint(flushedSequence);
    return this;
  }

  /// File numbers from `number` on are unused.
  public VersionEdit nextFile(long number) {
    bytes.putByte(ManifestDescriptor.TAG_NEXT_FILE);
    bytes.putVarint(number);
    return this;
  }

  /// The highest version ever stored.
  public VersionEdit highestVersion(long version) {
    bytes.putByte(ManifestDescriptor.TAG_HIGHEST_VERSION);
    bytes.putLong(version);
    return this;
  }

  /// Somebody else's edit.
  public VersionEdit attach(byte[] edit) {
    bytes.putByte(ManifestDescriptor.TAG_ATTACHMENT);
    bytes.putVarint(edit.length);
    bytes.putBytes(new UnsafeBuffer(edit), 0, edit.length);
    return this;
  }

  GrowingBuffer encoded() {
    return bytes;
  }
}
