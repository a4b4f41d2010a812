package org.example.map;

import java.nio.ByteOrder;
import java.util.Locale;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.coding.RecordLogReader;
import org.rumbench.coding.RecordLogWriter;
import org.rumbench.engine.RecordView;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// The log: a record log `map-NUMBER.log` whose first unit says how the map was when the log was begun (its highest
/// version and its number of records, 8 bytes each, little-endian), whose next units hold those records, and whose other
/// units are batches. It gets its name only when its beginning is durable, so the log with the highest number is whole.
final class MapLog {
  /// Name of a log that is not complete yet; whoever finds one removes it.
  static final String UNFINISHED = "unfinished";

  /// What the file begins with: `MAP1`.
  static final int MAGIC = 0x3150_414d;

  private final StorageFile file;
  private final RecordLogWriter writer;
  private final long number;

  /// A new log, without its name yet.
  MapLog(Storage storage, long number, long highestVersion, long records) {
    if (storage.list().contains(UNFINISHED)) {
      storage.remove(UNFINISHED);
    }
    this.number = number;
    file = storage.create(UNFINISHED, IoPurpose.LOG);
    writer = new RecordLogWriter(file, MAGIC, number);
    UnsafeBuffer beginning = new UnsafeBuffer(new byte[2 * Long.BYTES]);
    beginning.putLong(0, highestVersion, ByteOrder.LITTLE_ENDIAN);
    beginning.putLong(Long.BYTES, records, ByteOrder.LITTLE_ENDIAN);
    writer.append(0, beginning, 0, beginning.capacity());
  }

  long number() {
    return number;
  }

  StorageFile file() {
    return file;
  }

  RecordLogWriter writer() {
    return writer;
  }

  String name() {
    return String.format(Locale.ROOT, "map-%08x.log", number);
  }

  /// The number of a log by its name; 0 when it is none.
  static long numberOf(String name) {
    return name.matches("map-[0-9a-f]{8}\\.log") ? Long.parseLong(name.substring(4, 12), 16) : 0;
  }

  /// Reads the log of `name` into an engine's map.
  static void replay(Storage storage, String name, MapEngine engine) {
    StorageFile file = storage.open(name, IoPurpose.RECOVERY);
    try {
      RecordLogReader reader = RecordLogReader.open(file, MAGIC, numberOf(name), IoPurpose.RECOVERY);
      long expected = Long.MAX_VALUE;
      if (reader.next() && reader.payloadLength() == 2 * Long.BYTES) {
        engine.noteVersion(reader.payloadBuffer().getLong(reader.payloadIndex(), ByteOrder.LITTLE_ENDIAN));
        expected =
            reader.payloadBuffer().getLong(reader.payloadIndex() + Long.BYTES, ByteOrder.LITTLE_ENDIAN);
      }
      RecordView view = new RecordView();
      long found = 0;
      while (reader.next()) {
        int end = reader.payloadIndex() + reader.payloadLength();
        for (int at = reader.payloadIndex(); at < end; found++) {
          at = view.wrap(reader.payloadBuffer(), at, end);
          if (at < 0) {
            throw new CorruptionException(name, reader.payloadOffset(), "whole records", "other bytes");
          }
          engine.apply(view);
        }
      }
      if (found < expected) {
        throw new CorruptionException(
            name, reader.positionBytes(), expected + " records at least", "the end after " + found);
      }
    } finally {
      file.release();
    }
  }
}
