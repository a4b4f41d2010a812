package org.rumbench.bitcask;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rumbench.runtime.Seeds;

/// The key directory against a map of the library, and its memory.
class KeyDirectoryTest {
  private final Object lock = new Object();
  private final KeyDirectory directory = new KeyDirectory(lock);
  private final KeyLocation location = new KeyLocation();

  static LongStream seeds() {
    return Seeds.of(3);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void agreesWithAMap(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Long> model = new HashMap<>();
    for (int i = 0; i < 100_000; i++) {
      String name = "k".repeat(1 + random.nextInt(40)) + random.nextInt(3_000);
      UnsafeBuffer key = Rig.bytes(name);
      int hash = KeyDirectory.hash(key, 0, key.capacity());
      synchronized (lock) {
        directory.beginChange();
        int reference = directory.locate(hash, key, 0, key.capacity());
        assertThat(reference != 0).isEqualTo(model.containsKey(name));
        if (random.nextInt(3) == 0) {
          if (reference != 0) {
            directory.remove(hash, reference);
            model.remove(name);
          }
        } else {
          fill(i, random.nextLong());
          if (reference == 0) {
            directory.insert(hash, key, 0, key.capacity(), location);
          } else {
            directory.update(hash, reference, location);
          }
          model.put(name, location.version);
        }
        directory.endChange();
      }
    }
    assertThat(directory.entryCount()).isEqualTo(model.size());
    model.forEach(
        (name, version) -> {
          UnsafeBuffer key = Rig.bytes(name);
          assertThat(directory.find(KeyDirectory.hash(key, 0, key.capacity()), key, 0, key.capacity(), location))
              .isTrue();
          assertThat(location.version).isEqualTo(version);
          assertThat(location.checksum).isEqualTo((int) location.sequence);
        });
  }

  private void fill(int i, long version) {
    location.segmentId = i;
    location.recordOffset = i;
    location.lengthAndFlags = i | (i % 5 == 0 ? KeyEntryDescriptor.FLAG_TOMBSTONE : 0);
    location.sequence = (1L << 33) + i;
    location.checksum = (int) location.sequence;
    location.version = version;
  }

  /// 40 bytes and the key, rounded up to 4, and less than a slab to spare.
  @Test
  void takesFortyBytesAndTheKeyForEachKey() {
    int keys = 200_000;
    UnsafeBuffer key = new UnsafeBuffer(new byte[24]);
    synchronized (lock) {
      for (int i = 0; i < keys; i++) {
        key.putStringWithoutLengthAscii(0, "user");
        key.putLong(4, i * 0x9E3779B97F4A7C15L);
        fill(i, i);
        directory.beginChange();
        directory.insert(KeyDirectory.hash(key, 0, 24), key, 0, 24, location);
        directory.endChange();
      }
    }
    assertThat((directory.memoryBytes() - 512 * 1024) / (double) keys).isLessThanOrEqualTo(40 + 24);
  }

  /// The count of other records shares fields with what readers see, and disturbs none of it.
  @Test
  void countsOtherRecordsUpToThirty() {
    UnsafeBuffer key = Rig.bytes("key");
    int hash = KeyDirectory.hash(key, 0, 3);
    fill(7, -7);
    location.segmentId = Integer.MAX_VALUE;
    location.recordOffset = Integer.MAX_VALUE;
    location.lengthAndFlags =
        KeyEntryDescriptor.LENGTH_MASK | KeyEntryDescriptor.FLAG_TOMBSTONE | KeyEntryDescriptor.FLAG_EXPIRY;
    synchronized (lock) {
      directory.beginChange();
      directory.insert(hash, key, 0, 3, location);
      directory.endChange();
      int reference = directory.locate(hash, key, 0, 3);
      for (int others = 0; others <= 40; others++) {
        assertThat(directory.others(reference)).isEqualTo(Math.min(others, KeyEntryDescriptor.MANY_OTHERS));
        KeyLocation read = new KeyLocation();
        assertThat(directory.find(hash, key, 0, 3, read)).isTrue();
        assertThat(read).usingRecursiveComparison().isEqualTo(location);
        directory.beginChange();
        directory.update(hash, reference, location);
        directory.endChange();
        directory.addOther(reference);
      }
      assertThat(directory.removeOther(reference)).as("no longer counted").isEqualTo(KeyEntryDescriptor.MANY_OTHERS);
      directory.beginChange();
      directory.remove(hash, reference);
      directory.insert(hash, key, 0, 3, location);
      directory.endChange();
      assertThat(directory.locate(hash, key, 0, 3)).as("the same place").isEqualTo(reference);
      assertThat(directory.others(reference)).isZero();
      assertThat(directory.addOther(reference)).isZero();
      assertThat(directory.removeOther(reference)).isZero();
    }
  }
}
