package org.example.map;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.coding.RecordLogDescriptor;
import org.rumbench.coding.RecordLogHeader;
import org.rumbench.coding.RecordLogReader;
import org.rumbench.coding.RecordLogWriter;
import org.rumbench.engine.RecordView;
import org.rumbench.runtime.Completion;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// The log: a record log `map-NUMBER.log` whose first unit says how the map was when the log was begun (its highest
/// version and its number of records, 8 bytes each, little-endian), whose next units hold those records, and whose other
/// units are batches. `current` says which log counts: it is a record log without units that has the log's number for its
/// id, and it is replaced when the beginning of the next log is durable.
final class MapLog {
  /// What a log begins with: `MAP1`.
  static final int MAGIC = 0x3150_414d;
  /// What `current` begins with: `MAPC`.
  static final int CURRENT_MAGIC = 0x4350_414d;
  /// Says which log counts.
  static final String CURRENT = "current";
  /// The next of these, before it gets that name.
  static final String NEXT_CURRENT = "current.new";

  private final StorageFile file;
  private final RecordLogWriter writer;
  private final long number;

  /// A new log.
  MapLog(Storage storage, long number, long highestVersion, long records) {
    this.number = number;
    file = storage.create(name(), IoPurpose.LOG);
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

  final String name() {
    return nameOf(number);
  }

  private static String nameOf(long number) {
    return String.format(Locale.ROOT, "map-%08x.log", number);
  }

  /// The number of a log by its name; 0 when it is none.
  static long numberOf(String name) {
    return name.matches("map-[0-9a-f]{8}\\.log") ? Long.parseLong(name.substring(4, 12), 16) : 0;
  }

  /// A new `current` under its first name; its bytes are durable when `synced` is done. The caller releases it.
  StorageFile writeCurrent(Storage storage, Completion synced) {
    if (storage.list().contains(NEXT_CURRENT)) {
      storage.remove(NEXT_CURRENT);
    }
    StorageFile next = storage.create(NEXT_CURRENT, IoPurpose.MANIFEST);
    new RecordLogWriter(next, CURRENT_MAGIC, number);
    next.seal();
    next.sync(synced);
    return next;
  }

  /// Name of the log that counts; empty in a directory that holds no map yet.
  static String currentName(Storage storage) {
    List<String> names = storage.list();
    if (names.contains(CURRENT)) {
      StorageFile file = storage.open(CURRENT, IoPurpose.RECOVERY);
      UnsafeBuffer bytes = new UnsafeBuffer(new byte[RecordLogDescriptor.FILE_HEADER_LENGTH]);
      try {
        file.read(0, bytes, 0, bytes.capacity(), IoPurpose.RECOVERY);
      } finally {
        file.release();
      }
      RecordLogHeader header = RecordLogHeader.decode(bytes, 0);
      String name = nameOf(header.logId());
      if (!header.isChecksumRight() || header.magic() != CURRENT_MAGIC || !names.contains(name)) {
        throw new CorruptionException(CURRENT, 0, "the number of a log that is there", name);
      }
      return name;
    }
    for (String name : names) {
      if (numberOf(name) > 0 && holdsRecords(storage, name)) {
        throw new CorruptionException(CURRENT, 0, "the number of one of the logs", "no such file");
      }
    }
    return "";
  }

  /// Whether there is more in a log than the beginning of an empty map.
  private static boolean holdsRecords(Storage storage, String name) {
    StorageFile file = storage.open(name, IoPurpose.RECOVERY);
    try {
      RecordLogReader reader = RecordLogReader.open(file, MAGIC, numberOf(name), IoPurpose.RECOVERY);
      return reader.next() && reader.next();
    } finally {
      file.release();
    }
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
