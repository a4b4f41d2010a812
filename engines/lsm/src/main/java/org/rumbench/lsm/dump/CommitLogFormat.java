package org.rumbench.lsm.dump;

import org.agrona.DirectBuffer;
import org.rumbench.dump.DumpSink;
import org.rumbench.dump.FileFormat;
import org.rumbench.dump.RecordLogDump;
import org.rumbench.lsm.FileNumbers;
import org.rumbench.lsm.RecordCommitLog;
import org.rumbench.storage.ByteSource;

/// The commit log of one memtable: `000007.log`.
public final class CommitLogFormat implements FileFormat {
  /// For the service loader.
  public CommitLogFormat() {}

  @Override
  public String name() {
    return "lsm commit log";
  }

  @Override
  public boolean recognisesName(String fileName) {
    return FileNumbers.parse(fileName, RecordCommitLog.EXTENSION) >= 0;
  }

  @Override
  public boolean recognisesHead(DirectBuffer head, int length) {
    return RecordLogDump.recognises(head, length, RecordCommitLog.MAGIC);
  }

  @Override
  public void dump(ByteSource source, DumpSink sink) {
    RecordLogDump.dump(source, sink, RecordCommitLog.MAGIC, RecordCommitLog.FORMAT_VERSION,
        NamedNumber.of(source, RecordCommitLog.EXTENSION), RecordLogDump.Ending.MAY_BE_OPEN, RecordLogDump::records);
  }
}
