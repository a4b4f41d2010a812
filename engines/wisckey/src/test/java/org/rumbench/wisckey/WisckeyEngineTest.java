package org.rumbench.wisckey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.ReadResult;
import org.rumbench.engine.Snapshot;
import org.rumbench.storage.IoPurpose;

/// What the engine does in good order: reads, scans, snapshots, collection, reopening.
final class WisckeyEngineTest {
  private static SortedMap<String, String> overwrite(Store store, int rounds, int keys) {
    SortedMap<String, String> expected = new TreeMap<>();
    long version = 0;
    for (int round = 0; round < rounds; round++) {
      for (int key = 0; key < keys; key++) {
        String name = "key" + String.format(Locale.ROOT, "%03d", (key * 7) % keys);
        store.put(name, ++version);
        expected.put(name, name + "=" + version);
      }
    }
    return expected;
  }

  @Test
  void readsBackShortAndSeparatedValuesAcrossFlushesAndReopening() {
    Store store = new Store(1).open();
    SortedMap<String, String> expected = overwrite(store, 3, 50);
    assertThat(store.scan(null, null, null)).containsExactlyElementsOf(expected.values());
    store.join(store.engine().flush());
    expected.forEach((key, found) -> assertThat(store.get(key)).isEqualTo(found));
    store.close();
    store.open();
    expected.forEach((key, found) -> assertThat(store.get(key)).isEqualTo(found));
    assertThat(store.scan(null, null, null)).containsExactlyElementsOf(expected.values());
    assertThat(store.entries()).containsExactlyElementsOf(expected.values());
    assertThat(store.get("nothing")).isEqualTo("nothing?");
    assertThat(store.engine().highestVersion()).isEqualTo(150);
    store.close();
  }

  /// No debt would be below the bound, so writes would wait for ever.
  @Test
  void aStallBoundOfNothingIsRefused() {
    Store store = new Store(2).with("collectPayBytes", "0").with("collectStallBytes", "0");
    assertThatThrownBy(store::open)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("collectStallBytes is 0");
  }

  @Test
  void tellsTheLengthToABufferOfAnyLength() {
    Store store = new Store(5).open();
    store.put("key", 1);
    int length = Store.valueOf(1).length();
    for (int room = 0; room <= length + 1; room++) {
      ReadResult result = new ReadResult(new UnsafeBuffer(new byte[room]));
      store.engine().get(Store.bytes("key"), 0, 3, IoPurpose.USER_READ, 0, result);
      assertThat(result.valueLength()).isEqualTo(length);
      assertThat(result.version()).isEqualTo(1);
      assertThat(result.isCopied()).isEqualTo(room >= length);
      if (result.isCopied()) {
        assertThat(result.buffer().getStringWithoutLengthUtf8(0, length)).isEqualTo(Store.valueOf(1));
      }
    }
    store.close();
  }

  @Test
  void collectsWhatWasOverwrittenAndKeepsTheRest() {
    Store store = new Store(2).open();
    SortedMap<String, String> expected = overwrite(store, 12, 60);
    store.join(store.engine().settle());
    assertThat(store.collections()).isPositive();
    assertThat(store.scan(null, null, null)).containsExactlyElementsOf(expected.values());
    store.join(store.engine().compactAll());
    long live = expected.keySet().stream().mapToLong(key -> 200).sum();
    long kept = store.segments().stream().mapToLong(store.storage()::lengthBytes).sum();
    assertThat(kept).isLessThan(4 * live);
    expected.forEach((key, found) -> assertThat(store.get(key)).isEqualTo(found));
    assertThat(store.events).anyMatch(event -> event instanceof EngineEvent.CollectionBegan);
    assertThat(store.events)
        .anyMatch(event -> event instanceof EngineEvent.CollectionEnded ended && ended.rewrittenBytes() > 0);
    store.close();
    store.open();
    assertThat(store.scan(null, null, null)).containsExactlyElementsOf(expected.values());
    store.close();
  }

  /// Bug 12: a snapshot keeps what it shows, whatever is collected and compacted meanwhile, and lets it go when closed.
  @Test
  void aSnapshotReadsTheSameDuringAndAfterCollections() {
    Store store = new Store(3).open();
    SortedMap<String, String> before = overwrite(store, 2, 40);
    store.join(store.engine().flush());
    Snapshot snapshot = store.engine().snapshot();
    List<String> segmentsBefore = store.segments();
    for (long version = 1000; version < 1400; version++) {
      store.put(String.format(Locale.ROOT, "key%03d", version % 40), version);
      if (version % 100 == 0) {
        assertThat(store.scan(null, null, snapshot)).containsExactlyElementsOf(before.values());
      }
    }
    store.join(store.engine().compactAll());
    assertThat(store.collections()).isPositive();
    assertThat(store.scan(null, null, snapshot)).containsExactlyElementsOf(before.values());
    before.forEach((key, found) -> assertThat(store.get(key, snapshot)).isEqualTo(found));
    snapshot.close();
    store.join(store.engine().compactAll());
    assertThat(store.segments()).doesNotContainAnyElementsOf(segmentsBefore);
    assertThat(store.pinnedBytes()).isZero();
    store.close();
  }
}
