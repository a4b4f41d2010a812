package org.rumbench.lsm.dump;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.rumbench.dump.DumpSink;
import org.rumbench.dump.FileFormat;
import org.rumbench.lsm.FileNumbers;
import org.rumbench.lsm.table.BlockCodecs;
import org.rumbench.lsm.table.TableDescriptor;
import org.rumbench.lsm.table.TableDump;
import org.rumbench.storage.ByteSource;

/// A sorted table: `000007.table`.
public final class TableFormat implements FileFormat {
  /// For the service loader.
  public TableFormat() {}

  @Override
  public String name() {
    return "lsm table";
  }

  @Override
  public boolean recognisesName(String fileName) {
    return FileNumbers.parse(fileName, TableDescriptor.EXTENSION) >= 0;
  }

  @Override
  public boolean recognisesHead(DirectBuffer head, int length) {
    return length >= Integer.BYTES && head.getInt(0, ByteOrder.LITTLE_ENDIAN) == TableDescriptor.MAGIC;
  }

  @Override
  public void dump(ByteSource source, DumpSink sink) {
    try (BlockCodecs codecs = new BlockCodecs()) {
      new TableDump(source, sink, codecs).run(NamedNumber.of(source, TableDescriptor.EXTENSION));
    }
  }
}
