package org.rumbench.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.Step;

class ValueCodecTest {
  private static final int LONGEST = 8192;

  /// Short values that share their words, as records of one table do.
  private static byte[] value(RandomStream random) {
    String text = "{\"name\":\"user" + random.nextInt(100_000) + "\",\"city\":\"city " + random.nextInt(40)
        + "\",\"visits\":" + random.nextInt(1_000) + ",\"language\":\"en\",\"address\":\"street " + random.nextInt(900)
        + "\"}";
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static int packedLength(ValueCodec codec, byte[] value) {
    return codec.compress(new UnsafeBuffer(value), 0, value.length);
  }

  private static void returns(ValueCodec codec, byte[] value, MutableDirectBuffer target) {
    int length = packedLength(codec, value);
    assertThat(length).isPositive();
    UnsafeBuffer stored = new UnsafeBuffer(ByteBuffer.allocateDirect(length + 3));
    stored.putBytes(3, codec.packed(), 0, length);
    codec.decompress(stored, 3, length, target, value.length);
    byte[] found = new byte[value.length];
    target.getBytes(0, found);
    assertThat(found).isEqualTo(value);
  }

  @Test
  void whatIsCompressedComesBackIntoAnyBuffer() {
    for (Compression compression : List.of(Compression.LZ4, Compression.ZSTD)) {
      try (ValueCodec codec = new ValueCodec(compression, LONGEST, false)) {
        RandomStream random = new RandomStream(1);
        for (int i = 0; i < 200; i++) {
          byte[] value = new byte[200 + random.nextInt(LONGEST - 200)];
          for (int at = 0; at < value.length; at++) {
            value[at] = (byte) (at % 64 < 16 ? random.nextInt() : at % 17);
          }
          returns(codec, value, new UnsafeBuffer(new byte[value.length]));
          returns(codec, value, new UnsafeBuffer(new byte[value.length + 9], 5, value.length));
          returns(codec, value, new UnsafeBuffer(ByteBuffer.allocateDirect(value.length)));
        }
      }
    }
  }

  @Test
  void whatDoesNotShrinkIsKeptAsItIs() {
    RandomStream random = new RandomStream(2);
    byte[] noise = new byte[1_000];
    random.nextBytes(noise);
    for (Compression compression : Compression.values()) {
      try (ValueCodec codec = new ValueCodec(compression, LONGEST, false)) {
        assertThat(packedLength(codec, noise)).isNegative();
        assertThat(packedLength(codec, new byte[LONGEST + 1])).as("longer than the longest").isNegative();
        assertThat(packedLength(codec, new byte[5])).isNegative();
        assertThat(packedLength(codec, new byte[0])).isNegative();
      }
    }
  }

  @Test
  void aDictionaryMakesShortValuesShorter() {
    RandomStream random = new RandomStream(3);
    List<@Nullable ZstdDictionary> trained = new ArrayList<>();
    DictionaryTraining training = new DictionaryTraining(4096, trained::add);
    boolean isEnough = false;
    while (!isEnough) {
      assertThat(training.isGathering()).isTrue();
      byte[] value = value(random);
      isEnough = training.offer(new UnsafeBuffer(value), 0, value.length);
    }
    assertThat(training.isGathering()).isFalse();
    assertThat(training.step(1)).isEqualTo(Step.DONE);
    assertThat(trained).hasSize(1).doesNotContainNull();
    try (ValueCodec without = new ValueCodec(Compression.ZSTD, LONGEST, false);
        ValueCodec with = new ValueCodec(Compression.ZSTD, LONGEST, true)) {
      assertThat(packedLength(with, value(random))).as("before there is a dictionary").isNegative();
      with.use(trained.getFirst());
      long plainBytes = 0;
      long withoutBytes = 0;
      long withBytes = 0;
      for (int i = 0; i < 500; i++) {
        byte[] value = value(random);
        plainBytes += value.length;
        int length = packedLength(without, value);
        withoutBytes += length < 0 ? value.length : length;
        withBytes += packedLength(with, value);
        returns(with, value, new UnsafeBuffer(new byte[value.length]));
      }
      assertThat(withBytes).isLessThan(withoutBytes * 2 / 3).isLessThan(plainBytes / 2);
    }
  }

  @Test
  void valuesThatMakeNoDictionaryLeaveZstandardWithoutOne() {
    List<@Nullable ZstdDictionary> trained = new ArrayList<>();
    DictionaryTraining training = new DictionaryTraining(4096, trained::add);
    byte[] value = new byte[4096];
    while (!training.offer(new UnsafeBuffer(value), 0, value.length)) {
      assertThat(training.isGathering()).isTrue();
    }
    assertThat(training.step(1)).isEqualTo(Step.DONE);
    assertThat(trained).hasSize(1);
    try (ValueCodec codec = new ValueCodec(Compression.ZSTD, LONGEST, true)) {
      codec.use(trained.getFirst());
      returns(codec, new byte[1_000], new UnsafeBuffer(new byte[1_000]));
    }
  }
}
