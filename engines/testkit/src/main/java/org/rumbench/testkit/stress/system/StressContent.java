package org.rumbench.testkit.stress.system;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.IntArrayList;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.coding.KeyOrder;

/// What every version is: the group it is written to, and for each key of the group a value or a deletion. Immutable
/// after construction; any thread.
///
/// Version `v` is the `v`-th batch. Everything about it is a function of the seed and of key and version, so a reader
/// that is given a key and a version knows what must come with them, and a reader that is given all keys knows whether
/// they are what was there after some batch.
final class StressContent {
  private static final int GROUP_AT = 1;
  private static final int GROUP_DIGITS = 5;

  private final long seed;
  private final int groups;
  private final int members;
  private final int maxValueBytes;
  private final UnsafeBuffer[] keys;
  private final int[] groupOf;
  private final IntArrayList[] versionsOf;

  StressContent(StressPlan plan) {
    seed = plan.seed();
    groups = plan.groups();
    members = plan.members();
    maxValueBytes = plan.maxValueBytes();
    keys = new UnsafeBuffer[groups * members];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = newKey(i / members, i % members);
    }
    groupOf = new int[plan.batches() + 1];
    versionsOf = new IntArrayList[groups];
    for (int group = 0; group < groups; group++) {
      versionsOf[group] = new IntArrayList();
    }
    for (int version = 1; version < groupOf.length; version++) {
      groupOf[version] =
          version <= groups ? version - 1 : (int) Long.remainderUnsigned(mix(seed ^ version), groups);
      versionsOf[groupOf[version]].addInt(version);
    }
  }

  /// The members of a group lie far apart in key order; lengths differ.
  private static UnsafeBuffer newKey(int group, int member) {
    String text = (char) ('a' + member) + String.format(Locale.ROOT, "%0" + GROUP_DIGITS + "d", group)
        + "x".repeat(group % 23);
    return new UnsafeBuffer(text.getBytes(StandardCharsets.US_ASCII));
  }

  /// SplitMix64's finalizer.
  private static long mix(long value) {
    long z = (value + 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  int groups() {
    return groups;
  }

  int members() {
    return members;
  }

  int keyCount() {
    return keys.length;
  }

  /// Compares two keys as engines do.
  static int compare(UnsafeBuffer a, UnsafeBuffer b) {
    return KeyOrder.compare(a, 0, a.capacity(), b, 0, b.capacity());
  }

  UnsafeBuffer key(int index) {
    return keys[index];
  }

  /// The number of a key that an engine handed out; -1 when it is none of ours.
  int indexOf(DirectBuffer buffer, int offset, int length) {
    if (length < GROUP_AT + GROUP_DIGITS) {
      return -1;
    }
    int member = buffer.getByte(offset) - 'a';
    int group = buffer.parseNaturalIntAscii(offset + GROUP_AT, GROUP_DIGITS);
    if (member < 0 || member >= members || group >= groups) {
      return -1;
    }
    int index = group * members + member;
    UnsafeBuffer key = keys[index];
    return KeyOrder.compare(key, 0, key.capacity(), buffer, offset, length) == 0 ? index : -1;
  }

  int groupOf(long version) {
    return groupOf[(int) version];
  }

  /// The last version of a group once all batches up to `version` are applied; 0 for none.
  int latest(int group, long version) {
    IntArrayList versions = versionsOf[group];
    int low = 0;
    int high = versions.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (versions.getInt(middle) <= version) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? 0 : versions.getInt(low - 1);
  }

  /// Whether the batch deletes the key; the first key of a group is never deleted.
  boolean isDeletion(int key, long version) {
    return key % members != 0 && Long.remainderUnsigned(mix(seed + 31 * version + key), 6) == 0;
  }

  int valueLength(int key, long version) {
    return (int) Long.remainderUnsigned(mix(seed - 17 * version + key), maxValueBytes + 1L);
  }

  /// Fills in the value and returns its length.
  int fill(MutableDirectBuffer target, int key, long version) {
    int length = valueLength(key, version);
    for (int i = 0; i < length; i++) {
      target.putByte(i, byteAt(key, version, i));
    }
    return length;
  }

  /// Whether the bytes are the value.
  boolean isValue(int key, long version, DirectBuffer buffer, int offset, int length) {
    if (length != valueLength(key, version)) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (buffer.getByte(offset + i) != byteAt(key, version, i)) {
        return false;
      }
    }
    return true;
  }

  private static byte byteAt(int key, long version, int index) {
    return (byte) (version * 167 + key * 31L + index * 7L + (version >>> 8));
  }
}
