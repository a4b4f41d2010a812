package org.rumbench.lsm.manifest;

import org.agrona.DirectBuffer;
import org.rumbench.lsm.table.Fields;
import org.rumbench.lsm.table.TableDescriptor;
import org.rumbench.lsm.table.TableMetadata;
import org.rumbench.storage.CorruptionException;

/// Reads the fields of one encoded edit in their order ([ManifestDescriptor]).
public final class EditReader {
  private EditReader() {}

  /// Receives the fields of an edit.
  public interface Visitor {
    /// A table joins a run of `level`.
    void onAdded(int level, long run, TableMetadata table);

    /// A table leaves.
    void onRemoved(long number);

    /// Recovery replays the commit log from here.
    void onReplayPosition(long position);

    /// Every record up to here is in a table.
    void onFlushedSequence(long sequence);

    /// File numbers from here on are unused.
    void onNextFile(long number);

    /// Somebody else's edit, valid during the call.
    void onAttachment(DirectBuffer buffer, int offset, int length);

    /// The highest version ever stored.
    void onHighestVersion(long version);
  }

  /// Reads an edit; `file` and `fileOffset` are for the [CorruptionException] of one that does not parse.
  public static void read(
      String file, long fileOffset, DirectBuffer buffer, int offset, int length, Visitor visitor) {
    Fields fields = new Fields(file, fileOffset, buffer, offset, length);
    while (fields.hasMore()) {
      int tag = fields.nextByte();
      switch (tag) {
        case ManifestDescriptor.TAG_ADDED -> {
          int level = fields.nextLength();
          TableMetadata table = TableMetadata.decode(fields, TableDescriptor.FIRST_FORMAT_VERSION);
          visitor.onAdded(level, level == 0 ? table.number() : 0, table);
        }
        case ManifestDescriptor.TAG_ADDED_TO_RUN ->
            visitor.onAdded(
                fields.nextLength(), fields.nextVarint(),
                TableMetadata.decode(fields, TableDescriptor.FORMAT_VERSION));
        case ManifestDescriptor.TAG_REMOVED -> visitor.onRemoved(fields.nextVarint());
        case ManifestDescriptor.TAG_REPLAY_POSITION -> visitor.onReplayPosition(fields.nextVarint());
        case ManifestDescriptor.TAG_FLUSHED_SEQUENCE -> visitor.onFlushedSequence(fields.nextVarint());
        case ManifestDescriptor.TAG_NEXT_FILE -> visitor.onNextFile(fields.nextVarint());
        case ManifestDescriptor.TAG_ATTACHMENT -> {
          int count = fields.nextLength();
          visitor.onAttachment(buffer, fields.skip(count), count);
        }
        case ManifestDescriptor.TAG_HIGHEST_VERSION -> visitor.onHighestVersion(fields.nextLong());
        default -> throw new CorruptionException(file, fileOffset, "a known field", "tag " + tag);
      }
    }
  }
}
