package org.rumbench.wisckey;

import org.agrona.DirectBuffer;
import org.rumbench.coding.RecordLogReader;
import org.rumbench.dump.DumpSink;
import org.rumbench.dump.FileFormat;
import org.rumbench.dump.RecordLogDump;
import org.rumbench.storage.ByteSource;

/// A segment of the value log that took batches, as text: `000012.vlog`.
public final class HeadSegmentFormat implements FileFormat {
  /// For the service loader.
  public HeadSegmentFormat() {}

  @Override
  public String name() {
    return "wisckey head segment";
  }

  @Override
  public boolean recognisesName(String fileName) {
    return ValueLogDescriptor.idOf(fileName, false) > 0;
  }

  @Override
  public boolean recognisesHead(DirectBuffer head, int length) {
    return RecordLogDump.recognises(head, length, ValueLogDescriptor.HEAD_MAGIC);
  }

  @Override
  public void dump(ByteSource source, DumpSink sink) {
    int id = ValueLogDescriptor.idOf(source.name(), false);
    RecordLogDump.dump(source, sink, ValueLogDescriptor.HEAD_MAGIC, id > 0 ? id : RecordLogDump.NO_ID,
        RecordLogDump.Ending.MAY_BE_OPEN, HeadSegmentFormat::unit);
  }

  private static void unit(RecordLogReader unit, DumpSink sink) {
    if (unit.payloadLength() == 0) {
      sink.part(unit.unitOffset(), "mark", "every earlier head segment was durable");
    } else {
      RecordLogDump.records(unit, sink);
    }
  }
}
