package org.rumbench.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.bitcask.Bitcask;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.Seeds;

/// The table against a map, over random operations and budgets: what it holds is right, and it holds no more than it
/// may.
class ResidentTableTest {
  private static final int CHUNK_BYTES = 4096;

  /// What a key must have, as long as the table has the key.
  private record Held(long version, byte fill, int length, boolean isDirty) {}

  private static UnsafeBuffer bytes(String key) {
    return new UnsafeBuffer(key.getBytes(StandardCharsets.US_ASCII));
  }

  private static int hash(UnsafeBuffer key) {
    return Bitcask.hash(key, 0, key.capacity());
  }

  private static ResidentTable.Room put(ResidentTable table, String name, Held held) {
    UnsafeBuffer key = bytes(name);
    ResidentTable.Room room = table.makeRoom(ItemDescriptor.lengthBytes(key.capacity(), held.length));
    if (room == ResidentTable.Room.READY) {
      int flags = held.isDirty ? ItemDescriptor.FLAG_DIRTY : 0;
      int reference =
          table.add(hash(key), key, 0, key.capacity(), held.version, 7, flags, held.length, held.length);
      int at = table.offsetOf(reference) + ItemDescriptor.KEY_OFFSET + key.capacity();
      table.bufferOf(reference).setMemory(at, held.length, held.fill);
    }
    return room;
  }

  /// Compares an item with what it must be; false when the table does not have the key.
  private static boolean check(ResidentTable table, String name, Held held) {
    UnsafeBuffer key = bytes(name);
    int reference = table.find(hash(key), key, 0, key.capacity());
    if (reference == 0) {
      return false;
    }
    UnsafeBuffer buffer = table.bufferOf(reference);
    int base = table.offsetOf(reference);
    assertThat(buffer.getLong(base + ItemDescriptor.VERSION_OFFSET)).as(name).isEqualTo(held.version);
    assertThat(buffer.getLong(base + ItemDescriptor.EXPIRY_OFFSET)).isEqualTo(7);
    assertThat(buffer.getInt(base + ItemDescriptor.VALUE_LENGTH_OFFSET)).isEqualTo(held.length);
    int at = base + ItemDescriptor.KEY_OFFSET + key.capacity();
    for (int i = 0; i < held.length; i++) {
      if (buffer.getByte(at + i) != held.fill) {
        throw new AssertionError(name + " is wrong from byte " + i);
      }
    }
    return true;
  }

  @Test
  void holdsWhatIsNewestUnderAStrictBoundWhateverHappens() {
    Seeds.of(40).forEach(ResidentTableTest::anyOperations);
  }

  private static void anyOperations(long seed) {
    RandomStream random = new RandomStream(seed);
    int most = 4 + random.nextInt(30);
    int longest = random.nextInt(3) == 0 ? 3_000 : 300;
    int keys = 20 + random.nextInt(800);
    ResidentTable table = new ResidentTable(CHUNK_BYTES, most);
    Map<String, Held> model = new TreeMap<>();
    int budget = most;
    for (int i = 0; i < 4_000; i++) {
      String key = "key" + random.nextInt(keys);
      switch (random.nextInt(12)) {
        case 0 -> {
          UnsafeBuffer bytes = bytes(key);
          int reference = table.find(hash(bytes), bytes, 0, bytes.capacity());
          if (reference != 0) {
            table.remove(reference);
          }
          model.remove(key);
        }
        case 1 -> {
          int wanted = MemoryPlan.LEAST_CHUNKS + random.nextInt(most - MemoryPlan.LEAST_CHUNKS + 1);
          if (random.nextInt(10) == 0) {
            budget = wanted;
            if (!table.setBudget(budget)) {
              assertThat(table.dirtyCount()).isPositive();
              clean(table, model);
              assertThat(table.setBudget(budget)).as("without dirty items any budget holds").isTrue();
            }
          }
        }
        case 2, 3 -> {
          UnsafeBuffer bytes = bytes(key);
          int reference = table.find(hash(bytes), bytes, 0, bytes.capacity());
          if (reference != 0) {
            table.touch(reference);
          }
        }
        default -> {
          boolean isDirty = seed % 2 == 0 && random.nextInt(6) == 0;
          Held held = new Held(i, (byte) i, random.nextInt(longest), isDirty);
          ResidentTable.Room room = put(table, key, held);
          if (room == ResidentTable.Room.DIRTY) {
            clean(table, model);
            room = put(table, key, held);
            assertThat(room).isNotEqualTo(ResidentTable.Room.DIRTY);
          }
          if (room == ResidentTable.Room.READY) {
            model.put(key, held);
          }
        }
      }
      assertThat(table.memoryBytes()).as("seed %s", seed).isLessThanOrEqualTo((long) budget * CHUNK_BYTES);
      if (i % 500 == 499) {
        agrees(table, model, seed);
      }
    }
    agrees(table, model, seed);
    table.close();
    assertThat(table.memoryBytes()).isZero();
  }

  private static void clean(ResidentTable table, Map<String, Held> model) {
    int[] offered = new int[1];
    int dirty = table.dirtyCount();
    table.offerDirty((buffer, base) -> {
      offered[0]++;
      return true;
    });
    assertThat(offered[0]).isEqualTo(dirty);
    table.markWritten();
    assertThat(table.dirtyCount()).isZero();
    model.replaceAll((key, held) -> new Held(held.version, held.fill, held.length, false));
  }

  private static void agrees(ResidentTable table, Map<String, Held> model, long seed) {
    int found = 0;
    int dirty = 0;
    long bytes = 0;
    for (Map.Entry<String, Held> entry : model.entrySet()) {
      boolean isThere = check(table, entry.getKey(), entry.getValue());
      assertThat(isThere || !entry.getValue().isDirty).as("seed %s: dirty %s is lost", seed, entry.getKey()).isTrue();
      if (isThere) {
        found++;
        dirty += entry.getValue().isDirty ? 1 : 0;
        bytes += ItemDescriptor.lengthBytes(entry.getKey().length(), entry.getValue().length);
      }
    }
    assertThat(table.count()).as("seed %s: no item without a key", seed).isEqualTo(found);
    assertThat(table.dirtyCount()).isEqualTo(dirty);
    assertThat(table.liveBytes()).isEqualTo(bytes);
  }

  /// Overwriting a working set that fits costs no resident its place, however much of the room dead items take
  /// meanwhile.
  @Test
  void whatFitsStaysUnderOverwrites() {
    ResidentTable table = new ResidentTable(CHUNK_BYTES, 40);
    RandomStream random = new RandomStream(1);
    int keys = 300;
    for (int i = 0; i < 20_000; i++) {
      assertThat(put(table, "key" + (1_000 + random.nextInt(keys)), new Held(i, (byte) i, 300, false)))
          .isEqualTo(ResidentTable.Room.READY);
    }
    assertThat(table.count()).isEqualTo(keys);
  }

  /// Values that take more than half a chunk leave much of it unused; the newest ones are resident all the same.
  @Test
  void largeValuesReplaceEachOther() {
    ResidentTable table = new ResidentTable(CHUNK_BYTES, 12);
    for (int i = 0; i < 200; i++) {
      assertThat(put(table, "key" + i, new Held(i, (byte) 3, 2_500, false))).isEqualTo(ResidentTable.Room.READY);
      if (i > 0) {
        assertThat(check(table, "key" + (i - 1), new Held(i - 1, (byte) 3, 2_500, false))).isTrue();
      }
    }
    assertThat(table.count()).isBetween(8, 11);
  }

  /// Of more than fits, what is asked for stays and what is not goes.
  @Test
  void theHandPassesOverWhatWasAskedFor() {
    ResidentTable table = new ResidentTable(CHUNK_BYTES, 20);
    for (int i = 0; i < 3_000; i++) {
      put(table, "cold" + i, new Held(i, (byte) 1, 200, false));
      if (i < 20) {
        put(table, "hot" + i, new Held(i, (byte) 2, 200, false));
      }
      for (int hot = 0; hot < 20; hot++) {
        UnsafeBuffer key = bytes("hot" + hot);
        int reference = table.find(hash(key), key, 0, key.capacity());
        if (reference != 0) {
          table.touch(reference);
        }
      }
    }
    for (int hot = 0; hot < 20; hot++) {
      assertThat(check(table, "hot" + hot, new Held(hot, (byte) 2, 200, false))).as("hot%s", hot).isTrue();
    }
  }
}
