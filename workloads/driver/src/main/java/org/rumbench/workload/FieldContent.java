package org.rumbench.workload;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.rumbench.workload.generator.Mix64;

/// What a field holds: bytes that say whose they are, and that can be computed again from their first sixteen.
///
/// ```
/// 0        8         16                  16 + random       length
/// | tag    | version | random bytes      | zero bytes      |
/// ```
///
/// The tag is a hash of seed, key and field number, so that a field under another key, or another field, is found out;
/// the version tells the write; the random bytes follow from both, so that any damaged byte is found out. A shorter
/// field is cut off at its end. Compressibility is the share of zero bytes. Immutable; any thread.
final class FieldContent {
  private static final int HEADER_BYTES = 16;

  private final long salt;
  private final double compressibility;

  FieldContent(long salt, double compressibility) {
    this.salt = salt;
    this.compressibility = compressibility;
  }

  /// A hash of a key's bytes and the seed.
  long keyHash(DirectBuffer key, int offset, int length) {
    long hash = Mix64.of(salt ^ length);
    int position = offset;
    int end = offset + length;
    for (; position + Long.BYTES <= end; position += Long.BYTES) {
      hash = Mix64.of(hash ^ key.getLong(position, ByteOrder.LITTLE_ENDIAN));
    }
    for (; position < end; position++) {
      hash = Mix64.of(hash ^ (key.getByte(position) & 0xff));
    }
    return hash;
  }

  /// Writes a field of `length` bytes.
  void write(MutableDirectBuffer target, int offset, int length, long keyHash, int field, long version) {
    long tag = Mix64.of(keyHash ^ field);
    putPrefix(target, offset, Math.min(length, 8), tag);
    putPrefix(target, offset + 8, Math.min(length - 8, 8), version);
    int end = offset + length;
    int randomEnd = Math.min(end, offset + randomEnd(length));
    long state = tag ^ Mix64.of(version);
    int position = offset + HEADER_BYTES;
    for (; position + Long.BYTES <= randomEnd; position += Long.BYTES) {
      state += Mix64.GOLDEN_GAMMA;
      target.putLong(position, Mix64.of(state), ByteOrder.LITTLE_ENDIAN);
    }
    if (position < randomEnd) {
      putPrefix(target, position, randomEnd - position, Mix64.of(state + Mix64.GOLDEN_GAMMA));
      position = randomEnd;
    }
    if (position < end) {
      target.setMemory(position, end - position, (byte) 0);
    }
  }

  /// Whether these bytes are what some write of this field under this key stored.
  boolean isIntact(DirectBuffer source, int offset, int length, long keyHash, int field) {
    long tag = Mix64.of(keyHash ^ field);
    if (!hasPrefix(source, offset, Math.min(length, 8), tag)) {
      return false;
    }
    if (length <= HEADER_BYTES) {
      return true;
    }
    long version = source.getLong(offset + 8, ByteOrder.LITTLE_ENDIAN);
    int end = offset + length;
    int randomEnd = Math.min(end, offset + randomEnd(length));
    long state = tag ^ Mix64.of(version);
    int position = offset + HEADER_BYTES;
    for (; position + Long.BYTES <= randomEnd; position += Long.BYTES) {
      state += Mix64.GOLDEN_GAMMA;
      if (source.getLong(position, ByteOrder.LITTLE_ENDIAN) != Mix64.of(state)) {
        return false;
      }
    }
    if (position < randomEnd) {
      if (!hasPrefix(source, position, randomEnd - position, Mix64.of(state + Mix64.GOLDEN_GAMMA))) {
        return false;
      }
      position = randomEnd;
    }
    for (; position < end; position++) {
      if (source.getByte(position) != 0) {
        return false;
      }
    }
    return true;
  }

  private int randomEnd(int length) {
    return Math.max(HEADER_BYTES, (int) Math.round(length * (1 - compressibility)));
  }

  private static void putPrefix(MutableDirectBuffer target, int offset, int bytes, long word) {
    if (bytes == Long.BYTES) {
      target.putLong(offset, word, ByteOrder.LITTLE_ENDIAN);
      return;
    }
    for (int i = 0; i < bytes; i++) {
      target.putByte(offset + i, (byte) (word >>> (Byte.SIZE * i)));
    }
  }

  private static boolean hasPrefix(DirectBuffer source, int offset, int bytes, long word) {
    if (bytes == Long.BYTES) {
      return source.getLong(offset, ByteOrder.LITTLE_ENDIAN) == word;
    }
    for (int i = 0; i < bytes; i++) {
      if (source.getByte(offset + i) != (byte) (word >>> (Byte.SIZE * i))) {
        return false;
      }
    }
    return true;
  }
}
