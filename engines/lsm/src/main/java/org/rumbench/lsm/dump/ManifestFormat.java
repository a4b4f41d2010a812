package org.rumbench.lsm.dump;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.rumbench.coding.RecordLogDescriptor;
import org.rumbench.coding.RecordLogReader;
import org.rumbench.dump.DumpSink;
import org.rumbench.dump.FileFormat;
import org.rumbench.dump.KeyText;
import org.rumbench.dump.RecordLogDump;
import org.rumbench.lsm.FileNumbers;
import org.rumbench.lsm.manifest.EditReader;
import org.rumbench.lsm.manifest.ManifestDescriptor;
import org.rumbench.lsm.record.KeyBytes;
import org.rumbench.lsm.table.TableMetadata;
import org.rumbench.storage.ByteSource;

/// The edits of a tree: `000007.manifest`. Lines of one edit carry the offset of its unit's content.
public final class ManifestFormat implements FileFormat {
  /// For the service loader.
  public ManifestFormat() {}

  @Override
  public String name() {
    return "lsm manifest";
  }

  @Override
  public boolean recognisesName(String fileName) {
    return FileNumbers.parse(fileName, ManifestDescriptor.EXTENSION) >= 0;
  }

  /// File numbers are positive, which tells these manifests from others.
  @Override
  public boolean recognisesHead(DirectBuffer head, int length) {
    return RecordLogDump.recognises(head, length, ManifestDescriptor.MAGIC)
        && length >= RecordLogDescriptor.FILE_HEADER_LENGTH
        && head.getLong(RecordLogDescriptor.LOG_ID_OFFSET, ByteOrder.LITTLE_ENDIAN) > 0;
  }

  @Override
  public void dump(ByteSource source, DumpSink sink) {
    RecordLogDump.dump(source, sink, ManifestDescriptor.MAGIC, NamedNumber.of(source, ManifestDescriptor.EXTENSION),
        RecordLogDump.Ending.MAY_BE_OPEN, (unit, lines) -> edit(source.name(), unit, lines));
  }

  private static void edit(String file, RecordLogReader unit, DumpSink sink) {
    long at = unit.payloadOffset();
    EditReader.read(
        file, at, unit.payloadBuffer(), unit.payloadIndex(), unit.payloadLength(), new EditLines(at, sink));
  }

  /// A line for each field.
  private record EditLines(long at, DumpSink sink) implements EditReader.Visitor {
    @Override
    public void onAdded(int level, long run, TableMetadata table) {
      sink.part(at, "add", "level " + level, "run " + run, table.fileName(), table.fileBytes() + " bytes",
          table.records() + " records", table.tombstones() + " deletes", table.rangeTombstones() + " range deletes",
          "versions " + table.minVersion() + ".." + table.maxVersion(),
          "seqs " + table.minSequence() + ".." + table.maxSequence(),
          "keys " + text(table.smallest()) + ".." + text(table.largest()));
    }

    private static String text(KeyBytes key) {
      return KeyText.of(key.asBuffer(), 0, key.length());
    }

    @Override
    public void onRemoved(long number) {
      sink.part(at, "remove", "table " + number);
    }

    @Override
    public void onReplayPosition(long position) {
      sink.part(at, "replay", "from position " + position);
    }

    @Override
    public void onFlushedSequence(long sequence) {
      sink.part(at, "flushed", "up to seq " + sequence);
    }

    @Override
    public void onNextFile(long number) {
      sink.part(at, "next", "file number " + number);
    }

    @Override
    public void onAttachment(DirectBuffer buffer, int offset, int length) {
      sink.part(at, "attach", sink.attachmentOf(buffer, offset, length));
    }

    @Override
    public void onHighestVersion(long version) {
      sink.part(at, "highest", "version " + version);
    }
  }
}
