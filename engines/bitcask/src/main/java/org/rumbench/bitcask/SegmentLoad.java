package org.rumbench.bitcask;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.RecordLogReader;
import org.rumbench.engine.RecordView;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.Step;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.StorageFile;

/// Loads sealed segments into the key directory, one after the other: from their hint files, or from their records where a
/// hint file is missing or damaged. Others do the same beside it ([SegmentLoads]).
final class SegmentLoad implements Job {
  private final BitcaskStore store;
  private final SegmentLoads loads;
  private final KeyLocation location = new KeyLocation();
  private @Nullable Segment segment;
  private @Nullable StorageFile hintFile;
  private @Nullable RecordLogReader hintReader;
  private long hintEntriesLeft;
  private @Nullable SegmentScanner scanner;

  SegmentLoad(BitcaskStore store, SegmentLoads loads) {
    this.store = store;
    this.loads = loads;
  }

  @Override
  public String name() {
    return "loading of bitcask segments";
  }

  @Override
  public Step step(long budgetBytes) {
    try {
      for (long done = 0; done < budgetBytes; ) {
        Segment present = segment;
        if (present == null || loads.isAborted()) {
          releaseHint();
          present = loads.next();
          if (present == null) {
            return Step.DONE;
          }
          segment = present;
        }
        boolean isByHint = scanner == null && present.hasHint && store.options.useHints();
        done += isByHint ? loadHint(present) : scan(present);
      }
      return Step.MORE;
    } catch (RuntimeException failure) {
      releaseHint();
      loads.abort();
      throw failure;
    }
  }

  /// Takes in one unit of the hint file; falls back to the records when anything about it is wrong. Entries taken in
  /// before that are true (each unit has its checksum) and met again.
  private long loadHint(Segment present) {
    try {
      RecordLogReader reader = hintReader;
      if (reader == null) {
        StorageFile file = store.storage.open(HintDescriptor.fileName(present.id), IoPurpose.INDEX);
        hintFile = file;
        reader = RecordLogReader.open(file, HintDescriptor.MAGIC, present.id, IoPurpose.RECOVERY);
        hintReader = reader;
        hintEntriesLeft = reader.next() ? summaryCount(reader, present) : -1;
      }
      if (hintEntriesLeft < 0) {
        return fallBack(present);
      }
      if (reader.next()) {
        return takeEntries(reader, present) ? reader.payloadLength() : fallBack(present);
      }
      if (reader.end() != RecordLogReader.End.CLOSED || hintEntriesLeft != 0) {
        return fallBack(present);
      }
      releaseHint();
      segment = null;
      return 1;
    } catch (CorruptionException damage) {
      return fallBack(present);
    }
  }

  private static long summaryCount(RecordLogReader reader, Segment present) {
    DirectBuffer payload = reader.payloadBuffer();
    int at = reader.payloadIndex();
    boolean isOurs =
        reader.payloadLength() == HintDescriptor.SUMMARY_LENGTH
            && payload.getLong(at + HintDescriptor.SUMMARY_SEGMENT_LENGTH_OFFSET, ByteOrder.LITTLE_ENDIAN)
                == present.closedLengthBytes
            && payload.getInt(at + HintDescriptor.SUMMARY_SEGMENT_ID_OFFSET, ByteOrder.LITTLE_ENDIAN) == present.id;
    return isOurs
        ? payload.getLong(at + HintDescriptor.SUMMARY_ENTRY_COUNT_OFFSET, ByteOrder.LITTLE_ENDIAN)
        : -1;
  }

  /// Takes in the entries of one unit, all at once; false when they are not what they should be.
  private boolean takeEntries(RecordLogReader reader, Segment present) {
    DirectBuffer payload = reader.payloadBuffer();
    int at = reader.payloadIndex();
    int limit = at + reader.payloadLength();
    synchronized (store.lock) {
      store.directory.beginChange();
      try {
        while (at < limit) {
          int end = HintBuffer.decode(payload, at, limit, location);
          if (end < 0 || --hintEntriesLeft < 0) {
            return false;
          }
          location.segmentId = present.id;
          store.recover(
              payload, at + HintDescriptor.KEY_OFFSET, HintBuffer.keyLength(payload, at), location, present);
          at = end;
        }
        return true;
      } finally {
        store.directory.endChange();
      }
    }
  }

  private long fallBack(Segment present) {
    releaseHint();
    synchronized (store.lock) {
      present.resetTotals();
    }
    scanner = new SegmentScanner(present, IoPurpose.RECOVERY);
    return 1;
  }

  private void releaseHint() {
    StorageFile open = hintFile;
    hintReader = null;
    hintFile = null;
    if (open != null) {
      open.release();
    }
  }

  /// Takes in one record.
  private long scan(Segment present) {
    SegmentScanner reading = scanner;
    if (reading == null) {
      reading = new SegmentScanner(present, IoPurpose.RECOVERY);
      scanner = reading;
    }
    if (!reading.next()) {
      scanner = null;
      segment = null;
      return 1;
    }
    RecordView record = reading.record();
    synchronized (store.lock) {
      store.directory.beginChange();
      try {
        store.recover(record.buffer(), record.keyOffset(), record.keyLength(), reading.location(), present);
      } finally {
        store.directory.endChange();
      }
    }
    return reading.location().recordLength();
  }
}
