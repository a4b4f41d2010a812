package org.rumbench.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Snapshot;

class SnapshotsTest {
  /// The sequence was read before it was entered among the live ones: a merge that looked between the two dropped what the
  /// snapshot was to show.
  @Test
  void aMergeThatBeginsBesideASnapshotSeesItOrIsSeenByIt() throws InterruptedException {
    Snapshots snapshots = new Snapshots();
    AtomicReference<long[]> seen = new AtomicReference<>(new long[0]);
    Thread merge = new Thread(() -> seen.set(snapshots.sequences()));
    try (Snapshot taken =
        snapshots.open(() -> {
          merge.start();
          while (merge.isAlive() && merge.getState() != Thread.State.BLOCKED) {
            Thread.onSpinWait();
          }
          return 5;
        })) {
      merge.join();
      assertThat(taken.sequence()).isEqualTo(5);
      assertThat(seen.get()).containsExactly(5);
    }
  }
}
