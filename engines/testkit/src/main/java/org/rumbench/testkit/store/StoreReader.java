package org.rumbench.testkit.store;

import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.KeyPredicate;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.engine.ReadResult;
import org.rumbench.engine.Snapshot;
import org.rumbench.engine.StorageEngine;
import org.rumbench.storage.IoPurpose;
import org.rumbench.testkit.Violation;
import org.rumbench.testkit.model.Seen;
import org.rumbench.testkit.model.Values;

/// Reads an engine every way it has, in the words of the model.
///
/// Every value that is read is compared with [Values], every listing is checked for duplicates and order: a mismatch is a
/// [Violation]. One thread.
public final class StoreReader {
  private final Supplier<StorageEngine> engine;
  private final ReadResult result = new ReadResult(new UnsafeBuffer(new byte[1024]));
  private final UnsafeBuffer keyBuffer = new UnsafeBuffer(0, 0);

  /// A reader of whichever engine is open at each call.
  public StoreReader(Supplier<StorageEngine> engine) {
    this.engine = engine;
  }

  /// A point read at `nowMillis`, as of `snapshot` when there is one.
  public Seen get(String key, long nowMillis, @Nullable Snapshot snapshot) {
    keyBuffer.wrap(key.getBytes(StandardCharsets.ISO_8859_1));
    read(nowMillis, snapshot);
    if (result.outcome() == ReadOutcome.VALUE && !result.isCopied()) {
      int needed = result.valueLength();
      if (needed <= result.buffer().capacity()) {
        throw new Violation("get " + key + ": a value of " + needed + " bytes fits and was not copied");
      }
      result.buffer().wrap(new byte[needed]);
      read(nowMillis, snapshot);
    }
    return switch (result.outcome()) {
      case ABSENT -> Seen.ABSENT;
      case TOMBSTONE -> Seen.tombstone(result.version());
      case VALUE -> {
        if (!result.isCopied()) {
          throw new Violation("get " + key + ": the value was not copied into " + result.buffer().capacity() + " bytes");
        }
        yield value("get", key, result.version(), result.expiryMillis(), result.buffer(), 0, result.valueLength());
      }
    };
  }

  private void read(long nowMillis, @Nullable Snapshot snapshot) {
    StorageEngine open = engine.get();
    if (snapshot == null) {
      open.get(keyBuffer, 0, keyBuffer.capacity(), IoPurpose.USER_READ, nowMillis, result);
    } else {
      open.get(keyBuffer, 0, keyBuffer.capacity(), IoPurpose.USER_READ, nowMillis, snapshot, result);
    }
  }

  /// A range read at `nowMillis`; null bounds are open.
  public SortedMap<String, Seen> scan(
      @Nullable String from, @Nullable String to, long nowMillis, @Nullable Snapshot snapshot) {
    return drain(openScan(from, to, nowMillis, snapshot), true);
  }

  /// Opens a range read.
  public Cursor openScan(@Nullable String from, @Nullable String to, long nowMillis, @Nullable Snapshot snapshot) {
    return engine
        .get()
        .scan(from == null ? null : bytes(from), to == null ? null : bytes(to), IoPurpose.SCAN, nowMillis, snapshot);
  }

  /// Every key's winner.
  public SortedMap<String, Seen> entries() {
    return drain(openEntries(), false);
  }

  /// Opens a walk over every key's winner.
  public Cursor openEntries() {
    return engine.get().entries(KeyPredicate.ALL, IoPurpose.REPAIR);
  }

  /// Reads a cursor to its end and closes it.
  public static SortedMap<String, Seen> drain(Cursor cursor, boolean isOrdered) {
    SortedMap<String, Seen> found = new TreeMap<>();
    String last = null;
    try (cursor) {
      while (cursor.next()) {
        String key = text(cursor.keyBuffer(), cursor.keyOffset(), cursor.keyLength());
        if (isOrdered && last != null && key.compareTo(last) <= 0) {
          throw new Violation("a scan shows " + key + " after " + last);
        }
        last = key;
        if (found.put(key, seen(cursor, key)) != null) {
          throw new Violation("a cursor shows " + key + " twice");
        }
      }
    }
    return found;
  }

  private static Seen seen(Cursor cursor, String key) {
    return switch (cursor.outcome()) {
      case ABSENT -> throw new Violation("a cursor shows " + key + " as absent");
      case TOMBSTONE -> Seen.tombstone(cursor.version());
      case VALUE ->
          value("a cursor", key, cursor.version(), cursor.expiryMillis(), cursor.valueBuffer(), cursor.valueOffset(),
              cursor.valueLength());
    };
  }

  private static Seen value(
      String who, String key, long version, long expiryMillis, DirectBuffer buffer, int offset, int lengthBytes) {
    int wrong = Values.mismatch(buffer, offset, key, version, lengthBytes);
    if (wrong >= 0) {
      throw new Violation(
          who + " shows a value of " + key + "@" + version + ":" + lengthBytes + " that is wrong from byte " + wrong);
    }
    return new Seen(ReadOutcome.VALUE, version, lengthBytes, expiryMillis);
  }

  /// The bytes of a key.
  public static UnsafeBuffer bytes(String key) {
    return new UnsafeBuffer(key.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String text(DirectBuffer buffer, int offset, int lengthBytes) {
    byte[] bytes = new byte[lengthBytes];
    buffer.getBytes(offset, bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
