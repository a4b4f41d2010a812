package org.rumbench.wisckey;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Snapshot;
import org.rumbench.lsm.FileNumbers;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.Storage;
import org.rumbench.storage.sim.MemoryMedium;
import org.rumbench.testkit.Interleavings;

/// Snapshots beside compactions that move values into new segments: an open snapshot has every one of these segments.
final class SnapshotKeepsLincheckTest {
  /// Never asked for anything: segments bring their files.
  private static final Storage STORAGE = new MemoryMedium().open(new SimRuntime(1).environment("log"));

  @Test
  void anOpenSnapshotHasEverySegmentInEveryInterleaving() {
    Interleavings.check(Shared.class, Model.class);
  }

  @Test
  void aSnapshotThatIsRegisteredUnderNoLockIsFound() {
    Interleavings.finds(Unregistered.class, Model.class);
  }

  /// A value log that compactions move values into.
  public static class Shared {
    final ValueLog log = new ValueLog(STORAGE, new FileNumbers(), 1024);
    private final Deque<ValueLogSegment> present = new ArrayDeque<>();

    /// A compaction is about to be installed.
    @Operation(nonParallelGroup = "changes")
    public void relocate() {
      ValueLogSegment segment = new ValueLogSegment(log.takeId(), true, new CountedFile());
      present.add(segment);
      log.addRelocated(segment);
    }

    /// The oldest segment was collected.
    @Operation(nonParallelGroup = "changes")
    public void remove() {
      ValueLogSegment oldest = present.poll();
      if (oldest != null) {
        log.change(List.of(), List.of(oldest));
      }
    }

    /// Whether a new snapshot has all segments that are present then, each readable.
    @Operation
    public boolean look() {
      PinnedSnapshot snapshot = open();
      boolean hasAll = true;
      for (ValueLogSegment segment : log.current().segments()) {
        hasAll &= snapshot.segments().find(segment.id()) != null;
      }
      for (ValueLogSegment segment : snapshot.segments().segments()) {
        // Refused when the last reference has gone.
        segment.file().retain();
        segment.file().release();
      }
      snapshot.close();
      return hasAll;
    }

    PinnedSnapshot open() {
      while (true) {
        PinnedSnapshot snapshot = new PinnedSnapshot(new NoSnapshot(), log.pin(), log);
        if (log.register(snapshot)) {
          return snapshot;
        }
        snapshot.close();
      }
    }
  }

  /// The planted race: a snapshot whose segments are looked at before it is registered.
  public static final class Unregistered extends Shared {
    @Override
    PinnedSnapshot open() {
      return new PinnedSnapshot(new NoSnapshot(), log.pin(), log);
    }
  }

  private static final class NoSnapshot implements Snapshot {
    @Override
    public long sequence() {
      return 0;
    }

    @Override
    public void close() {}
  }

  /// What is to be seen, for one thread.
  public static final class Model {
    /// See [Shared#relocate].
    public void relocate() {}

    /// See [Shared#remove].
    public void remove() {}

    /// See [Shared#look].
    public boolean look() {
      return true;
    }
  }
}
