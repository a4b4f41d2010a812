package org.rumbench.harness.cell;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.rumbench.harness.machine.GcPauses;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.LedgerSnapshot;

/// Looks at all counters ten times a second and at the borders of phases, and attributes the differences to seconds.
///
/// Each interval between two looks belongs to the phase that was on and to the second in which it began, so the sums over
/// a phase are exactly the difference of its two borders. [#enter] and [#leave] come from one thread; the looks between
/// come from the cell's time.
final class Sampler implements AutoCloseable {
  /// What happened in one second of one phase, operations aside.
  static final class Second {
    final SortedMap<String, Long> writtenBytes = new TreeMap<>();
    long readBytes;
    long peakSpaceBytes;
    private double sumSpaceBytes;
    private long looks;
    long memoryBytes;
    long debtBytes;
    double stallMillis;
    double gcMillis;

    private void lookAtSpace(long bytes) {
      peakSpaceBytes = Math.max(peakSpaceBytes, bytes);
      sumSpaceBytes += bytes;
      looks++;
    }

    /// Mean over its looks.
    double meanSpaceBytes() {
      return sumSpaceBytes / Math.max(1, looks);
    }
  }

  /// A second of a phase.
  record Place(String phase, long second) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int bySecond = Long.compare(second, other.second);
      return bySecond != 0 ? bySecond : phase.compareTo(other.phase);
    }
  }

  /// A pause of the virtual machine, in seconds since the begin of the cell.
  record GcPause(String phase, double beginSeconds, double endSeconds) {}

  private static final long LOOK_NANOS = 100_000_000L;
  private static final double BORDER_SECONDS = 0.05;

  private final MeasuredTarget target;
  private final CellTime time;
  private final long startNanos;
  private final long startUptimeMillis = GcPauses.uptimeMillis();
  private final SortedMap<Place, Second> seconds = new TreeMap<>();
  private final List<GcPause> pauses = new ArrayList<>();
  private final CellTime.Repetition looks;
  private List<NodeSample> last = List.of();
  private double lastSeconds;
  private String phase = "";

  /// Starts with no phase; `startNanos` is when the cell began.
  Sampler(MeasuredTarget target, CellTime time, long startNanos) {
    this.target = target;
    this.time = time;
    this.startNanos = startNanos;
    this.looks = time.every(LOOK_NANOS, startNanos, () -> look(false));
  }

  /// Begins a phase and returns the counters at its begin, which are those at the end of the phase before: what happened
  /// between the two belongs to the later one.
  synchronized List<NodeSample> enter(String name) {
    phase = name;
    if (last.isEmpty()) {
      time.takeGcPauses();
      last = target.sample();
      lastSeconds = secondsNow();
    }
    return last;
  }

  /// Ends the phase and returns the counters at its end.
  synchronized List<NodeSample> leave() {
    look(true);
    phase = "";
    return last;
  }

  private synchronized void look(boolean isForced) {
    if (phase.isEmpty() || (!isForced && secondsNow() - lastSeconds < BORDER_SECONDS)) {
      return;
    }
    List<NodeSample> now = target.sample();
    Second row = seconds.computeIfAbsent(new Place(phase, (long) (lastSeconds + BORDER_SECONDS)), at -> new Second());
    long space = 0;
    long memory = 0;
    row.debtBytes = 0;
    for (int i = 0; i < now.size(); i++) {
      NodeSample to = now.get(i);
      NodeSample from = last.get(i);
      for (LedgerSnapshot.Row each : to.ledger().since(from.ledger()).rows()) {
        if (each.purpose() != IoPurpose.HARNESS) {
          if (each.issuedBytes() != 0) {
            row.writtenBytes.merge(each.purpose().name(), each.issuedBytes(), Long::sum);
          }
          row.readBytes += each.transferredBytes();
        }
      }
      space += allocated(to);
      memory += resident(to);
      row.debtBytes += to.metrics().debtBytes();
      row.stallMillis += (to.metrics().stalls().totalNanos() - from.metrics().stalls().totalNanos()) / 1e6;
    }
    row.lookAtSpace(space);
    row.memoryBytes = Math.max(row.memoryBytes, memory);
    for (GcPauses.Pause pause : time.takeGcPauses()) {
      row.gcMillis += pause.endMillis() - pause.beginMillis();
      pauses.add(new GcPause(phase, Math.max(0, (pause.beginMillis() - startUptimeMillis) / 1e3),
          Math.max(0, (pause.endMillis() - startUptimeMillis) / 1e3)));
    }
    last = now;
    lastSeconds = secondsNow();
  }

  /// Bytes allocated to the files of a node, removed but open ones included.
  static long allocated(NodeSample sample) {
    LedgerSnapshot.Space space = sample.ledger().space();
    return space.live().plus(space.pinned()).allocatedBytes();
  }

  /// Bytes that the engine of a node keeps in memory.
  static long resident(NodeSample sample) {
    return sample.metrics().memory().totalBytes();
  }

  private double secondsNow() {
    return (time.loop().nanos() - startNanos) / 1e9;
  }

  /// All seconds in order.
  synchronized SortedMap<Place, Second> seconds() {
    return seconds;
  }

  /// All pauses of the phases.
  synchronized List<GcPause> pauses() {
    return List.copyOf(pauses);
  }

  @Override
  public void close() {
    looks.close();
  }
}
