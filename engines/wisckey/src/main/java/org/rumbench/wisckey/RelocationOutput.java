package org.rumbench.wisckey;

import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.RecordLogWriter;
import org.rumbench.runtime.Completion;
import org.rumbench.storage.StorageFile;

/// A collected segment that compactions put values into, one compaction after the other, until it is full. The
/// compaction that holds the segment owns this.
///
/// What an installed compaction has put there is counted and in the manifest; what lies behind that is nobody's, and
/// stays nobody's when the compaction never ends.
final class RelocationOutput {
  private final ValueLogSegment segment;
  private final RecordLogWriter writer;
  private boolean isListed;
  private long addedBytes;
  private @Nullable Completion filled;

  /// A new file; the segment is held for writing.
  RelocationOutput(ValueLogSegment segment) {
    this.segment = segment;
    this.writer = new RecordLogWriter(segment.file(), ValueLogDescriptor.COLLECTED_MAGIC, segment.id());
  }

  ValueLogSegment segment() {
    return segment;
  }

  private StorageFile file() {
    return segment.file();
  }

  /// Whether the value log has it: an earlier compaction was installed with pointers into it.
  boolean isListed() {
    return isListed;
  }

  /// Where the first record of the next unit will be.
  long nextRecordOffset() {
    return writer.widePayloadOffset();
  }

  /// Length of the file.
  long lengthBytes() {
    return writer.positionBytes();
  }

  /// Appends one unit of records, which starts at [#nextRecordOffset].
  void append(DirectBuffer records, int length) {
    writer.appendWide(0, records, 0, length);
    addedBytes += length;
  }

  /// Ends the file and has it synced beside what follows.
  void fill() {
    writer.close(0);
    file().seal();
    Completion synced = new Completion();
    filled = synced;
    file().sync(synced);
  }

  /// Done when all of it is on the device.
  Completion sync() {
    Completion synced = filled;
    if (synced == null) {
      synced = new Completion();
      file().sync(synced);
    }
    return synced;
  }

  /// Counts what was appended since, which is durable and about to be pointed at.
  void count() {
    segment.appended(lengthBytes(), addedBytes, addedBytes);
    addedBytes = 0;
    if (filled != null) {
      segment.fill(lengthBytes());
    } else {
      segment.markDurable(segment.count());
      segment.markAnchored();
    }
    isListed = true;
  }
}
