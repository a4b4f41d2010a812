package org.rumbench.bitcask;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
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
        long reference = directory.locate(hash, key, 0, key.capacity());
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

  /// Goal: long keys, whose blocks have slabs of their own that come and go, are found like others. Method: keys up to
  /// the longest come and go; all of them are looked up after each change.
  @ParameterizedTest
  @MethodSource("seeds")
  void findsKeysWhoseBlocksHaveSlabsOfTheirOwn(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<Integer, UnsafeBuffer> present = new TreeMap<>();
    for (int i = 0; i < 400; i++) {
      int number = random.nextInt(40);
      UnsafeBuffer key = present.remove(number);
      synchronized (lock) {
        directory.beginChange();
        if (key != null) {
          int hash = KeyDirectory.hash(key, 0, key.capacity());
          directory.remove(hash, directory.locate(hash, key, 0, key.capacity()));
        } else {
          key = new UnsafeBuffer(new byte[random.nextInt(4, 65_536)]);
          key.putInt(0, number);
          fill(i, number);
          directory.insert(KeyDirectory.hash(key, 0, key.capacity()), key, 0, key.capacity(), location);
          present.put(number, key);
        }
        directory.endChange();
      }
      present.forEach((at, held) -> {
        int hash = KeyDirectory.hash(held, 0, held.capacity());
        assertThat(directory.find(hash, held, 0, held.capacity(), location)).isTrue();
        assertThat(location.version).isEqualTo((long) at);
      });
    }
    assertThat(directory.entryCount()).isEqualTo(present.size());
  }

  private void fill(int i, long version) {
    location.segmentId = i;
    location.recordOffset = i;
    location.lengthAndFlags = i | (i % 5 == 0 ? KeyEntryDescriptor.FLAG_TOMBSTONE : 0);
    location.sequence = (1L << 33) + i;
    location.checksum = (int) location.sequence;
    location.version = version;
  }

  /// Goal: 40 bytes and the key for each key, from 100,000 keys on, whatever came and went; of keys above 96 bytes a
  /// thirtieth more. Method: keys of one length or of many come, then one goes for each two that come; the memory is
  /// looked at all along.
  @ParameterizedTest
  @CsvSource({"16, 16", "4, 4", "24, 24", "90, 90", "4, 40", "10, 90", "200, 200", "100, 200"})
  void takesFortyBytesAndTheKeyForEachKey(int shortest, int longest) {
    SplittableRandom random = new SplittableRandom(shortest);
    List<UnsafeBuffer> keys = new ArrayList<>();
    long keyBytes = 0;
    double allowed = longest > 96 ? 31 / 30.0 : 1;
    double worst = 0;
    synchronized (lock) {
      for (int i = 0; i < 260_000; i++) {
        boolean isGoing = i > 120_000 && i % 3 == 0;
        directory.beginChange();
        if (isGoing) {
          UnsafeBuffer gone = keys.set(random.nextInt(keys.size()), keys.getLast());
          keys.removeLast();
          int hash = KeyDirectory.hash(gone, 0, gone.capacity());
          long reference = directory.locate(hash, gone, 0, gone.capacity());
          if (reference != 0) {
            directory.remove(hash, reference);
            keyBytes -= gone.capacity();
          }
        } else {
          UnsafeBuffer key = new UnsafeBuffer(new byte[random.nextInt(shortest, longest + 1)]);
          key.putInt(0, i);
          fill(i, i);
          directory.insert(KeyDirectory.hash(key, 0, key.capacity()), key, 0, key.capacity(), location);
          keys.add(key);
          keyBytes += key.capacity();
        }
        directory.endChange();
        if (directory.entryCount() >= 100_000 && i % 1_000 == 0) {
          double beyondTheKey =
              (directory.room().memoryBytes() / allowed - keyBytes) / directory.entryCount();
          worst = Math.max(worst, beyondTheKey);
        }
      }
    }
    System.out.printf("keys of %d to %d bytes: at most %.2f bytes beside the key%n", shortest, longest, worst);
    assertThat(worst).isBetween(30.0, 40.0);
    for (UnsafeBuffer key : keys) {
      int hash = KeyDirectory.hash(key, 0, key.capacity());
      assertThat(directory.find(hash, key, 0, key.capacity(), location)).isTrue();
      assertThat(location.version).isEqualTo(key.getInt(0));
    }
  }

  /// Goal: buckets made ahead need no dividing, and the bound of 40 bytes holds although only half of what was expected
  /// comes. Method: as many keys as expected, and half as many.
  @ParameterizedTest
  @ValueSource(ints = {500_000, 250_000})
  void bucketsMadeAheadAreEnoughAndNotTooMany(int keys) {
    UnsafeBuffer key = new UnsafeBuffer(new byte[16]);
    synchronized (lock) {
      directory.beginChange();
      directory.expect(500_000);
      int buckets = directory.bucketCount();
      for (int i = 0; i < keys; i++) {
        key.putLong(0, i);
        fill(i, i);
        directory.insert(KeyDirectory.hash(key, 0, 16), key, 0, 16, location);
      }
      directory.expect(1_000_000);
      assertThat(directory.bucketCount()).isEqualTo(buckets);
      directory.endChange();
    }
    assertThat(directory.room().memoryBytes() / (double) keys).isLessThanOrEqualTo(40 + 16);
    for (int i = 0; i < keys; i++) {
      key.putLong(0, i);
      assertThat(directory.find(KeyDirectory.hash(key, 0, 16), key, 0, 16, location)).isTrue();
      assertThat(location.version).isEqualTo(i);
    }
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
      long reference = directory.locate(hash, key, 0, 3);
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
      reference = directory.locate(hash, key, 0, 3);
      assertThat(directory.others(reference)).isZero();
      assertThat(directory.addOther(reference)).isZero();
      assertThat(directory.removeOther(reference)).isZero();
    }
  }
}
