package org.rumbench.bitcask;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.rumbench.coding.RecordLogDescriptor;
import org.rumbench.coding.RecordLogReader;
import org.rumbench.dump.DumpSink;
import org.rumbench.dump.FileFormat;
import org.rumbench.dump.KeyText;
import org.rumbench.dump.RecordLogDump;
import org.rumbench.engine.RecordKind;
import org.rumbench.storage.ByteSource;

/// The hint file of a segment as text: `hint-0000000a.log`. Entries are shown as the records they stand for.
public final class HintFormat implements FileFormat {
  /// For the service loader.
  public HintFormat() {}

  @Override
  public String name() {
    return "bitcask hint file";
  }

  @Override
  public boolean recognisesName(String fileName) {
    return SegmentDescriptor.idOf(fileName) > 0 && fileName.startsWith(HintDescriptor.PREFIX);
  }

  @Override
  public boolean recognisesHead(DirectBuffer head, int length) {
    return RecordLogDump.recognises(head, length, HintDescriptor.MAGIC);
  }

  @Override
  public void dump(ByteSource source, DumpSink sink) {
    Entries entries = new Entries();
    RecordLogDump.dump(source, sink, HintDescriptor.MAGIC, SegmentFormat.namedId(source.name()),
        RecordLogDump.Ending.MUST_BE_CLOSED, entries);
    entries.end(source.lengthBytes(), sink);
  }

  /// The first unit is the summary, the others hold entries.
  private static final class Entries implements RecordLogDump.Payload {
    private final KeyLocation location = new KeyLocation();
    private long expected = -1;
    private long found;

    @Override
    public void dump(RecordLogReader unit, DumpSink sink) {
      if (unit.unitOffset() == RecordLogDescriptor.FILE_HEADER_LENGTH
          && HintDescriptor.isSummaryLength(unit.payloadLength())) {
        summary(unit, sink);
      } else {
        entries(unit, sink);
      }
    }

    private void summary(RecordLogReader unit, DumpSink sink) {
      DirectBuffer payload = unit.payloadBuffer();
      int at = unit.payloadIndex();
      expected = payload.getLong(at + HintDescriptor.SUMMARY_ENTRY_COUNT_OFFSET, ByteOrder.LITTLE_ENDIAN);
      sink.part(unit.payloadOffset(), "hints",
          "segment " + payload.getInt(at + HintDescriptor.SUMMARY_SEGMENT_ID_OFFSET, ByteOrder.LITTLE_ENDIAN),
          payload.getLong(at + HintDescriptor.SUMMARY_SEGMENT_LENGTH_OFFSET, ByteOrder.LITTLE_ENDIAN) + " bytes",
          expected + " entries", fingerprint(unit));
    }

    private static String fingerprint(RecordLogReader unit) {
      return unit.payloadLength() == HintDescriptor.SUMMARY_LENGTH
          ? "fingerprint " + Long.toHexString(
              unit.payloadBuffer().getLong(
                  unit.payloadIndex() + HintDescriptor.SUMMARY_FINGERPRINT_OFFSET, ByteOrder.LITTLE_ENDIAN))
          : "no fingerprint";
    }

    private void entries(RecordLogReader unit, DumpSink sink) {
      DirectBuffer payload = unit.payloadBuffer();
      int limit = unit.payloadIndex() + unit.payloadLength();
      for (int at = unit.payloadIndex(); at < limit; ) {
        long offset = unit.payloadOffset() + at - unit.payloadIndex();
        int end = HintBuffer.decode(payload, at, limit, location);
        if (end < 0) {
          sink.damage(offset, "no entry in the last " + (limit - at) + " bytes of a unit with the right checksum");
          return;
        }
        String expiry = location.hasExpiry() ? "  expires" : "";
        sink.record(offset, location.isTombstone() ? RecordKind.TOMBSTONE : RecordKind.VALUE, false, location.version,
            location.sequence, 0,
            KeyText.of(payload, at + HintDescriptor.KEY_OFFSET, HintBuffer.keyLength(payload, at)),
            "record at " + location.recordOffset + "  " + location.recordLength() + " bytes  crc "
                + Integer.toHexString(location.checksum) + expiry);
        found++;
        at = end;
      }
    }

    void end(long length, DumpSink sink) {
      if (expected >= 0 && found != expected) {
        sink.damage(length, found + " entries found, the summary says " + expected);
      }
    }
  }
}
