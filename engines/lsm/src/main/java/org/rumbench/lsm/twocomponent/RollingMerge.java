package org.rumbench.lsm.twocomponent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.EngineEvent;
import org.rumbench.lsm.AllOf;
import org.rumbench.lsm.manifest.VersionEdit;
import org.rumbench.lsm.merge.MergeWalk;
import org.rumbench.lsm.merge.OutsideSources;
import org.rumbench.lsm.merge.Retention;
import org.rumbench.lsm.record.KeyBytes;
import org.rumbench.lsm.record.RangeTombstone;
import org.rumbench.lsm.record.RangeTombstones;
import org.rumbench.lsm.record.RecordSource;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Step;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;

/// The rolling merge of one sealed memory tree into C1, as a job of slices: a cursor moves over the keys; at each stop
/// the memory subtree there is merged with its disk subtree, synced, named in the manifest in the place of both, and
/// published. Without a memory tree it rewrites every subtree, for what may be purged.
///
/// T1: the memory tree takes no write any more. T2: until the edit is durable both subtrees stay as they are. T3: one
/// edit, and one change of [Components], replaces them. T4: what is merged was durable in the log before, because a
/// power cut between two subtrees must not keep a later write and lose an earlier one; during recovery, which reads
/// logs that nobody synced, all subtrees of the memory tree are therefore published in one step instead.
///
/// Source: O'Neil, Cheng, Gawlick, O'Neil, *The Log-Structured Merge-Tree*, Acta Informatica 1996; Petrov, *Database
/// Internals*, 2019, chapter 7.
final class RollingMerge implements Job {
  private static final int READ_AHEAD_BYTES = 256 * 1024;
  private static final IoPurpose PURPOSE = IoPurpose.compactionInto(1);

  private enum Phase {
    BEGIN,
    CHOOSE,
    MEASURE,
    MERGE,
    OPEN,
    EDIT,
    INSTALL,
    ENDED
  }

  private final TwoComponentEngine tree;
  private final @Nullable MemoryTree memory;
  private final boolean isOneStep;
  private final Completion ended = new Completion();
  private final List<Subtree> inputs = new ArrayList<>();
  private final List<Subtree> outputs = new ArrayList<>();
  private Phase phase = Phase.BEGIN;
  private @Nullable Completion awaited;
  private volatile boolean isAwaiting;
  private volatile @Nullable JobHandle handle;
  private long outputBytes;

  // The present stop of the cursor.
  private @Nullable KeyBytes from;
  private @Nullable KeyBytes to;
  private boolean isLast;
  private Subtree[] replaced = new Subtree[0];
  private @Nullable RangeWalk measuring;
  private long memoryBytes;
  private long memoryRecords;
  private @Nullable Components pinned;
  private @Nullable RangeWalk memoryWalk;
  private @Nullable DiskWalk diskWalk;
  private @Nullable SubtreeMerge merge;

  /// The merge of `memory`, the oldest sealed tree; null: the rewriting of every subtree.
  RollingMerge(TwoComponentEngine tree, @Nullable MemoryTree memory) {
    this.tree = tree;
    this.memory = memory;
    this.isOneStep = !tree.isOpen();
    if (memory != null) {
      memory.memtable().retain();
    }
  }

  /// Done when all of it is published or it has failed for good; follow-up work is scheduled by then.
  Completion ended() {
    return ended;
  }

  boolean isSweep() {
    return memory == null;
  }

  void setHandle(JobHandle given) {
    handle = given;
  }

  @Nullable JobHandle handle() {
    return handle;
  }

  /// Whether a slice could run now: it is not waiting for a sync.
  boolean isRunnable() {
    return !isAwaiting;
  }

  @Override
  public String name() {
    return memory == null ? "rewriting of the disk tree" : "rolling merge of a memory tree";
  }

  @Override
  public Step step(long budgetBytes) {
    isAwaiting = false;
    try {
      tree.checkHealthy();
      Completion before = awaited;
      if (before != null) {
        awaited = null;
        before.throwIfFailed();
      }
      Step next = advance(budgetBytes);
      isAwaiting = next instanceof Step.Awaits;
      return next;
    } catch (RuntimeException | Error failure) {
      giveUp(failure);
      throw failure;
    }
  }

  private Step advance(long budgetBytes) {
    return switch (phase) {
      case BEGIN -> begin();
      case CHOOSE -> choose();
      case MEASURE -> measure(budgetBytes);
      case MERGE -> merge(budgetBytes);
      case OPEN -> open();
      case EDIT -> edit();
      case INSTALL -> install();
      case ENDED -> Step.DONE;
    };
  }

  private Step go(Phase next) {
    phase = next;
    return Step.MORE;
  }

  private Step await(Completion completion, Phase next) {
    awaited = completion;
    phase = next;
    return Step.awaits(completion);
  }

  private static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("the merge is out of order");
    }
    return value;
  }

  private Step begin() {
    MemoryTree present = memory;
    if (present == null) {
      return go(Phase.CHOOSE);
    }
    tree.memoryIs(EngineEvent.ComponentState.FLUSHING, present);
    tree.emit(new EngineEvent.FlushBegan(tree.nowNanos(), present.memtable().dataBytes()));
    if (isOneStep) {
      return go(Phase.CHOOSE);
    }
    Completion logged = new Completion();
    tree.groupSync().await(failure -> {
      if (failure == null) {
        logged.complete();
      } else {
        logged.fail(failure);
      }
    });
    return await(logged, Phase.CHOOSE);
  }

  /// Moves the cursor to the next subtree that memory has something for, and takes small neighbours behind it along: as
  /// a B-tree merges nodes that are not half full.
  private Step choose() {
    DiskTree disk = tree.states().peek().disk();
    Subtree[] all = disk.subtrees();
    int first = firstToMerge(disk);
    if (first < 0) {
      isLast = true;
      return go(Phase.EDIT);
    }
    int end = first;
    long bytes = 0;
    while (end < all.length
        && (end == first || bytes + all[end].metadata().leafBytes() <= tree.options().subtreeBytes() / 4 * 3)) {
      bytes += all[end++].metadata().leafBytes();
    }
    replaced = Arrays.copyOfRange(all, Math.min(first, all.length), end);
    to = disk.firstKeyOf(end);
    memoryBytes = 0;
    memoryRecords = 0;
    MemoryTree present = memory;
    isLast = present == null ? to == null : !hasMoreFrom(present, to);
    measuring = present == null ? null : new RangeWalk(present.memtable().walk(), from, to);
    return go(Phase.MEASURE);
  }

  private static boolean hasMoreFrom(MemoryTree present, @Nullable KeyBytes key) {
    return key != null && firstFrom(present, key) != null;
  }

  /// The first key at or behind `start` (null: any) that memory has a record for or deletes in a range; null for none.
  private static @Nullable KeyBytes firstFrom(MemoryTree present, @Nullable KeyBytes start) {
    KeyBytes covered = present.memtable().rangeTombstones().firstCovered(start);
    RecordSource walk = present.memtable().walk();
    boolean hasRecord = start == null ? walk.next() : walk.seek(start.asBuffer(), 0, start.length());
    if (!hasRecord) {
      return covered;
    }
    boolean isCoveredFirst =
        covered != null && covered.compareTo(walk.keyBuffer(), walk.keyOffset(), walk.keyLength()) < 0;
    return isCoveredFirst ? covered : KeyBytes.copyOf(walk.keyBuffer(), walk.keyOffset(), walk.keyLength());
  }

  /// Index of the subtree to begin with; -1 when there is nothing left to merge.
  private int firstToMerge(DiskTree disk) {
    KeyBytes start = from;
    MemoryTree present = memory;
    if (present == null) {
      boolean isAtEnd = isLast || disk.subtrees().length == 0;
      return isAtEnd ? -1 : start == null ? 0 : disk.responsibleFor(start.asBuffer(), 0, start.length());
    }
    KeyBytes next = firstFrom(present, start);
    return next == null ? -1 : disk.responsibleFor(next.asBuffer(), 0, next.length());
  }

  /// How much of memory there is, so that outputs come out even.
  private Step measure(long budgetBytes) {
    RangeWalk walk = measuring;
    long passed = 0;
    while (walk != null && passed < budgetBytes) {
      if (!walk.next()) {
        walk = null;
        break;
      }
      long bytes = SubtreeDescriptor.LEAF_KEY_OFFSET + Integer.BYTES + (long) walk.keyLength() + walk.valueLength();
      passed += bytes;
      memoryBytes += bytes;
      memoryRecords++;
    }
    measuring = walk;
    if (walk != null) {
      return Step.MORE;
    }
    beginMerge();
    return go(Phase.MERGE);
  }

  private void beginMerge() {
    // The fence first, then the state: a write below the fence has been applied to a memory tree seen here.
    long purgeVersion = tree.purgeVersion();
    Components state = tree.states().acquire();
    pinned = state;
    RangeTombstones ranges = rangesOfStop();
    Retention retention =
        new Retention(
            tree.snapshots().sequences(), purgeVersion, tree.earliestReadMillis(), ranges,
            new Elsewhere(state.minMemoryVersion(memory)));
    List<RecordSource> sources = new ArrayList<>();
    MemoryTree present = memory;
    if (present != null) {
      RangeWalk walk = new RangeWalk(present.memtable().walk(), from, to);
      memoryWalk = walk;
      sources.add(walk);
    }
    DiskWalk walk = new DiskWalk(replaced, PURPOSE, READ_AHEAD_BYTES);
    diskWalk = walk;
    sources.add(walk);
    long diskBytes = 0;
    for (Subtree subtree : replaced) {
      diskBytes += subtree.metadata().leafBytes();
      tree.subtreeIs(EngineEvent.ComponentState.COMPACTING, subtree.metadata());
      subtree.file().adviseSequential();
    }
    long wanted = tree.options().subtreeBytes();
    long total = diskBytes + memoryBytes;
    int count = Math.toIntExact(Math.max(1, (total + wanted / 2) / wanted));
    merge =
        new SubtreeMerge(
            new MergeWalk(sources), retention, ranges, count, (total + count - 1) / count, this::nextOutput);
    tree.emit(new EngineEvent.CompactionBegan(tree.nowNanos(), 0, 1, total));
  }

  /// The range deletions of memory over the keys of this stop, and those of its disk subtrees. All are as durable as
  /// what they hide.
  private RangeTombstones rangesOfStop() {
    MemoryTree present = memory;
    RangeTombstones ranges =
        present == null ? RangeTombstones.NONE : present.memtable().rangeTombstones().within(from, to);
    for (Subtree subtree : replaced) {
      ranges = ranges.with(subtree.metadata().ranges());
    }
    return ranges;
  }

  private SubtreeWriter nextOutput() {
    return new SubtreeWriter(tree.storage(), tree.numbers().take(), tree.options().pageBytes(), PURPOSE);
  }

  /// The lowest version in memory outside the merge, for any key: the rest of C1 has none of its keys.
  ///
  /// @param minVersion that version
  private record Elsewhere(long minVersion) implements OutsideSources {
    @Override
    public long minVersionOf(DirectBuffer key, int offset, int length) {
      return minVersion;
    }

    @Override
    public long minVersionIn(RangeTombstone range) {
      return minVersion;
    }
  }

  private Step merge(long budgetBytes) {
    SubtreeMerge present = present(merge);
    if (present.step(budgetBytes)) {
      return Step.MORE;
    }
    checkCounts(present);
    if (present.outputs().isEmpty()) {
      return go(Phase.OPEN);
    }
    Completion durable = new Completion();
    AllOf all = new AllOf(durable, present.outputs().size() + 1);
    present.outputs().forEach(output -> all.add(output.synced()));
    tree.storage().syncNames(all.part());
    return await(durable, Phase.OPEN);
  }

  private void checkCounts(SubtreeMerge present) {
    long onDisk = Arrays.stream(replaced).mapToLong(subtree -> subtree.metadata().records()).sum();
    RangeWalk walk = memoryWalk;
    long inMemory = walk == null ? 0 : walk.passed();
    long written = present.outputs().stream().mapToLong(output -> output.metadata().records()).sum();
    if (present(diskWalk).passed() != onDisk
        || inMemory != memoryRecords
        || present.recordsIn() != onDisk + inMemory
        || written != present.recordsIn() - present.recordsDropped()) {
      throw new CorruptionException(
          name(), 0, onDisk + " records from disk and " + memoryRecords + " from memory in, all but the dropped out",
          present.recordsIn() + " in, " + present.recordsDropped() + " dropped, " + written + " out");
    }
  }

  /// The new subtree is durable, but nobody knows it.
  private Step open() {
    long inputBytes = memoryBytes;
    for (Subtree subtree : replaced) {
      inputBytes += subtree.metadata().leafBytes();
      inputs.add(subtree);
    }
    long written = 0;
    for (SubtreeMerge.Output output : present(merge).outputs()) {
      outputs.add(tree.openSubtree(output.file(), output.metadata(), PURPOSE));
      written += output.metadata().fileBytes();
    }
    outputBytes += written;
    endStop();
    tree.emit(new EngineEvent.CompactionEnded(tree.nowNanos(), 0, 1, inputBytes, written));
    if (isOneStep && !isLast) {
      from = to;
      return go(Phase.CHOOSE);
    }
    return go(Phase.EDIT);
  }

  private void endStop() {
    DiskWalk walk = diskWalk;
    if (walk != null) {
      diskWalk = null;
      walk.close();
    }
    Components state = pinned;
    if (state != null) {
      pinned = null;
      state.close();
    }
    memoryWalk = null;
    merge = null;
    replaced = new Subtree[0];
  }

  private Step edit() {
    TreeEdit root = new TreeEdit();
    inputs.forEach(subtree -> root.remove(subtree.metadata().number()));
    outputs.forEach(subtree -> root.add(subtree.metadata()));
    VersionEdit edit = tree.newEdit();
    MemoryTree present = memory;
    KeyBytes end = to;
    if (present != null && isLast) {
      edit.replayFrom(present.nextPosition(), present.lastSequence());
    } else if (present != null && end != null) {
      root.mergedBelow(present.lastSequence(), end);
    }
    edit.attach(root.toArray());
    Completion synced = new Completion();
    tree.manifest().append(edit);
    tree.manifest().sync(synced);
    return await(synced, Phase.INSTALL);
  }

  private Step install() {
    List<Subtree> published = List.copyOf(outputs);
    // They are the tree's from here on, even if something fails after they were put in.
    outputs.clear();
    tree.states().publish(inputs, published, memory, isLast, to);
    published.forEach(output -> tree.subtreeIs(EngineEvent.ComponentState.FLUSHED, output.metadata()));
    inputs.forEach(input -> tree.subtreeIs(EngineEvent.ComponentState.OBSOLETE, input.metadata()));
    inputs.clear();
    from = to;
    if (!isLast) {
      return go(Phase.CHOOSE);
    }
    MemoryTree present = memory;
    if (present != null) {
      tree.commitLog().release(present.nextPosition());
    }
    phase = Phase.ENDED;
    if (present != null) {
      present.memtable().release();
      tree.memoryIs(EngineEvent.ComponentState.OBSOLETE, present);
      tree.emit(new EngineEvent.FlushEnded(tree.nowNanos(), outputBytes));
      present.merged().complete();
    }
    tree.background().onEnded(this, true);
    ended.complete();
    return Step.DONE;
  }

  private void giveUp(Throwable failure) {
    if (phase == Phase.ENDED) {
      return;
    }
    phase = Phase.ENDED;
    RuntimeException cause =
        failure instanceof RuntimeException exception ? exception : new IllegalStateException(failure);
    tree.fail(cause);
    endStop();
    outputs.forEach(Subtree::release);
    MemoryTree present = memory;
    if (present != null) {
      present.memtable().release();
    }
    tree.background().onEnded(this, false);
    ended.fail(cause);
  }
}
