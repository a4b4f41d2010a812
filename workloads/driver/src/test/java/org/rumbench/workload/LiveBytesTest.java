package org.rumbench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rumbench.runtime.Entropy;
import org.rumbench.runtime.RandomStream;
import org.rumbench.workload.Outcome.Effect;

class LiveBytesTest {
  private final LiveBytes live = new LiveBytes(4);

  private void write(long record, int bytes, Effect effect) {
    live.onWriteBegun(record, bytes);
    live.onWriteEnded(record, bytes, effect);
  }

  @Test
  void countsInsertsUpdatesAndDeletes() {
    write(0, 100, Effect.APPLIED);
    write(7, 50, Effect.APPLIED);
    write(0, 120, Effect.APPLIED);
    assertThat(live.extent()).isEqualTo(new LiveBytes.Extent(170, 170, 2, 2));

    write(0, 0, Effect.APPLIED);
    assertThat(live.extent()).isEqualTo(new LiveBytes.Extent(50, 50, 1, 1));
  }

  @Test
  void isAnIntervalWhileAWriteIsUnderWay() {
    live.onWriteBegun(3, 100);
    assertThat(live.extent()).isEqualTo(new LiveBytes.Extent(0, 100, 0, 1));
    assertThat(live.isSurelyLive(3)).isFalse();
    live.onWriteEnded(3, 100, Effect.APPLIED);
    assertThat(live.isSurelyLive(3)).isTrue();
  }

  @Test
  void anUnknownOutcomeStaysAnIntervalUntilALaterWriteIsDone() {
    write(1, 100, Effect.APPLIED);
    write(1, 0, Effect.UNKNOWN);
    assertThat(live.extent()).isEqualTo(new LiveBytes.Extent(0, 100, 0, 1));
    write(1, 90, Effect.APPLIED);
    assertThat(live.extent()).isEqualTo(new LiveBytes.Extent(90, 90, 1, 1));
  }

  @Test
  void aRefusedWriteChangesNothing() {
    write(1, 100, Effect.APPLIED);
    write(1, 0, Effect.NONE);
    write(2, 100, Effect.NONE);
    assertThat(live.extent()).isEqualTo(new LiveBytes.Extent(100, 100, 1, 1));
  }

  @Test
  void ofOverlappingWritesAnyMayBeTheLast() {
    write(1, 100, Effect.APPLIED);
    live.onWriteBegun(1, 60);
    live.onWriteBegun(1, 80);
    live.onWriteEnded(1, 60, Effect.APPLIED);
    live.onWriteEnded(1, 80, Effect.APPLIED);
    assertThat(live.extent()).isEqualTo(new LiveBytes.Extent(60, 80, 1, 1));
  }

  @Test
  void overlappingInsertsOfOneSizeAreExact() {
    live.onWriteBegun(1, 60);
    live.onWriteBegun(1, 60);
    live.onWriteEnded(1, 60, Effect.APPLIED);
    live.onWriteEnded(1, 60, Effect.UNKNOWN);
    assertThat(live.extent()).isEqualTo(new LiveBytes.Extent(60, 60, 1, 1));
  }

  private record Write(int record, int bytes) {}

  /// Plays writes against a store that applies each at a random moment between begin and end; the truth must lie within
  /// the interval at every moment.
  @Test
  void alwaysEnclosesTheTruth() {
    RandomStream random = Entropy.of(TestSeeds.seed(41)).stream("test");
    int[] truth = new int[8];
    List<Write> underWay = new ArrayList<>();
    List<Boolean> isApplied = new ArrayList<>();
    for (int step = 0; step < 100_000; step++) {
      int choice = random.nextInt(3);
      if (choice == 0 && underWay.size() < 6) {
        Write write = new Write(random.nextInt(8), random.nextInt(3) * 50);
        live.onWriteBegun(write.record, write.bytes);
        underWay.add(write);
        isApplied.add(false);
      } else if (!underWay.isEmpty()) {
        int index = random.nextInt(underWay.size());
        Write write = underWay.get(index);
        if (choice == 1 && !isApplied.get(index)) {
          truth[write.record] = write.bytes;
          isApplied.set(index, true);
        } else if (choice == 2) {
          Effect effect = isApplied.get(index) ? Effect.APPLIED : Effect.NONE;
          live.onWriteEnded(write.record, write.bytes, random.nextInt(4) == 0 ? Effect.UNKNOWN : effect);
          underWay.remove(index);
          isApplied.remove(index);
        }
      }
      long bytes = 0;
      long records = 0;
      for (int size : truth) {
        bytes += size;
        records += Integer.signum(size);
      }
      LiveBytes.Extent extent = live.extent();
      assertThat(bytes).isBetween(extent.lowBytes(), extent.highBytes());
      assertThat(records).isBetween(extent.lowRecords(), extent.highRecords());
    }
  }
}
