package org.rumbench.bitcask;

import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.RecordLogWriter;
import org.rumbench.runtime.Completion;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.StorageFile;

/// Writes the hint file of one closed segment in slices, and starts its sync. Where units end depends on their entries
/// alone.
final class HintWriter {
  private final BitcaskStore store;
  private final Segment segment;
  private final HintBuffer hints;
  private final Completion synced = new Completion();
  private @Nullable StorageFile file;
  private @Nullable RecordLogWriter log;
  private int position;
  private boolean isWritten;

  HintWriter(BitcaskStore store, Segment segment, HintBuffer hints) {
    this.store = store;
    this.segment = segment;
    this.hints = hints;
  }

  /// Writes at most `budgetBytes`, at least one unit; true once all is written and the sync has started.
  boolean write(long budgetBytes) {
    RecordLogWriter writer = log;
    if (writer == null) {
      writer = begin();
    }
    int limit = (int) Math.min(hints.lengthBytes(), position + Math.max(1, budgetBytes));
    while (position < limit) {
      int end = position;
      do {
        end += HintDescriptor.KEY_OFFSET + HintBuffer.keyLength(hints.buffer(), end);
      } while (end < hints.lengthBytes() && end - position < HintDescriptor.UNIT_BYTES);
      writer.append(0, hints.buffer(), position, end - position);
      position = end;
    }
    if (position == hints.lengthBytes() && !isWritten) {
      isWritten = true;
      writer.close(0);
      writer.file().seal();
      writer.file().sync(synced);
    }
    return isWritten;
  }

  private RecordLogWriter begin() {
    StorageFile created = store.storage.create(HintDescriptor.fileName(segment.id), IoPurpose.INDEX);
    file = created;
    RecordLogWriter writer = new RecordLogWriter(created, HintDescriptor.MAGIC, segment.id);
    UnsafeBuffer summary = new UnsafeBuffer(new byte[HintDescriptor.SUMMARY_LENGTH]);
    summary.putLong(
        HintDescriptor.SUMMARY_SEGMENT_LENGTH_OFFSET, segment.closedLengthBytes, ByteOrder.LITTLE_ENDIAN);
    summary.putLong(HintDescriptor.SUMMARY_ENTRY_COUNT_OFFSET, hints.entryCount(), ByteOrder.LITTLE_ENDIAN);
    summary.putInt(HintDescriptor.SUMMARY_SEGMENT_ID_OFFSET, segment.id, ByteOrder.LITTLE_ENDIAN);
    summary.putLong(HintDescriptor.SUMMARY_FINGERPRINT_OFFSET, segment.fingerprint(), ByteOrder.LITTLE_ENDIAN);
    writer.append(0, summary, 0, HintDescriptor.SUMMARY_LENGTH);
    log = writer;
    return writer;
  }

  /// Done when the bytes of the file are durable; its name is not yet.
  Completion synced() {
    return synced;
  }

  /// Closes the file.
  void release() {
    StorageFile open = file;
    if (open != null) {
      file = null;
      open.release();
    }
  }
}
