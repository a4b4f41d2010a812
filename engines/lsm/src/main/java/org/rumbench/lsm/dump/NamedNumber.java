package org.rumbench.lsm.dump;

import org.rumbench.dump.RecordLogDump;
import org.rumbench.lsm.FileNumbers;
import org.rumbench.storage.ByteSource;

/// The file number in a name.
final class NamedNumber {
  private NamedNumber() {}

  /// The number, or [RecordLogDump#NO_ID] when the file was given another name.
  static long of(ByteSource source, String extension) {
    long number = FileNumbers.parse(source.name(), extension);
    return number < 0 ? RecordLogDump.NO_ID : number;
  }
}
