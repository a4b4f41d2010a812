package org.rumbench.harness.kill;

import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.KeyPredicate;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.engine.ReadResult;
import org.rumbench.engine.StorageEngine;
import org.rumbench.storage.IoPurpose;

/// What a reopened store says it holds, and how small the parts of each design are made so that a few thousand writes see
/// all of its background work.
final class OpenStore {
  private static final Map<String, String> SMALL =
      Map.of("memtableBytes", "64k", "tableBytes", "64k", "baseLevelBytes", "128k", "minTableBytes", "16k",
          "logReserveBytes", "64k", "segmentBytes", "128k", "mergeMinimumDeadBytes", "64k", "smallSegmentBytes", "4k");

  private OpenStore() {}

  /// Options of a design that make flushes, compactions, merges and collections frequent.
  static Map<String, String> smallOptions(EngineFactory factory) {
    Map<String, String> options = new TreeMap<>();
    factory.options().stream()
        .filter(option -> SMALL.containsKey(option.name()))
        .forEach(option -> options.put(option.name(), SMALL.getOrDefault(option.name(), option.defaultValue())));
    return options;
  }

  /// Every entry of the store, by its cursor.
  static Map<String, Held> entries(StorageEngine engine) {
    Map<String, Held> found = new TreeMap<>();
    try (Cursor cursor = engine.entries(KeyPredicate.ALL, IoPurpose.REPAIR)) {
      while (cursor.next()) {
        String key = text(cursor.keyBuffer(), cursor.keyOffset(), cursor.keyLength());
        String value = cursor.outcome() == ReadOutcome.VALUE
            ? text(cursor.valueBuffer(), cursor.valueOffset(), cursor.valueLength())
            : null;
        if (found.put(key, new Held(cursor.version(), value)) != null) {
          throw new AssertionError("two entries of " + key);
        }
      }
    }
    return found;
  }

  /// What a point read finds; null when nothing is known of the key.
  static @Nullable Held get(StorageEngine engine, String key) {
    UnsafeBuffer name = WriteScript.bytes(key);
    ReadResult result = new ReadResult(new UnsafeBuffer(new byte[8 * 1024]));
    engine.get(name, 0, name.capacity(), IoPurpose.USER_READ, 0, result);
    return switch (result.outcome()) {
      case ABSENT -> null;
      case TOMBSTONE -> new Held(result.version(), null);
      case VALUE -> new Held(result.version(), text(result.buffer(), 0, result.valueLength()));
    };
  }

  private static String text(DirectBuffer buffer, int offset, int length) {
    return buffer.getStringWithoutLengthAscii(offset, length);
  }
}
