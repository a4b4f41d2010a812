package org.rumbench.bitcask;

import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.RecordLogWriter;
import org.rumbench.runtime.Completion;
import org.rumbench.storage.IoPurpose;

/// The segments that a merge writes, one after the other, with the entries of their records. One owner, until the table
/// has them.
final class MergeOutputs {
  /// A new segment, the entries of its records, and what writes them.
  record Output(Segment segment, RecordLogWriter writer, HintBuffer hints, HintWriter hintWriter) {}

  /// One call of the operating system for so many bytes: nobody reads a copy before its segment is closed.
  private static final int GATHER_BYTES = 64 * 1024;

  private final BitcaskStore store;
  private final IoPurpose purpose;
  private final List<Output> outputs = new ArrayList<>();
  private final KeyLocation written = new KeyLocation();

  MergeOutputs(BitcaskStore store, IoPurpose purpose) {
    this.store = store;
    this.purpose = purpose;
  }

  int count() {
    return outputs.size();
  }

  Output get(int index) {
    return outputs.get(index);
  }

  List<Segment> segments() {
    return outputs.stream().map(Output::segment).toList();
  }

  /// Appends the record at `index` of `source`, which keeps the version and sequence of `from`; length, flags and
  /// checksum are those of the bytes. The key may lie in another buffer.
  void append(
      DirectBuffer source, int index, int lengthAndFlags, int checksum, KeyLocation from, DirectBuffer key,
      int keyOffset, int keyLength) {
    written.lengthAndFlags = lengthAndFlags;
    int length = written.recordLength();
    Output output = open(length);
    long unit = output.writer.append(from.sequence, source, index, length);
    written.segmentId = output.segment.id;
    written.recordOffset = (int) unit + output.writer.lastHeaderLength();
    written.checksum = checksum;
    written.version = from.version;
    written.sequence = from.sequence;
    output.segment.add(written, KeyDirectory.hash(key, keyOffset, keyLength));
    output.hints.add(key, keyOffset, keyLength, written);
  }

  private Output open(int recordLength) {
    if (!outputs.isEmpty() && outputs.getLast().segment.closedLengthBytes == 0) {
      Output last = outputs.getLast();
      boolean isRoomy =
          last.writer.positionBytes() + recordLength <= store.options.segmentBytes() && !last.hints.isFull();
      if (isRoomy || last.segment.recordCount == 0) {
        return last;
      }
      close();
    }
    Segment segment = store.createSegment(true, purpose);
    HintBuffer hints = store.hintBuffers.fresh();
    Output output =
        new Output(
            segment,
            RecordLogWriter.gathering(segment.file, SegmentDescriptor.MAGIC, segment.id, GATHER_BYTES),
            hints,
            new HintWriter(store, segment, hints));
    outputs.add(output);
    return output;
  }

  /// Closes the last segment and starts its sync.
  void close() {
    if (outputs.isEmpty() || outputs.getLast().segment.closedLengthBytes != 0) {
      return;
    }
    Output last = outputs.getLast();
    last.writer.close(0);
    last.segment.closedLengthBytes = last.segment.file.lengthBytes();
    last.segment.file.seal();
    last.segment.file.sync(last.segment.synced);
  }

  /// The first sync of a segment that has not completed; null when all have.
  @Nullable Completion pendingSync() {
    for (Output output : outputs) {
      if (!output.segment.synced.isDone()) {
        return output.segment.synced;
      }
      output.segment.synced.throwIfFailed();
    }
    return null;
  }

  /// Closes the hint files and gives back the entries; returns the bytes of all records.
  long end() {
    long bytes = 0;
    for (Output output : outputs) {
      output.hintWriter.release();
      store.hintBuffers.giveBack(output.hints);
      bytes += output.segment.totalBytes;
    }
    return bytes;
  }

  /// Closes the hint files, and the segments unless the table has them.
  void abandon(boolean isInTable) {
    for (Output output : outputs) {
      output.hintWriter.release();
      if (!isInTable) {
        output.segment.unpin();
      }
    }
  }
}
