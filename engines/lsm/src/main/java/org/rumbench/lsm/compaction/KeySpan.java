package org.rumbench.lsm.compaction;

import java.util.ArrayList;
import java.util.List;
import org.rumbench.lsm.record.KeyBytes;

/// Where keys lie among the bytes of a set of tables: 0 before the first, 1 behind the last. The position of a key is
/// the share of all bytes below it, each table taken to be filled evenly between its first and last key.
final class KeySpan {
  private static final double TWO_TO_64 = 0x1p64;

  private final List<TableSummary> tables;
  private final double totalBytes;

  KeySpan(List<TableSummary> tables) {
    this.tables = tables;
    this.totalBytes = Math.max(1, TableSummary.bytesOf(tables));
  }

  /// Share of the bytes below the key.
  double position(KeyBytes key) {
    double below = 0;
    for (TableSummary table : tables) {
      below += table.bytes() * within(table, key);
    }
    return below / totalBytes;
  }

  private static double within(TableSummary table, KeyBytes key) {
    if (key.compareTo(table.smallest()) <= 0) {
      return 0;
    }
    if (key.compareTo(table.largest()) >= 0) {
      return 1;
    }
    int shared = sharedLength(table.smallest().toArray(), table.largest().toArray());
    double first = number(table.smallest(), shared);
    double last = number(table.largest(), shared);
    return Math.clamp((number(key, shared) - first) / Math.max(1, last - first), 0.0, 1.0);
  }

  private static int sharedLength(byte[] a, byte[] b) {
    int shared = 0;
    while (shared < Math.min(a.length, b.length) && a[shared] == b[shared]) {
      shared++;
    }
    return shared;
  }

  /// The eight bytes from `from` on as a number, zeros behind the end.
  private static double number(KeyBytes key, int from) {
    byte[] bytes = key.toArray();
    long value = 0;
    for (int i = from; i < from + Long.BYTES; i++) {
      value = value << Byte.SIZE | (i < bytes.length ? bytes[i] & 0xff : 0);
    }
    return value >= 0 ? value : value + TWO_TO_64;
  }

  /// Share of the bytes between a table's first and last key; more than 0.
  double spanOf(TableSummary table) {
    double span = position(table.largest()) - position(table.smallest());
    return Math.max(span, table.bytes() / (2 * totalBytes) + Double.MIN_NORMAL);
  }

  /// Keys at about the positions 1/shards, 2/shards and so on, ascending, without repetition.
  List<KeyBytes> cuts(int shards) {
    List<KeyBytes> cuts = new ArrayList<>();
    KeyBytes low = TableSummary.smallestOf(tables);
    KeyBytes high = TableSummary.largestOf(tables);
    for (int shard = 1; shard < shards; shard++) {
      KeyBytes cut = keyAt((double) shard / shards, low, high);
      if (cut.compareTo(low) > 0 && (cuts.isEmpty() || cuts.getLast().compareTo(cut) < 0)) {
        cuts.add(cut);
      }
    }
    return cuts;
  }

  /// A key at about that position, found by halving between two keys.
  private KeyBytes keyAt(double position, KeyBytes low, KeyBytes high) {
    int shared = sharedLength(low.toArray(), high.toArray());
    double from = number(low, shared);
    double to = number(high, shared);
    for (int step = 0; step < Long.SIZE; step++) {
      double middle = from + (to - from) / 2;
      if (position(keyOf(low, shared, middle)) < position) {
        from = middle;
      } else {
        to = middle;
      }
    }
    return keyOf(low, shared, to);
  }

  private static KeyBytes keyOf(KeyBytes like, int shared, double number) {
    byte[] bytes = new byte[shared + Long.BYTES];
    System.arraycopy(like.toArray(), 0, bytes, 0, shared);
    long value = number >= 0x1p63 ? (long) (number - 0x1p63) ^ Long.MIN_VALUE : (long) number;
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[shared + i] = (byte) (value >>> (Long.SIZE - Byte.SIZE * (i + 1)));
    }
    return KeyBytes.of(bytes);
  }
}
