package org.rumbench.bitcask;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.rumbench.coding.RecordLogDescriptor;
import org.rumbench.coding.RecordLogReader;
import org.rumbench.dump.DumpSink;
import org.rumbench.dump.FileFormat;
import org.rumbench.dump.RecordLogDump;
import org.rumbench.storage.ByteSource;

/// The list of sealed segments as text: `manifest`.
public final class ManifestFormat implements FileFormat {
  /// For the service loader.
  public ManifestFormat() {}

  @Override
  public String name() {
    return "bitcask manifest";
  }

  @Override
  public boolean recognisesName(String fileName) {
    return fileName.equals(ManifestDescriptor.FILE_NAME) || fileName.equals(ManifestDescriptor.TEMPORARY_FILE_NAME);
  }

  /// The log id tells it from manifests of others.
  @Override
  public boolean recognisesHead(DirectBuffer head, int length) {
    return RecordLogDump.recognises(head, length, ManifestDescriptor.MAGIC)
        && length >= RecordLogDescriptor.FILE_HEADER_LENGTH
        && head.getLong(RecordLogDescriptor.LOG_ID_OFFSET, ByteOrder.LITTLE_ENDIAN) == ManifestDescriptor.LOG_ID;
  }

  @Override
  public void dump(ByteSource source, DumpSink sink) {
    RecordLogDump.dump(source, sink, ManifestDescriptor.MAGIC, ManifestDescriptor.LOG_ID,
        RecordLogDump.Ending.MUST_BE_CLOSED, ManifestFormat::segments);
  }

  private static void segments(RecordLogReader unit, DumpSink sink) {
    long at = unit.payloadOffset();
    Manifest manifest = Manifest.decode(unit);
    if (manifest == null) {
      sink.damage(at, "no list of segments, in a unit with the right checksum");
      return;
    }
    sink.part(at, "list", "first unlisted " + manifest.firstUnlistedId(), "next seq " + manifest.nextSequence(),
        "highest version " + manifest.highestVersion(), manifest.segments().size() + " segments");
    long offset = at + ManifestDescriptor.SEGMENTS_OFFSET;
    for (Manifest.Entry entry : manifest.segments()) {
      sink.part(offset, entry.isOpen() ? "open" : "sealed", SegmentDescriptor.fileName(entry.id(), entry.isMerged()),
          entry.lengthBytes() + (entry.isOpen() ? " bytes durable" : " bytes"));
      offset += ManifestDescriptor.SEGMENT_LENGTH;
    }
  }
}
