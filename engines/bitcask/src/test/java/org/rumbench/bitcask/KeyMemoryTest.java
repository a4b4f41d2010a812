package org.rumbench.bitcask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rumbench.engine.Durability;
import org.rumbench.engine.WriteBatch;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.Seeds;
import org.rumbench.runtime.sim.SimOptions;
import org.rumbench.storage.StorageFullException;

/// The bound of the key directory's memory: whoever would pass it is refused before anything happened.
class KeyMemoryTest {
  private static final long BOUND = 512 << 10;

  private static Map<String, String> bounded(long bytes) {
    Map<String, String> options = new TreeMap<>(Rig.SMALL);
    options.put("segmentBytes", "256k");
    options.put("maximumKeyDirectoryBytes", Long.toString(bytes));
    return options;
  }

  /// Fills the directory up to its bound; the number of keys it took.
  private static int fill(Rig rig, int from) {
    for (int i = from; ; i++) {
      try {
        rig.put("key" + (100_000 + i), 1 + i, "v");
      } catch (StorageFullException full) {
        assertThat(full).hasMessageContaining("maximumKeyDirectoryBytes = " + BOUND);
        assertThat(full.getMessage()).containsPattern("would take \\d{6} bytes");
        return i;
      }
    }
  }

  @Test
  void newKeysAboveTheBoundAreRefusedAndNothingOfTheirBatchIsTaken() {
    Rig rig = new Rig(1, SimOptions.DEFAULT, bounded(BOUND)).open();
    int count = fill(rig, 0);
    assertThat(rig.engine().metrics().memory().keyDirectoryBytes()).isLessThanOrEqualTo(BOUND);
    assertThat(count).as("keys beside the fixed part").isGreaterThan(2_500);
    WriteBatch batch = new WriteBatch();
    rig.addTo(batch, "key100001", 1_000_000, "changed");
    rig.addTo(batch, "key999999", 1_000_001, "new");
    assertThatThrownBy(() -> rig.write(batch, Durability.BUFFERED)).isInstanceOf(StorageFullException.class);
    assertThat(rig.held("key999999")).isNull();
    rig.put("key100001", 1_000_002, "changed");
    rig.delete("key100002", 1_000_003);
    assertThat(rig.engine().metrics().memory().keyDirectoryBytes()).isLessThanOrEqualTo(BOUND);
    rig.check();
    rig.reopen();
    rig.check();
  }

  /// A key that is in a batch many times takes its room once.
  @Test
  void aNewKeyWrittenManyTimesInABatchCountsOnce() {
    Rig rig = new Rig(5, SimOptions.DEFAULT, bounded(KeyRoom.LEAST_BYTES)).open();
    WriteBatch many = new WriteBatch();
    for (int i = 0; i < 3_000; i++) {
      rig.addTo(many, "key" + i, 1 + i, "v");
    }
    assertThatThrownBy(() -> rig.write(many, Durability.BUFFERED)).isInstanceOf(StorageFullException.class);
    WriteBatch one = new WriteBatch();
    for (int i = 0; i < 3_000; i++) {
      rig.addTo(one, "key", 10_000 + i, "v" + i);
    }
    rig.write(one, Durability.BUFFERED);
    assertThat(rig.entries()).hasSize(1);
  }

  /// The room of keys that were purged is used again.
  @Test
  void purgedKeysMakeRoomForNewOnes() {
    Rig rig = new Rig(2, SimOptions.DEFAULT, bounded(BOUND)).open();
    int count = fill(rig, 0);
    for (int i = 0; i < 300; i++) {
      rig.delete("key" + (100_000 + i), 2_000_000 + i);
    }
    rig.purge(3_000_000);
    rig.drive(rig.engine().compactAll());
    int again = fill(rig, 4_000_000) - 4_000_000;
    assertThat(again).as("keys in the room of 300").isBetween(250, 320);
    assertThat(rig.engine().metrics().memory().keyDirectoryBytes()).isLessThanOrEqualTo(BOUND);
    assertThat(rig.entries()).hasSize(count - 300 + again);
  }

  @Test
  void aStoreWhoseKeysNeedMoreIsNotOpenedAndStaysAsItIs() {
    Rig rig = new Rig(3, SimOptions.DEFAULT, bounded(0)).open();
    for (int i = 0; i < 12_000; i++) {
      rig.put("key" + i, 1 + i, "v");
    }
    rig.engine().close();
    Map<String, byte[]> before = rig.image();
    assertThatThrownBy(() -> Rig.over(before, bounded(KeyRoom.LEAST_BYTES)).open())
        .isInstanceOf(StorageFullException.class)
        .hasMessageContaining("maximumKeyDirectoryBytes = " + KeyRoom.LEAST_BYTES);
    Rig small = Rig.over(before, bounded(KeyRoom.LEAST_BYTES));
    assertThatThrownBy(small::open).isInstanceOf(StorageFullException.class);
    Map<String, byte[]> after = small.image();
    assertThat(after.keySet()).isEqualTo(before.keySet());
    before.forEach((name, content) -> assertThat(after.get(name)).as(name).isEqualTo(content));
    Rig large = Rig.over(before, bounded(4 << 20)).open();
    large.check(rig.model);
  }

  @Test
  void aBoundBelowTheLeastIsRefused() {
    assertThatThrownBy(() -> new Rig(1, SimOptions.DEFAULT, bounded(1_000)).open())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maximumKeyDirectoryBytes")
        .hasMessageContaining("1000");
  }

  /// Whatever a store with a bound has let in it opens again, also when most records are dead by then.
  @Test
  void aStoreFullOfKeysWrittenTwiceOpensAgain() {
    Rig rig = new Rig(4, SimOptions.DEFAULT, bounded(BOUND)).open();
    int count = fill(rig, 0);
    for (int i = 0; i < count; i++) {
      rig.put("key" + (100_000 + i), 1_000_000 + i, "w");
    }
    rig.drive(rig.engine().flush());
    rig.reopen();
    assertThat(rig.engine().metrics().memory().keyDirectoryBytes()).isLessThanOrEqualTo(BOUND);
    rig.check();
  }

  /// Goal: what is said before an insertion is never less than what is held after it. Method: keys up to some length,
  /// in batches, a few of them removed again.
  @ParameterizedTest
  @ValueSource(ints = {40, 300, 1_000, 2_500, 5_000, 20_000, 60_000})
  void theForecastOfMemoryIsNeverTooLow(int longest) {
    Seeds.of(2).forEach(seed -> {
      RandomStream random = new RandomStream(seed);
      boolean isOfOneLength = random.nextInt(2) == 0;
      Object lock = new Object();
      KeyDirectory directory = new KeyDirectory(lock);
      UnsafeBuffer key = new UnsafeBuffer(new byte[65_536]);
      KeyLocation location = new KeyLocation();
      synchronized (lock) {
        for (int i = 0; i < Math.min(20_000, 12_000_000 / longest); ) {
          int batch = 1 + random.nextInt(20);
          KeyDemand demand = new KeyDemand();
          int[] lengths = new int[batch];
          for (int j = 0; j < batch; j++) {
            lengths[j] = isOfOneLength ? longest : 8 + random.nextInt(longest);
            demand.add(lengths[j]);
          }
          long forecast = directory.room().memoryBytesWith(demand);
          for (int length : lengths) {
            key.putLong(0, i++);
            int hash = KeyDirectory.hash(key, 0, length);
            directory.beginChange();
            directory.insert(hash, key, 0, length, location);
            directory.endChange();
          }
          assertThat(directory.room().memoryBytes()).as("seed %s, %s keys", seed, i).isLessThanOrEqualTo(forecast);
          if (random.nextInt(3) == 0) {
            int last = lengths[batch - 1];
            int hash = KeyDirectory.hash(key, 0, last);
            directory.beginChange();
            directory.remove(hash, directory.locate(hash, key, 0, last));
            directory.endChange();
          }
        }
      }
    });
  }
}
