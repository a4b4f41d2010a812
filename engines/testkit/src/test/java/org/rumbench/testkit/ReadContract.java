package org.rumbench.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Capability;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.engine.ReadResult;
import org.rumbench.engine.WriteBatch;
import org.rumbench.storage.IoPurpose;
import org.rumbench.testkit.model.Model;
import org.rumbench.testkit.model.Seen;
import org.rumbench.testkit.model.Values;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.store.TestStore;

/// What `get`, `scan` and `entries` promise: keys and values of every length, order, bounds, results that are too short,
/// expiry, predicates.
public interface ReadContract extends TestedDesign {
  /// Keys that sort otherwise when bytes are signed, text is decoded, zeros end a string or a prefix is cut.
  private static List<String> awkwardKeys() {
    String longest = "L".repeat(WriteBatch.MAX_KEY_LENGTH);
    return List.of(
        "\0", "\0\0", "\0\u00ff", "a", "a\0", "a\0\0", "a\0b", "aa", "ab", "a\u007f", "a\u0080", "a\u00ff",
        "a\u00ff\u00ff", "b", "\u007f", "\u0080", "\u00ff", "\u00ff\0", "\u00ff\u00ff", "\u00ff".repeat(300),
        longest, longest.substring(1), longest.substring(1) + "M");
  }

  @Test
  default void keysAreComparedAsUnsignedBytes() {
    CheckedStore store = CheckedStore.open(this);
    List<String> keys = awkwardKeys();
    for (int i = 0; i < keys.size(); i++) {
      store.put(keys.get(i), 100 + i, i % 3 == 0 ? 0 : 10 + i);
    }
    store.check().flush().check().compactAll().check().reopen().check();
    store.compactAll();
    if (store.can(Capability.ORDERED_SCAN)) {
      List<String> found = new ArrayList<>(store.store().scan(null, null, 0, null).keySet());
      assertThat(found).containsExactlyElementsOf(keys.stream().sorted(Comparator.naturalOrder()).toList());
    }
    store.close();
  }

  @Test
  default void keysThatAreTooShortOrTooLongForAnyRecordAreAbsent() {
    CheckedStore store = CheckedStore.open(this);
    store.put("L".repeat(WriteBatch.MAX_KEY_LENGTH), 1, 5).put("L", 2, 5).fill("k", 60, 10, 100).flush();
    assertThat(store.get("")).isEqualTo(Seen.ABSENT);
    assertThat(store.get("L".repeat(WriteBatch.MAX_KEY_LENGTH + 1))).isEqualTo(Seen.ABSENT);
    assertThat(store.get("L".repeat(WriteBatch.MAX_KEY_LENGTH + 2))).isEqualTo(Seen.ABSENT);
    store.close();
  }

  @Test
  default void valuesOfEveryLengthComeBackWhole() {
    CheckedStore store = CheckedStore.open(this);
    long version = 1;
    int[] lengths = {0, 1, 2, 23, 24, 25, 127, 128, 129, 255, 256, 257, 4_095, 4_096, 4_097, 16_383, 16_384, 70_000};
    for (int length : lengths) {
      store.put("v" + length, version++, length);
    }
    store.check().flush().check();
    store.put("v1048576", version++, 1 << 20).put("v1048577", version++, (1 << 20) + 1);
    store.check().flush().check().put("v1048576", version, 0).compactAll().check().reopen().check();
    store.close();
  }

  @Test
  default void aValueLongerThanTheBufferIsReportedAndComesWithALongerOne() {
    CheckedStore store = CheckedStore.open(this);
    int lengthBytes = 200;
    store.put("k", 7, lengthBytes).put("empty", 8, 0);
    for (int life = 0; life < 2; life++) {
      for (int room : new int[] {0, 1, 15, 24, 40, lengthBytes - 1, lengthBytes, lengthBytes + 1}) {
        ReadResult result = read(store, "k", room);
        assertThat(result.outcome()).isEqualTo(ReadOutcome.VALUE);
        assertThat(result.version()).isEqualTo(7);
        assertThat(result.valueLength()).isEqualTo(lengthBytes);
        assertThat(result.isCopied()).as("copied into %s bytes", room).isEqualTo(room >= lengthBytes);
        if (result.isCopied()) {
          assertThat(Values.mismatch(result.buffer(), 0, "k", 7, lengthBytes)).isEqualTo(-1);
        }
      }
      ReadResult nothing = read(store, "empty", 0);
      assertThat(nothing.outcome()).isEqualTo(ReadOutcome.VALUE);
      assertThat(nothing.valueLength()).isZero();
      assertThat(nothing.isCopied()).as("nothing fits everywhere").isTrue();
      store.flush();
    }
    store.close();
  }

  private static ReadResult read(CheckedStore store, String key, int roomBytes) {
    UnsafeBuffer keyBytes = TestStore.bytes("--" + key + "++");
    ReadResult result = new ReadResult(new UnsafeBuffer(new byte[roomBytes]));
    store.engine().get(keyBytes, 2, key.length(), IoPurpose.USER_READ, 0, result);
    return result;
  }

  @Test
  default void aResultKeepsNothingOfTheReadBefore() {
    CheckedStore store = CheckedStore.open(this);
    store.put("value", 5, 30).delete("deleted", 6);
    ReadResult result = new ReadResult(new UnsafeBuffer(new byte[100]));
    for (String key : List.of("value", "deleted", "value", "absent", "deleted")) {
      UnsafeBuffer bytes = TestStore.bytes(key);
      store.engine().get(bytes, 0, bytes.capacity(), IoPurpose.USER_READ, 0, result);
      boolean isValue = key.equals("value");
      boolean isTombstone = key.equals("deleted") && store.can(Capability.VERSIONED);
      assertThat(result.outcome()).isEqualTo(
          isValue ? ReadOutcome.VALUE : isTombstone ? ReadOutcome.TOMBSTONE : ReadOutcome.ABSENT);
      assertThat(result.version()).isEqualTo(isValue ? 5 : isTombstone ? 6 : 0);
      assertThat(result.valueLength()).isEqualTo(isValue ? 30 : 0);
      assertThat(result.isCopied()).isEqualTo(isValue);
      assertThat(result.expiryMillis()).isZero();
    }
    store.close();
  }

  @Test
  default void scanBoundsAreInclusiveAndExclusive() {
    if (!design().can(Capability.ORDERED_SCAN)) {
      return;
    }
    CheckedStore store = CheckedStore.open(this);
    List<String> keys = List.of("b", "b\0", "ba", "c", "d\u00ff", "e");
    for (int life = 0; life < 3; life++) {
      for (int i = 0; i < keys.size(); i++) {
        store.put(keys.get(i), 1 + i + 100 * life, 50);
      }
      List<String> bounds = List.of(
          "", "\0", "a", "b", "b\0", "b\0\0", "b\u0001", "ba", "bb", "c", "d", "d\u00ff", "e", "e\0", "f",
          "\u00ff\u00ff\u00ff\u00ff");
      for (String from : bounds) {
        assertThat(range(store, from, null)).isEqualTo(new TreeSet<>(keys).tailSet(from));
        assertThat(range(store, null, from)).isEqualTo(new TreeSet<>(keys).headSet(from));
        for (String to : bounds) {
          Set<String> expected =
              from.compareTo(to) >= 0 ? Set.of() : new TreeSet<>(keys).subSet(from, to);
          assertThat(range(store, from, to)).as("%s to %s", from, to).isEqualTo(expected);
        }
      }
      store.flush();
    }
    store.compactAll();
    assertThat(range(store, "b", "b\0")).as("a single key").containsExactly("b");
    assertThat(range(store, null, null)).isEqualTo(new TreeSet<>(keys));
    store.close();
  }

  private static Set<String> range(
      CheckedStore store, @org.jspecify.annotations.Nullable String from,
      @org.jspecify.annotations.Nullable String to) {
    return store.store().scan(from, to, 0, null).keySet();
  }

  @Test
  default void expiryIsJudgedByTheTimeOfTheCall() {
    if (!design().can(Capability.EXPIRY)) {
      return;
    }
    CheckedStore store = CheckedStore.open(this);
    long expiry = 5_000_000_000_000L;
    store.write(List.of(new Edit.Put("soon", 10, 40, expiry), new Edit.Put("late", 11, 40, Long.MAX_VALUE)));
    store.put("never", 12, 40);
    if (store.can(Capability.VERSIONED)) {
      store.put("soon", 9, 40);
    }
    for (int life = 0; life < 3; life++) {
      for (long now : new long[] {Long.MIN_VALUE, 0, expiry - 1, expiry, expiry + 1, Long.MAX_VALUE - 1}) {
        Seen soon = store.model().expected("soon", now);
        assertThat(soon.outcome()).isEqualTo(now < expiry ? ReadOutcome.VALUE : ReadOutcome.TOMBSTONE);
        for (String key : List.of("soon", "late", "never")) {
          assertThat(store.store().get(key, now, null)).as("%s at %s", key, now)
              .isEqualTo(store.model().expected(key, now));
          if (store.can(Capability.ORDERED_SCAN)) {
            assertThat(store.store().scan(key, null, now, null).get(key)).as("scan of %s at %s", key, now)
                .isEqualTo(store.model().expected(key, now));
          }
        }
      }
      assertThat(store.store().entries().get("soon")).as("entries show what is stored")
          .isEqualTo(new Seen(ReadOutcome.VALUE, 10, 40, expiry));
      if (life == 0) {
        store.flush();
      } else {
        store.compactAll().reopen();
      }
    }
    store.close();
  }

  @Test
  default void anOverwrittenExpiryNeverHidesTheNewerRecord() {
    if (!design().can(Capability.VERSIONED)) {
      return;
    }
    CheckedStore store = CheckedStore.open(this);
    if (!store.can(Capability.EXPIRY)) {
      return;
    }
    store.put("k", 30, 20).flush();
    store.write(List.of(new Edit.Put("k", 20, 20, 100), new Edit.Put("x", 40, 20, 100)));
    assertThat(store.store().get("k", 1_000, null)).isEqualTo(store.model().expected("k", 1_000));
    store.put("x", 50, 20).delete("x", 45).flush().compactAll();
    assertThat(store.store().get("x", 1_000, null).version()).isEqualTo(50);
    store.close();
  }

  @Test
  default void entriesShowEveryWinnerOnceWithItsDeletions() {
    CheckedStore store = CheckedStore.open(this);
    for (int round = 0; round < 6; round++) {
      store.fill("k", 80, 1_000L * round + 1, 60);
      for (int i = round; i < 80; i += 7) {
        store.delete("k" + (1_000 + i), 1_000L * round + 500);
      }
      store.check();
      if (round % 2 == 0) {
        store.flush();
      } else {
        store.settle();
      }
    }
    assertThat(store.store().entries()).hasSameSizeAs(shown(store, store.model()));
    store.check().compactAll().check().reopen().check();
    assertThat(store.store().entries()).hasSameSizeAs(shown(store, store.model()));
    store.close();
  }

  /// The keys that a listing shows: without versions deleted ones may be gone, and are, for who shows no deletions.
  private static Set<String> shown(CheckedStore store, Model model) {
    Set<String> keys = new TreeSet<>(model.keys());
    if (!store.can(Capability.VERSIONED)) {
      keys.removeIf(key -> model.expected(key, Model.NOTHING_EXPIRED).outcome() != ReadOutcome.VALUE);
    }
    return keys;
  }

  @Test
  default void entriesTakeTheKeysThatThePredicateWants() {
    CheckedStore store = CheckedStore.open(this);
    store.fill("a", 50, 1, 40).flush().fill("b", 50, 101, 40).delete("b1003", 500).delete("a1003", 501);
    Set<String> asked = new TreeSet<>();
    Cursor cursor =
        store.engine().entries(
            (buffer, offset, length) -> {
              byte[] key = new byte[length];
              buffer.getBytes(offset, key);
              asked.add(new String(key, java.nio.charset.StandardCharsets.ISO_8859_1));
              return buffer.getByte(offset) == 'b';
            },
            IoPurpose.REPAIR);
    Set<String> found = TestStore.drain(cursor, false).keySet();
    assertThat(found).hasSize(store.can(Capability.VERSIONED) ? 50 : 49).allMatch(key -> key.startsWith("b"));
    assertThat(asked).hasSize(store.can(Capability.VERSIONED) ? 100 : 98).isSubsetOf(store.model().keys());
    assertThat(TestStore.drain(
        store.engine().entries((buffer, offset, length) -> false, IoPurpose.REPAIR), false)).isEmpty();
    store.close();
  }

  @Test
  default void aCursorEndsOnceAndClosesTwice() {
    CheckedStore store = CheckedStore.open(this);
    store.put("a", 1, 10).put("b", 2, 10);
    Cursor cursor = store.store().openEntries();
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.next()).isFalse();
    assertThat(cursor.next()).isFalse();
    cursor.close();
    cursor.close();
    assertThatThrownBy(cursor::next).isInstanceOf(IllegalStateException.class);
    store.check().close();
  }

  /// Whoever only asks for keys, or asks twice, gets the same; a cursor left half read lets go of everything.
  @Test
  default void aCursorMayBeAskedInAnyOrder() {
    CheckedStore store = CheckedStore.open(this);
    store.fill("k", 40, 1, 90).flush().delete("k1005", 900);
    try (Cursor cursor = store.store().openEntries()) {
      for (int i = 0; i < 20; i++) {
        assertThat(cursor.next()).isTrue();
        int length = cursor.valueLength();
        assertThat(length).isEqualTo(cursor.outcome() == ReadOutcome.VALUE ? 90 : 0);
        assertThat(cursor.valueLength()).isEqualTo(length);
        if (i % 2 == 0) {
          byte[] key = new byte[cursor.keyLength()];
          cursor.keyBuffer().getBytes(cursor.keyOffset(), key);
          String text = new String(key, java.nio.charset.StandardCharsets.ISO_8859_1);
          assertThat(Values.mismatch(cursor.valueBuffer(), cursor.valueOffset(), text, cursor.version(), length))
              .isEqualTo(-1);
        }
      }
    }
    store.compactAll().check();
    store.close();
  }

  @Test
  default void aScanIsFixedAtItsCall() {
    CheckedStore store = CheckedStore.open(this);
    store.fill("k", 120, 1, 80).delete("k1007", 500).flush().fill("k", 60, 1_000, 70).delete("k1009", 2_000);
    Model before = store.model().copy();
    List<Cursor> cursors = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      cursors.add(store.store().openEntries());
      if (store.can(Capability.ORDERED_SCAN)) {
        cursors.add(store.store().openScan(null, null, Model.NOTHING_EXPIRED, null));
      }
    }
    for (int round = 0; round < 4; round++) {
      store.fill("k", 150, 10_000L * (round + 1), 85).fill("a" + round, 30, 10_000L * (round + 1) + 500, 20);
      store.delete("k1000", 10_000L * (round + 1) + 600);
      store.flush().settle();
    }
    store.purge(100_000).compactAll();
    store.fill("k", 150, 200_000, 10).flush().compactAll().settle();
    for (int i = 0; i < cursors.size(); i++) {
      boolean isOrdered = store.can(Capability.ORDERED_SCAN) && i % 2 == 1;
      store.checkCursor("cursor " + i, cursors.get(i), isOrdered, before);
    }
    store.check().close();
  }

  /// A cursor that is read a little between all the changes, each of which may move what it has still to show.
  @Test
  default void aScanIsFixedWhileItIsRead() {
    CheckedStore store = CheckedStore.open(this);
    store.fill("k", 100, 1, 60).flush().fill("k", 100, 1_000, 60);
    for (boolean isOrdered : store.can(Capability.ORDERED_SCAN) ? new boolean[] {true, false} : new boolean[] {false}) {
      Model before = store.model().copy();
      Cursor cursor =
          isOrdered
              ? store.store().openScan(null, null, Model.NOTHING_EXPIRED, null)
              : store.store().openEntries();
      Set<String> seen = new TreeSet<>();
      long version = 10_000 + store.model().highestVersion();
      for (int i = 0; cursor.next(); i++) {
        byte[] bytes = new byte[cursor.keyLength()];
        cursor.keyBuffer().getBytes(cursor.keyOffset(), bytes);
        String key = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(seen.add(key)).as("%s is shown once", key).isTrue();
        assertThat(cursor.version()).isEqualTo(before.expected(key, Model.NOTHING_EXPIRED).version());
        assertThat(Values.mismatch(
            cursor.valueBuffer(), cursor.valueOffset(), key, cursor.version(), cursor.valueLength())).isEqualTo(-1);
        store.fill("k", 10, version += 100, 75).put("n" + i, version += 100, 75).delete("k1050", version += 100);
        if (i % 25 == 0) {
          store.compactAll();
        } else if (i % 5 == 0) {
          store.flush();
        }
      }
      cursor.close();
      assertThat(seen).isEqualTo(shown(store, before));
    }
    store.check().close();
  }
}
