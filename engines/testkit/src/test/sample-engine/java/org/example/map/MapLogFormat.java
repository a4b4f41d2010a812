package org.example.map;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.rumbench.coding.RecordLogReader;
import org.rumbench.dump.DumpSink;
import org.rumbench.dump.FileFormat;
import org.rumbench.dump.RecordLogDump;
import org.rumbench.storage.ByteSource;

/// The log, for `rumbench dump`.
public final class MapLogFormat implements FileFormat {
  /// For the service loader.
  public MapLogFormat() {}

  @Override
  public String name() {
    return "map log";
  }

  @Override
  public boolean recognisesName(String fileName) {
    return MapLog.numberOf(fileName) > 0;
  }

  @Override
  public boolean recognisesHead(DirectBuffer head, int length) {
    return RecordLogDump.recognises(head, length, MapLog.MAGIC);
  }

  @Override
  public void dump(ByteSource source, DumpSink sink) {
    long number = MapLog.numberOf(source.name());
    RecordLogDump.dump(
        source, sink, MapLog.MAGIC, number == 0 ? RecordLogDump.NO_ID : number, RecordLogDump.Ending.MAY_BE_OPEN,
        MapLogFormat::unit);
  }

  private static void unit(RecordLogReader unit, DumpSink sink) {
    if (unit.sequence() > 0) {
      RecordLogDump.records(unit, sink);
      return;
    }
    long highest = unit.payloadBuffer().getLong(unit.payloadIndex(), ByteOrder.LITTLE_ENDIAN);
    long records = unit.payloadBuffer().getLong(unit.payloadIndex() + Long.BYTES, ByteOrder.LITTLE_ENDIAN);
    sink.part(unit.payloadOffset(), "begun", "highest version " + highest, records + " records follow");
  }
}
