package org.rumbench.cluster.ring;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import com.dynatrace.hash4j.hashing.ByteAccess;
import org.agrona.DirectBuffer;

/// The token of a key: its 64-bit XXH3 hash, taken as unsigned. Persistent: placement depends on it.
public final class KeyHash {
  private static final Hasher64 HASHER = Hashing.xxh3_64();
  private static final ByteAccess<DirectBuffer> ACCESS =
      new ByteAccess<>() {
        @Override
        public byte getByte(DirectBuffer data, long index) {
          return data.getByte((int) index);
        }
      };

  private KeyHash() {}

  /// The token of the key in part of a buffer. Allocates nothing.
  public static long of(DirectBuffer key, int offset, int length) {
    byte[] array = key.byteArray();
    return array != null
        ? HASHER.hashBytesToLong(array, key.wrapAdjustment() + offset, length)
        : HASHER.hashBytesToLong(key, offset, length, ACCESS);
  }
}
