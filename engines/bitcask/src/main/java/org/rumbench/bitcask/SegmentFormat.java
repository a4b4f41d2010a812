package org.rumbench.bitcask;

import org.agrona.DirectBuffer;
import org.rumbench.dump.DumpSink;
import org.rumbench.dump.FileFormat;
import org.rumbench.dump.RecordLogDump;
import org.rumbench.storage.ByteSource;

/// A segment of the log as text: `data-0000000a.log` or `merge-0000000b.log`.
public final class SegmentFormat implements FileFormat {
  /// For the service loader.
  public SegmentFormat() {}

  @Override
  public String name() {
    return "bitcask segment";
  }

  @Override
  public boolean recognisesName(String fileName) {
    return SegmentDescriptor.idOf(fileName) > 0 && !fileName.startsWith(HintDescriptor.PREFIX);
  }

  @Override
  public boolean recognisesHead(DirectBuffer head, int length) {
    return RecordLogDump.recognises(head, length, SegmentDescriptor.MAGIC);
  }

  @Override
  public void dump(ByteSource source, DumpSink sink) {
    RecordLogDump.dump(source, sink, SegmentDescriptor.MAGIC, namedId(source.name()),
        RecordLogDump.Ending.MAY_BE_OPEN, RecordLogDump::records);
  }

  /// The log id that a file's name tells.
  static long namedId(String name) {
    int id = SegmentDescriptor.idOf(name);
    return id > 0 ? id : RecordLogDump.NO_ID;
  }
}
