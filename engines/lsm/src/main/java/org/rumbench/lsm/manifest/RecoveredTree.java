package org.rumbench.lsm.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.rumbench.lsm.table.TableMetadata;
import org.rumbench.storage.CorruptionException;

/// What the edits of a manifest add up to. One owner.
public final class RecoveredTree {
  /// A table and its place.
  ///
  /// @param level its level
  /// @param run   its run within the level
  /// @param table what is in it
  public record Placed(int level, long run, TableMetadata table) {}

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
    EditReader.read(file, fileOffset, buffer, offset, length, new EditReader.Visitor() {
      @Override
      public void onAdded(int level, long run, TableMetadata table) {
        add(file, fileOffset, new Placed(level, run, table));
      }

      @Override
      public void onRemoved(long number) {
        remove(file, fileOffset, number);
      }

      @Override
      public void onReplayPosition(long position) {
        replayPosition = position;
      }

      @Override
      public void onFlushedSequence(long sequence) {
        flushedSequence = sequence;
      }

      @Override
      public void onNextFile(long number) {
        nextFile = Math.max(nextFile, number);
      }

      @Override
      public void onAttachment(DirectBuffer source, int at, int count) {
        attachments.onRecovered(source, at, count);
      }

      @Override
      public void onHighestVersion(long version) {
        highestVersion = Math.max(highestVersion, version);
      }
    });
  }

  private void add(String file, long fileOffset, Placed placed) {
    TableMetadata table = placed.table();
    if (tables.put(table.number(), placed) != null) {
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
