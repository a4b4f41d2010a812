package org.rumbench.lsm.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.rumbench.lsm.table.Fields;
import org.rumbench.lsm.table.TableMetadata;
import org.rumbench.storage.CorruptionException;

/// What the edits of a manifest add up to. One owner.
public final class RecoveredTree {
  /// A table and its level.
  ///
  /// @param level where it is
  /// @param table what is in it
  public record Placed(int level, TableMetadata table) {}

  /// Receives attachment edits in order.
  @FunctionalInterface
  public interface Attachments {
    /// One edit.
    void onRecovered(DirectBuffer edit, int offset, int length);
  }

  private final SortedMap<Long, Placed> tables = new TreeMap<>();
  private long replayPosition;
  private long flushedSequence;
  private long nextFile = 1;
  private long highestVersion = Long.MIN_VALUE;

  /// Applies one encoded edit.
  public void apply(
      String file, long fileOffset, DirectBuffer buffer, int offset, int length, Attachments attachments) {
    Fields fields = new Fields(file, fileOffset, buffer, offset, length);
    while (fields.hasMore()) {
      int tag = fields.nextByte();
      switch (tag) {
        case ManifestDescriptor.TAG_ADDED -> add(file, fileOffset, fields);
        case ManifestDescriptor.TAG_REMOVED -> remove(file, fileOffset, fields.nextVarint());
        case ManifestDescriptor.TAG_REPLAY_POSITION -> replayPosition = fields.nextVarint();
        case ManifestDescriptor.TAG_FLUSHED_SEQUENCE -> flushedSequence = fields.nextVarint();
        case ManifestDescriptor.TAG_NEXT_FILE -> nextFile = Math.max(nextFile, fields.nextVarint());
        case ManifestDescriptor.TAG_ATTACHMENT -> {
          int count = fields.nextLength();
          attachments.onRecovered(buffer, fields.skip(count), count);
        }
        case ManifestDescriptor.TAG_HIGHEST_VERSION ->
            highestVersion = Math.max(highestVersion, fields.nextLong());
        default -> throw new CorruptionException(file, fileOffset, "a known field", "tag " + tag);
      }
    }
  }

  private void add(String file, long fileOffset, Fields fields) {
    int level = fields.nextLength();
    TableMetadata table = TableMetadata.decode(fields);
    if (tables.put(table.number(), new Placed(level, table)) != null) {
      throw new CorruptionException(file, fileOffset, "a new table", "table " + table.number() + " again");
    }
    nextFile = Math.max(nextFile, table.number() + 1);
  }

  private void remove(String file, long fileOffset, long number) {
    if (tables.remove(number) == null) {
      throw new CorruptionException(file, fileOffset, "a table of the tree", "table " + number);
    }
  }

  /// The tables, by number.
  public List<Placed> tables() {
    return new ArrayList<>(tables.values());
  }

  /// Where the commit log is replayed from.
  public long replayPosition() {
    return replayPosition;
  }

  /// Records up to this sequence are in tables.
  public long flushedSequence() {
    return flushedSequence;
  }

  /// The first file number not known to be used.
  public long nextFile() {
    return nextFile;
  }

  /// The highest version ever stored.
  public long highestVersion() {
    return highestVersion;
  }
}
