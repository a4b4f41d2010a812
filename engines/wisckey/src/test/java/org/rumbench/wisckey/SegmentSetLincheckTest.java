package org.rumbench.wisckey;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rumbench.lsm.FileNumbers;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.Storage;
import org.rumbench.storage.sim.MemoryMedium;
import org.rumbench.testkit.Interleavings;

/// Changes of the value log's segments under readers that pin the present ones: no file of a pinned set is closed.
final class SegmentSetLincheckTest {
  /// Never asked for anything: segments bring their files.
  private static final Storage STORAGE = new MemoryMedium().open(new SimRuntime(1).environment("log"));

  @Test
  void pinnedSegmentsStayInEveryInterleaving() {
    Interleavings.check(Shared.class, Model.class);
  }

  @Test
  @Tag("optimised")
  void pinnedSegmentsStayUnderStress() {
    Interleavings.stress(Shared.class, Model.class);
  }

  @Test
  void aSetReadWithoutAPinIsFound() {
    Interleavings.finds(Unpinned.class, Model.class);
  }

  /// A value log whose segments come and go.
  public static class Shared {
    final ValueLog log = new ValueLog(STORAGE, new FileNumbers(), 1024);
    private final Deque<ValueLogSegment> present = new ArrayDeque<>();

    /// A new segment is opened.
    @Operation(nonParallelGroup = "changes")
    public void add() {
      int id = log.takeId();
      ValueLogSegment segment = new ValueLogSegment(id, false, new CountedFile());
      present.add(segment);
      log.change(List.of(segment), List.of());
    }

    /// The oldest segment was collected.
    @Operation(nonParallelGroup = "changes")
    public void remove() {
      ValueLogSegment oldest = present.poll();
      if (oldest != null) {
        log.change(List.of(), List.of(oldest));
      }
    }

    /// The ids of the present segments, each of which can be read.
    @Operation
    public String look() {
      SegmentSet set = log.pin();
      try {
        return describe(set);
      } finally {
        set.release();
      }
    }

    static String describe(SegmentSet set) {
      StringBuilder ids = new StringBuilder();
      for (ValueLogSegment segment : set.segments()) {
        // Refused when the last reference has gone.
        segment.file().retain();
        segment.file().release();
        ids.append(segment.id()).append(' ');
      }
      return ids.toString();
    }
  }

  /// The planted race: a reader that does not pin what it reads.
  public static final class Unpinned extends Shared {
    @Override
    public String look() {
      return describe(log.current());
    }
  }

  /// What the segments are, for one thread.
  public static final class Model {
    private final Deque<Integer> ids = new ArrayDeque<>();
    private int next = 1;

    /// See [Shared#add].
    public void add() {
      ids.add(next++);
    }

    /// See [Shared#remove].
    public void remove() {
      ids.poll();
    }

    /// See [Shared#look].
    public String look() {
      StringBuilder text = new StringBuilder();
      ids.forEach(id -> text.append(id).append(' '));
      return text.toString();
    }
  }
}
