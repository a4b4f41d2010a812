package org.rumbench.harness.kill;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.WriteBatch;

/// An endless script of batches that follows from its seed alone, so that a writer and whoever checks it in another
/// process agree on every byte. Batch `n` (from 1) has one to [#MAX_RECORDS] records with the versions from
/// [#firstVersion]; one in ten is a deletion.
record WriteScript(long seed, int keys, int maxValueBytes) {
  /// Most records of one batch.
  static final int MAX_RECORDS = 4;

  /// The lowest version of batch `number`.
  static long firstVersion(long number) {
    return number * MAX_RECORDS;
  }

  /// The records of batch `number`, in the order in which they are written.
  Map<String, Held> records(long number) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
    Map<String, Held> records = new LinkedHashMap<>();
    int count = 1 + random.nextInt(MAX_RECORDS);
    for (int i = 0; i < count; i++) {
      String key = "key-" + random.nextInt(keys);
      long version = firstVersion(number) + i;
      boolean isDeletion = random.nextInt(10) == 0;
      int length = 20 + random.nextInt(maxValueBytes);
      if (!records.containsKey(key)) {
        records.put(key, new Held(version, isDeletion ? null : value(key, version, length)));
      }
    }
    return records;
  }

  /// Fills `batch` with the records of batch `number`.
  void fill(WriteBatch batch, long number) {
    batch.clear();
    records(number).forEach((key, held) -> add(batch, key, held.version(), held.value()));
  }

  private static void add(WriteBatch batch, String key, long version, @Nullable String value) {
    UnsafeBuffer name = bytes(key);
    if (value == null) {
      batch.delete(name, 0, name.capacity(), version);
    } else {
      UnsafeBuffer content = bytes(value);
      batch.put(name, 0, name.capacity(), version, 0, content, 0, content.capacity());
    }
  }

  static UnsafeBuffer bytes(String text) {
    return new UnsafeBuffer(text.getBytes(StandardCharsets.US_ASCII));
  }

  /// What every key holds once batches 1 to `number` were applied.
  Map<String, Held> stateAfter(long number) {
    Map<String, Held> state = new TreeMap<>();
    for (long each = 1; each <= number; each++) {
      state.putAll(records(each));
    }
    return state;
  }

  private static String value(String key, long version, int length) {
    SplittableRandom random = new SplittableRandom(version);
    StringBuilder text = new StringBuilder(length).append(key).append('@').append(version).append(':');
    while (text.length() < length) {
      text.append((char) ('!' + random.nextInt(90)));
    }
    return text.toString();
  }
}
