package org.rumbench.lsm.compaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rumbench.engine.OptionCheck;

/// Universal compaction: sorted runs in order of age, of which only neighbours are merged, so that the order of age is
/// kept. All runs are in level 0.
///
/// Once `runTrigger` runs wait that no merge reads, the first of these that holds is done: all runs are merged when those above the
/// oldest reach `maxSpaceShare` of it; the first row of neighbours is merged in which each is at most `sizeRatio` larger
/// than all newer ones of the row together; if more than `maxRuns` wait, as many of the newest as it takes to have
/// `maxRuns` again. Narrow rows are what costs: with `minMergeWidth` 2 and `maxRuns` at the trigger, as RocksDB has them
/// unless told otherwise, flushes are merged in pairs as soon as older runs alone make up the trigger. For the same
/// reason a second merge beside a running one needs a row of `busyMergeWidth`, until more than `maxRuns` wait: what it
/// leaves alone can be merged in one go when the first has ended.
/// Source: RocksDB's `UniversalCompactionPicker`. Differs from it: outputs are cut, but no merge of parts of runs.
///
/// @param runTrigger     runs that make a merge due
/// @param maxRuns        runs above which the newest are merged whatever their sizes
/// @param sizeRatio      how much larger the next run may be, as a share
/// @param minMergeWidth  fewest runs merged by size
/// @param busyMergeWidth fewest runs merged by size while another merge runs
/// @param maxMergeWidth  most runs merged by size
/// @param maxSpaceShare  bytes of all runs but the oldest, as a share of the oldest, that make the merge of all due
/// @param tableBytes     length of output tables
public record UniversalPolicy(
    int runTrigger,
    int maxRuns,
    double sizeRatio,
    int minMergeWidth,
    int busyMergeWidth,
    int maxMergeWidth,
    double maxSpaceShare,
    long tableBytes)
    implements CompactionPolicy {
  /// Checks the ranges.
  public UniversalPolicy {
    OptionCheck.atLeast("runTrigger", runTrigger, 2);
    if (maxRuns < runTrigger) {
      throw new IllegalArgumentException("maxRuns is " + maxRuns + ", below runTrigger " + runTrigger);
    }
    OptionCheck.within("sizeRatio", sizeRatio, 0, 1_000);
    OptionCheck.atLeast("minMergeWidth", minMergeWidth, 2);
    OptionCheck.atLeast("busyMergeWidth", busyMergeWidth, 2);
    if (maxMergeWidth < minMergeWidth) {
      throw new IllegalArgumentException(
          "maxMergeWidth is " + maxMergeWidth + ", below minMergeWidth " + minMergeWidth);
    }
    OptionCheck.within("maxSpaceShare", maxSpaceShare, 0.01, 1_000);
    OptionCheck.atLeast("tableBytes", tableBytes, 1);
  }

  @Override
  public Optional<CompactionDecision> pick(TreeShape shape) {
    List<RunSummary> runs = shape.runs();
    long idle = runs.stream().filter(run -> !run.isBusy()).count();
    if (idle < runTrigger) {
      return Optional.empty();
    }
    boolean isBeside = shape.isAnyBusy() && idle <= maxRuns;
    int atLeast = isBeside ? Math.max(minMergeWidth, busyMergeWidth) : minMergeWidth;
    return bySpace(runs).or(() -> bySize(runs, sizeRatio, atLeast, maxMergeWidth, "runs of similar size"))
        .or(() -> byCount(runs));
  }

  private Optional<CompactionDecision> bySpace(List<RunSummary> runs) {
    boolean isDue = isSpaceDue(runs) && runs.stream().noneMatch(RunSummary::isBusy);
    return isDue ? Optional.of(decision(runs, "all runs but the oldest reach " + maxSpaceShare + " of it"))
        : Optional.empty();
  }

  private boolean isSpaceDue(List<RunSummary> runs) {
    long newer = runs.subList(0, runs.size() - 1).stream().mapToLong(RunSummary::bytes).sum();
    return newer >= maxSpaceShare * runs.getLast().bytes();
  }

  /// The first row, from the newest run on, of enough idle neighbours each at most `ratio` larger than those before it.
  private Optional<CompactionDecision> bySize(List<RunSummary> runs, double ratio, int atLeast, int width, String reason) {
    for (int first = 0; first < runs.size(); first++) {
      if (runs.get(first).isBusy()) {
        continue;
      }
      List<RunSummary> row = new ArrayList<>(List.of(runs.get(first)));
      double together = runs.get(first).bytes();
      for (RunSummary next : runs.subList(first + 1, runs.size())) {
        if (row.size() == width || next.isBusy() || together * (1 + ratio) < next.bytes()) {
          break;
        }
        row.add(next);
        together += next.bytes();
      }
      if (row.size() >= atLeast) {
        return Optional.of(decision(row, row.size() + " " + reason));
      }
    }
    return Optional.empty();
  }

  private Optional<CompactionDecision> byCount(List<RunSummary> runs) {
    int idle = (int) runs.stream().filter(run -> !run.isBusy()).count();
    return idle <= maxRuns
        ? Optional.empty()
        : bySize(runs, Double.MAX_VALUE, 2, idle - maxRuns + 1, "runs, because there are too many");
  }

  private CompactionDecision decision(List<RunSummary> runs, String reason) {
    List<TableSummary> inputs = runs.stream().flatMap(run -> run.tables().stream()).toList();
    return CompactionDecision.ofRuns(reason, tierInto(runs), inputs, tableBytes);
  }

  /// The tier by size: 1 when the largest input is of the smallest's size, one more for every `runTrigger` times as many
  /// bytes.
  private int tierInto(List<RunSummary> runs) {
    long smallest = runs.stream().mapToLong(RunSummary::bytes).min().orElse(1);
    long largest = runs.stream().mapToLong(RunSummary::bytes).max().orElse(1);
    double growth = Math.log((double) largest / Math.max(1, smallest)) / Math.log(runTrigger);
    return 1 + (int) Math.round(Math.max(0, growth));
  }

  @Override
  public Optional<CompactionDecision> full(TreeShape shape) {
    List<RunSummary> runs = shape.runs();
    boolean hasTombstones = shape.tables().stream().anyMatch(table -> table.tombstones() > 0);
    return runs.isEmpty() || (runs.size() == 1 && !hasTombstones)
        ? Optional.empty()
        : Optional.of(decision(runs, "everything was asked for"));
  }

  @Override
  public long debtBytes(TreeShape shape) {
    return pick(shape.asIdle()).map(CompactionDecision::inputBytes).orElse(0L);
  }

  @Override
  public List<TierSummary> tiers(TreeShape shape) {
    return TierSummary.ofRuns(shape);
  }
}
