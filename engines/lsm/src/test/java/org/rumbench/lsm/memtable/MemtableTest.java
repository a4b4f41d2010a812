package org.rumbench.lsm.memtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rumbench.engine.RecordDescriptor;
import org.rumbench.engine.RecordKind;
import org.rumbench.engine.WriteBatch;
import org.rumbench.lsm.record.Candidate;
import org.rumbench.lsm.record.KeyBytes;
import org.rumbench.lsm.record.RangeTombstone;
import org.rumbench.lsm.record.RecordSource;
import org.rumbench.runtime.RandomStream;

/// Every kind of memtable against a sorted map.
class MemtableTest {
  private static final long SEED = Long.getLong("seed", 11);
  private static final int ROUNDS = 6 * Integer.getInteger("seeds", 1);

  /// A record's place in the order.
  private record Place(KeyBytes key, long version, long sequence) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::key)
            .thenComparing(Place::version, Comparator.reverseOrder())
            .thenComparing(Place::sequence, Comparator.reverseOrder());

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  /// The oracle beside its memtable.
  private static final class Pair {
    final Memtable memtable;
    final SortedMap<Place, String> expected = new TreeMap<>();
    final List<RangeTombstone> ranges = new ArrayList<>();
    final List<KeyBytes> keys = new ArrayList<>();
    long sequence;

    Pair(Memtable memtable) {
      this.memtable = memtable;
    }

    void put(KeyBytes key, long version, long expiryMillis, byte[] value) {
      UnsafeBuffer bytes = new UnsafeBuffer(value);
      Memtables.addAll(
          memtable,
          new WriteBatch().put(key.asBuffer(), 0, key.length(), version, expiryMillis, bytes, 0, value.length),
          ++sequence);
      int flags = expiryMillis == 0 ? 0 : RecordDescriptor.FLAG_EXPIRY;
      note(key, version, (RecordKind.VALUE.code() | flags) + "/" + expiryMillis + "/" + hex(bytes, 0, value.length));
    }

    void delete(KeyBytes key, long version) {
      Memtables.addAll(memtable, new WriteBatch().delete(key.asBuffer(), 0, key.length(), version), ++sequence);
      note(key, version, RecordKind.TOMBSTONE.code() + "/0/");
    }

    void deleteRange(KeyBytes from, KeyBytes to, long version) {
      Memtables.addAll(
          memtable,
          new WriteBatch()
              .deleteRange(from.asBuffer(), 0, from.length(), to.asBuffer(), 0, to.length(), version),
          ++sequence);
      ranges.add(new RangeTombstone(from, to, version, sequence));
    }

    private void note(KeyBytes key, long version, String content) {
      expected.put(new Place(key, version, sequence), content);
      keys.add(key);
    }

    String found(KeyBytes key, long maxSequence) {
      Candidate candidate = new Candidate();
      boolean isFound = memtable.lookup(key.asBuffer(), 0, key.length(), maxSequence, candidate);
      assertThat(candidate.isFound()).isEqualTo(isFound);
      return !isFound
          ? "-"
          : candidate.version() + "/" + candidate.sequence() + "/" + candidate.expiryMillis() + "/"
              + hex(candidate.valueBuffer(), candidate.valueOffset(), candidate.valueLength());
    }

    String newest(KeyBytes key, long maxSequence) {
      for (var entry : expected.tailMap(new Place(key, Long.MAX_VALUE, Long.MAX_VALUE)).entrySet()) {
        Place place = entry.getKey();
        if (!place.key().equals(key)) {
          break;
        }
        if (place.sequence() <= maxSequence) {
          return place.version() + "/" + place.sequence() + "/" + entry.getValue().replaceFirst("[0-9]*/", "");
        }
      }
      return "-";
    }

    void check(RandomStream random) {
      assertThat(listed(memtable.walk())).isEqualTo(listedFrom(expected));
      assertThat(memtable.recordCount()).isEqualTo(expected.size());
      assertThat(memtable.rangeTombstones().asList()).containsExactlyInAnyOrderElementsOf(ranges);
      for (int i = 0; i < 40; i++) {
        KeyBytes key = random.nextInt(3) == 0 ? key(random) : keys.get(random.nextInt(keys.size()));
        long bound = random.nextInt(2) == 0 ? Long.MAX_VALUE : random.nextLong(sequence + 1);
        assertThat(found(key, bound)).as("%s at %d", key, bound).isEqualTo(newest(key, bound));
        RecordSource walk = memtable.walk();
        SortedMap<Place, String> behind = expected.tailMap(new Place(key, Long.MAX_VALUE, Long.MAX_VALUE));
        assertThat(walk.seek(key.asBuffer(), 0, key.length())).isEqualTo(!behind.isEmpty());
        if (!behind.isEmpty()) {
          List<String> rest = new ArrayList<>();
          rest.add(described(walk));
          rest.addAll(listed(walk));
          assertThat(rest).isEqualTo(listedFrom(behind));
        }
      }
    }
  }

  private static List<String> listedFrom(SortedMap<Place, String> map) {
    return map.entrySet().stream()
        .map(entry -> entry.getKey().key().hashCode() + "/" + entry.getKey().version() + "/"
            + entry.getKey().sequence() + "/" + entry.getValue())
        .toList();
  }

  private static List<String> listed(RecordSource walk) {
    List<String> all = new ArrayList<>();
    while (walk.next()) {
      all.add(described(walk));
    }
    assertThat(walk.next()).isFalse();
    return all;
  }

  private static String described(RecordSource walk) {
    KeyBytes key = KeyBytes.copyOf(walk.keyBuffer(), walk.keyOffset(), walk.keyLength());
    assertThat(walk.keyPrefix()).isEqualTo(key.prefix());
    return key.hashCode() + "/" + walk.version() + "/" + walk.sequence() + "/" + walk.kindAndFlags() + "/"
        + walk.expiryMillis() + "/" + hex(walk.valueBuffer(), walk.valueOffset(), walk.valueLength());
  }

  private static String hex(org.agrona.DirectBuffer buffer, int offset, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(Integer.toHexString(buffer.getByte(offset + i) & 0xff)).append(' ');
    }
    return text.toString();
  }

  /// Keys with long common beginnings, zeros and high bytes, prefixes of each other.
  private static KeyBytes key(RandomStream random) {
    byte[] bytes = new byte[1 + random.nextInt(12)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextInt(3) - 1);
    }
    return KeyBytes.of(bytes);
  }

  private static void addSome(Pair pair, RandomStream random) {
    KeyBytes key = random.nextInt(4) == 0 && !pair.keys.isEmpty() ? pair.keys.getLast() : key(random);
    long version = random.nextInt(20) == 0 ? random.nextLong() : random.nextInt(6);
    version = version == Long.MIN_VALUE ? 0 : version;
    switch (random.nextInt(12)) {
      case 0 -> pair.delete(key, version);
      case 1 -> {
        KeyBytes other = key(random);
        if (key.compareTo(other) < 0) {
          pair.deleteRange(key, other, version);
        }
      }
      default -> {
        byte[] value = new byte[random.nextInt(20)];
        random.nextBytes(value);
        pair.put(key, version, random.nextInt(3) == 0 ? 1 + random.nextInt(99) : 0, value);
      }
    }
  }

  static List<Memtables.Shape> shapes() {
    return Memtables.shapes();
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void isASortedMapOfItsRecords(Memtables.Shape shape) {
    for (int round = 0; round < ROUNDS; round++) {
      long seed = SEED + round;
      RandomStream random = new RandomStream(seed);
      Pair pair = new Pair(shape.make().apply(1 << 20));
      assertThat(pair.memtable.isEmpty()).isTrue();
      assertThat(pair.memtable.walk().next()).isFalse();
      pair.put(key(random), 1, 0, new byte[0]);
      for (int i = 0; i < 30 << round % 6; i++) {
        addSome(pair, random);
        if (i % 97 == 0) {
          pair.check(random);
        }
      }
      pair.check(random);
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void keysMayComeInOrderOrAgainstItOrInTheMiddle(Memtables.Shape shape) {
    for (int way = 0; way < 3; way++) {
      RandomStream random = new RandomStream(SEED);
      Pair pair = new Pair(shape.make().apply(1 << 20));
      for (int i = 0; i < 700; i++) {
        int number = way == 0 ? i : way == 1 ? 10_000 - i : i % 2 == 0 ? i / 2 : 20_000 - i / 2;
        pair.put(KeyBytes.of(String.format("key-%06d", number)), 1, 0, new byte[] {(byte) i});
      }
      pair.check(random);
    }
  }

  /// As long as there is room by its own word, a memtable takes what it is given, to the last byte of its arena.
  @ParameterizedTest
  @MethodSource("shapes")
  void takesWhatItHasRoomForAndRefusesTheRest(Memtables.Shape shape) {
    for (int bytes : new int[] {4 << 10, 10 << 10, 64 << 10}) {
      RandomStream random = new RandomStream(SEED + bytes);
      Pair pair = new Pair(shape.make().apply(bytes));
      byte[] value = new byte[9];
      int key = 0;
      while (pair.memtable.hasRoom(RecordDescriptor.MAX_HEADER_LENGTH + 8 + value.length, 1)) {
        pair.put(KeyBytes.of(String.format("%08x", random.nextInt())), key++, 0, value);
      }
      pair.check(random);
      assertThat(pair.memtable.dataBytes()).isEqualTo(key * 17L);
      assertThat(pair.memtable.dataBytes() * 10).as("%d records in %d bytes", key, bytes).isGreaterThan(bytes);
      assertThat(pair.memtable.hasRoom(bytes, 1)).isFalse();
      assertThatThrownBy(() -> pair.put(KeyBytes.of("big"), 1, 0, new byte[bytes]))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("room");
    }
  }

  /// What an empty memtable is made for fits: in order, against it, and at random; and its room is not wasted.
  @Test
  void aBatchFitsTheArenaMadeForIt() {
    for (MemtableKind kind : MemtableKind.values()) {
      for (int count : new int[] {1, 7, 100, 20_000}) {
        for (int way = 0; way < 3; way++) {
          RandomStream random = new RandomStream(SEED);
          WriteBatch batch = new WriteBatch();
          UnsafeBuffer key = new UnsafeBuffer(new byte[4]);
          for (int i = 0; i < count; i++) {
            key.putInt(0, way == 0 ? i : way == 1 ? count - i : random.nextInt(), java.nio.ByteOrder.BIG_ENDIAN);
            batch.put(key, 0, 4, 1, 0, key, 0, 1);
          }
          long bytes = Memtable.freshBytes(kind, batch.lengthBytes(), count);
          Memtable memtable = new Memtable(kind, new ArenaPool(16, 0), bytes, new RandomStream(SEED));
          assertThat(memtable.arenaBytes()).isEqualTo((int) bytes);
          Memtables.addAll(memtable, batch, 1);
          assertThat(memtable.recordCount()).isEqualTo(count);
          assertThat(bytes).isLessThanOrEqualTo(Memtable.mostBytes(batch.lengthBytes(), count));
          assertThat(bytes).isLessThan(batch.lengthBytes() + 180L * count + 16_000);
        }
      }
    }
  }

  /// An arena comes back with whatever the last memtable left in it.
  @Test
  void aRecycledArenaIsEmpty() {
    for (MemtableKind kind : MemtableKind.values()) {
      ArenaPool pool = new ArenaPool(64 << 10, 1);
      RandomStream random = new RandomStream(SEED);
      for (int life = 0; life < 5; life++) {
        Pair pair = new Pair(new Memtable(kind, pool, 0, random));
        assertThat(pair.memtable.isEmpty()).isTrue();
        pair.put(key(random), 1, 0, new byte[0]);
        for (int i = 0; i < 300; i++) {
          addSome(pair, random);
        }
        pair.check(random);
        pair.memtable.release();
        assertThat(pool.allocatedBytes()).isEqualTo(64 << 10);
      }
    }
  }

  @Test
  void anUnknownKindIsRefusedWithThoseKnown() {
    assertThatThrownBy(() -> MemtableKind.of("hash"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hash")
        .hasMessageContaining("skiplist, unrolled, btree");
  }
}
