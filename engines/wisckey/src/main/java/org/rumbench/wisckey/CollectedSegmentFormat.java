package org.rumbench.wisckey;

import org.agrona.DirectBuffer;
import org.rumbench.dump.DumpSink;
import org.rumbench.dump.FileFormat;
import org.rumbench.dump.RecordLogDump;
import org.rumbench.storage.ByteSource;

/// A segment of the value log that garbage collection wrote, as text: `000013.vgc`. Its records have no
/// sequences. One that compactions were filling is not closed.
public final class CollectedSegmentFormat implements FileFormat {
  /// For the service loader.
  public CollectedSegmentFormat() {}

  @Override
  public String name() {
    return "wisckey collected segment";
  }

  @Override
  public boolean recognisesName(String fileName) {
    return ValueLogDescriptor.idOf(fileName, true) > 0;
  }

  @Override
  public boolean recognisesHead(DirectBuffer head, int length) {
    return RecordLogDump.recognises(head, length, ValueLogDescriptor.COLLECTED_MAGIC);
  }

  @Override
  public void dump(ByteSource source, DumpSink sink) {
    int id = ValueLogDescriptor.idOf(source.name(), true);
    RecordLogDump.dump(source, sink, ValueLogDescriptor.COLLECTED_MAGIC, id > 0 ? id : RecordLogDump.NO_ID,
        RecordLogDump.Ending.MAY_BE_OPEN, (unit, lines) -> RecordLogDump.records(unit, lines, false));
  }
}
