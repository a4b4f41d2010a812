package org.example.map;

import org.agrona.DirectBuffer;
import org.rumbench.dump.DumpSink;
import org.rumbench.dump.FileFormat;
import org.rumbench.dump.RecordLogDump;
import org.rumbench.storage.ByteSource;

/// The file that says which log counts, for `rumbench dump`.
public final class CurrentFormat implements FileFormat {
  /// For the service loader.
  public CurrentFormat() {}

  @Override
  public String name() {
    return "map current";
  }

  @Override
  public boolean recognisesName(String fileName) {
    return fileName.equals(MapLog.CURRENT) || fileName.equals(MapLog.NEXT_CURRENT);
  }

  @Override
  public boolean recognisesHead(DirectBuffer head, int length) {
    return RecordLogDump.recognises(head, length, MapLog.CURRENT_MAGIC);
  }

  @Override
  public void dump(ByteSource source, DumpSink sink) {
    RecordLogDump.dump(
        source, sink, MapLog.CURRENT_MAGIC, RecordLogDump.NO_ID, RecordLogDump.Ending.MAY_BE_OPEN,
        (unit, lines) -> lines.damage(unit.unitOffset(), "a unit, where there should be none"));
  }
}
