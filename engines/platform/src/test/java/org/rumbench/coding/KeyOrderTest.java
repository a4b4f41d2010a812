package org.rumbench.coding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.Seeds;

/// The order of keys beside the one that the library has for arrays.
final class KeyOrderTest {
  static LongStream seeds() {
    return Seeds.of(3);
  }

  /// Keys of few different bytes, so that many share beginnings, at places that are not aligned.
  @ParameterizedTest
  @MethodSource("seeds")
  void agreesWithTheOrderOfUnsignedBytes(long seed) {
    RandomStream random = new RandomStream(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] a = key(random);
      byte[] b = random.nextInt(4) == 0 ? a.clone() : key(random);
      int aOffset = random.nextInt(9);
      int bOffset = random.nextInt(9);
      UnsafeBuffer aBuffer = placed(a, aOffset);
      UnsafeBuffer bBuffer = placed(b, bOffset);
      int expected = Integer.signum(Arrays.compareUnsigned(a, b));
      int found = KeyOrder.compare(aBuffer, aOffset, a.length, bBuffer, bOffset, b.length);
      assertThat(Integer.signum(found)).as("%s and %s", Arrays.toString(a), Arrays.toString(b)).isEqualTo(expected);
      if (a.length == b.length) {
        assertThat(KeyOrder.isEqual(aBuffer, aOffset, bBuffer, bOffset, a.length)).isEqualTo(expected == 0);
      }
      long aPrefix = KeyOrder.prefixOf(aBuffer, aOffset, a.length);
      long bPrefix = KeyOrder.prefixOf(bBuffer, bOffset, b.length);
      if (aPrefix != bPrefix) {
        assertThat(Integer.signum(Long.compareUnsigned(aPrefix, bPrefix))).isEqualTo(expected);
      }
    }
  }

  private static byte[] key(RandomStream random) {
    byte[] key = new byte[1 + random.nextInt(20)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (random.nextInt(8) == 0 ? 0x80 : 1);
    }
    return key;
  }

  private static UnsafeBuffer placed(byte[] key, int offset) {
    UnsafeBuffer buffer = new UnsafeBuffer(new byte[offset + key.length]);
    buffer.putBytes(offset, key);
    return buffer;
  }
}
