package org.rumbench.bitcask;

import static org.rumbench.coding.RecordLogDescriptor.MAX_UNIT_HEADER_LENGTH;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.RecordLogDescriptor;
import org.rumbench.coding.RecordLogReader;
import org.rumbench.engine.RecordView;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.Step;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.StorageFile;

/// Loads sealed segments into the key directory, one after the other: from their hint files, or from their records
/// where a hint file is missing or damaged. Others do the same beside it ([SegmentLoads]).
final class SegmentLoad implements Job {
  private final BitcaskStore store;
  private final SegmentLoads loads;
  private final KeyLocation location = new KeyLocation();
  private final KeyPrefetch prefetch;
  private @Nullable Segment segment;
  private @Nullable StorageFile hintFile;
  private @Nullable RecordLogReader hintReader;
  private long entriesLeft;
  private long entriesTaken;
  private long recordsEnd = RecordLogDescriptor.FILE_HEADER_LENGTH;
  private boolean hasFingerprint;
  private long fingerprint;
  private long fingerprintOffset;
  private long fingerprintTaken;
  private @Nullable SegmentScanner scanner;

  SegmentLoad(BitcaskStore store, SegmentLoads loads) {
    this.store = store;
    this.loads = loads;
    this.prefetch = new KeyPrefetch(store.directory);
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
  /// before that are true (each unit has its checksum) and not taken in again.
  private long loadHint(Segment present) {
    try {
      RecordLogReader reader = hintReader;
      if (reader == null) {
        StorageFile file = store.storage.open(HintDescriptor.fileName(present.id), IoPurpose.INDEX);
        hintFile = file;
        reader = RecordLogReader.open(file, HintDescriptor.MAGIC, present.id, IoPurpose.RECOVERY);
        hintReader = reader;
        entriesLeft = reader.next() ? summaryCount(reader, present) : -1;
        expect(file.lengthBytes());
      }
      if (entriesLeft < 0) {
        return fallBack(present);
      }
      if (reader.next()) {
        return takeEntries(reader, present) ? reader.payloadLength() : fallBack(present);
      }
      long left = present.closedLengthBytes - recordsEnd;
      if (reader.end() != RecordLogReader.End.CLOSED || entriesLeft != 0 || left > MAX_UNIT_HEADER_LENGTH) {
        return fallBack(present);
      }
    } catch (CorruptionException damage) {
      return fallBack(present);
    }
    if (hasFingerprint) {
      checkFingerprint(present, fingerprint, fingerprintOffset);
    }
    endSegment();
    return 1;
  }

  /// Has the directory made ready for what all hint files hold, when this, of that length, is the first.
  private void expect(long hintLengthBytes) {
    if (entriesLeft > 0) {
      synchronized (store.lock) {
        long entryBytes = Math.max(HintDescriptor.KEY_OFFSET, hintLengthBytes / entriesLeft);
        store.directory.beginChange();
        try {
          store.accounts.expect(loads.entriesOf(entryBytes));
        } finally {
          store.directory.endChange();
        }
      }
    }
  }

  /// The number of entries that the summary tells, -1 when it is not one of this segment.
  private long summaryCount(RecordLogReader reader, Segment present) {
    DirectBuffer payload = reader.payloadBuffer();
    int at = reader.payloadIndex();
    boolean isOurs =
        HintDescriptor.isSummaryLength(reader.payloadLength())
            && payload.getLong(at + HintDescriptor.SUMMARY_SEGMENT_LENGTH_OFFSET, ByteOrder.LITTLE_ENDIAN)
                == present.closedLengthBytes
            && payload.getInt(at + HintDescriptor.SUMMARY_SEGMENT_ID_OFFSET, ByteOrder.LITTLE_ENDIAN) == present.id;
    if (!isOurs) {
      return -1;
    }
    hasFingerprint = reader.payloadLength() == HintDescriptor.SUMMARY_LENGTH;
    if (hasFingerprint) {
      fingerprint = payload.getLong(at + HintDescriptor.SUMMARY_FINGERPRINT_OFFSET, ByteOrder.LITTLE_ENDIAN);
      fingerprintOffset = reader.payloadOffset() + HintDescriptor.SUMMARY_FINGERPRINT_OFFSET;
    }
    return payload.getLong(at + HintDescriptor.SUMMARY_ENTRY_COUNT_OFFSET, ByteOrder.LITTLE_ENDIAN);
  }

  /// Takes in the entries of one unit, all at once or none; false when they are not what they should be.
  private boolean takeEntries(RecordLogReader reader, Segment present) {
    DirectBuffer payload = reader.payloadBuffer();
    int at = reader.payloadIndex();
    int limit = at + reader.payloadLength();
    if (!isInPlace(payload, at, limit, present)) {
      return false;
    }
    synchronized (store.lock) {
      store.directory.beginChange();
      try {
        for (int prefetchedEnd = at; at < limit; ) {
          if (at == prefetchedEnd) {
            prefetchedEnd = prefetch(payload, at, limit);
          }
          int end = HintBuffer.decode(payload, at, limit, location);
          location.segmentId = present.id;
          store.accounts.recover(
              payload, at + HintDescriptor.KEY_OFFSET, HintBuffer.keyLength(payload, at), location, present);
          at = end;
          entriesTaken++;
        }
        return true;
      } finally {
        store.directory.endChange();
      }
    }
  }

  /// Reads ahead for some entries from `at` on; returns the end of those.
  private int prefetch(DirectBuffer payload, int at, int limit) {
    int end = at;
    boolean isRoomy = true;
    while (end < limit && isRoomy) {
      int keyLength = HintBuffer.keyLength(payload, end);
      isRoomy = prefetch.add(payload, end + HintDescriptor.KEY_OFFSET, keyLength);
      end += HintDescriptor.KEY_OFFSET + keyLength;
    }
    prefetch.run();
    return end;
  }

  /// Whether the records that a unit tells of lie behind each other in the segment, with no more room between two than
  /// the header of a unit of the log takes.
  private boolean isInPlace(DirectBuffer payload, int from, int limit, Segment present) {
    for (int at = from; at < limit; ) {
      int end = HintBuffer.decode(payload, at, limit, location);
      if (end < 0 || --entriesLeft < 0) {
        return false;
      }
      long gap = location.recordOffset - recordsEnd;
      recordsEnd = (long) location.recordOffset + location.recordLength();
      if (gap < 0
          || gap > MAX_UNIT_HEADER_LENGTH
          || recordsEnd > present.closedLengthBytes
          || location.recordLength() <= HintBuffer.keyLength(payload, at)
          || (location.lengthAndFlags & ~HintDescriptor.LENGTH_FIELD_MASK) != 0) {
        return false;
      }
      at = end;
    }
    return true;
  }

  /// Entries that are whole and in place, and not what was written: no checksum tells. They are taken in already, so
  /// the store is not opened.
  private static void checkFingerprint(Segment present, long expected, long offsetBytes) {
    if (expected != present.fingerprint()) {
      throw new CorruptionException(
          HintDescriptor.fileName(present.id),
          offsetBytes,
          "entries for the records of " + present.fileName() + ", with fingerprint " + Long.toHexString(expected),
          Long.toHexString(present.fingerprint()) + "; without this file the store opens from the records");
    }
  }

  private long fallBack(Segment present) {
    releaseHint();
    synchronized (store.lock) {
      fingerprintTaken = present.fingerprint();
      present.resetTotals();
    }
    scanner = new SegmentScanner(present, IoPurpose.RECOVERY);
    return 1;
  }

  private void endSegment() {
    releaseHint();
    scanner = null;
    segment = null;
    entriesTaken = 0;
    recordsEnd = RecordLogDescriptor.FILE_HEADER_LENGTH;
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
      if (entriesTaken > 0) {
        checkFingerprint(present, fingerprintTaken, RecordLogDescriptor.FILE_HEADER_LENGTH);
      }
      present.needsHint = store.options.useHints();
      endSegment();
      return 1;
    }
    synchronized (store.lock) {
      take(reading.record(), reading.location(), present);
    }
    return reading.location().recordLength();
  }

  /// Takes in a record, or counts it only when it was met in the hint file.
  private void take(RecordView record, KeyLocation found, Segment present) {
    if (entriesTaken > 0) {
      present.add(found, KeyDirectory.hash(record.buffer(), record.keyOffset(), record.keyLength()));
      if (--entriesTaken == 0) {
        checkFingerprint(present, fingerprintTaken, RecordLogDescriptor.FILE_HEADER_LENGTH);
      }
      return;
    }
    store.directory.beginChange();
    try {
      store.accounts.recover(record.buffer(), record.keyOffset(), record.keyLength(), found, present);
    } finally {
      store.directory.endChange();
    }
  }
}
