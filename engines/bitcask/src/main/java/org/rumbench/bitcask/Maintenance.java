package org.rumbench.bitcask;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.Step;

/// The store's background work: hint files to write anew after an opening, then one merge at a time, and segments to
/// seal before it and in between, until the merge comes to its manifest. It is submitted as a job when there is
/// something to do and ends when there is nothing, so no two tasks ever write a manifest at once.
///
/// State is guarded by the store's lock, except the running tasks, which belong to the slice.
final class Maintenance {
  private final BitcaskStore store;
  private final ArrayDeque<Segment> toSeal = new ArrayDeque<>();
  private final ArrayDeque<Segment> toHint = new ArrayDeque<>();
  private boolean isRunning;
  private int slicesRunning;
  private Completion idle = Completion.done();
  private @Nullable Completion fullMerge;
  private volatile @Nullable JobHandle handle;
  private volatile boolean isReadyForSlice;
  private long flushes;
  private long merges;

  private @Nullable SealTask sealing;
  private @Nullable HintTask hinting;
  private @Nullable MergeTask merging;
  private @Nullable Completion fullMergeRunning;

  Maintenance(BitcaskStore store) {
    this.store = store;
  }

  /// A segment was rolled.
  void addSeal(Segment segment) {
    synchronized (store.lock) {
      toSeal.add(segment);
    }
    ensureRunning();
  }

  /// The store was opened with these segments; starts what is owed.
  void addHints(List<Segment> loaded) {
    synchronized (store.lock) {
      loaded.stream().filter(segment -> segment.needsHint).forEach(toHint::add);
    }
    ensureRunning();
  }

  /// Asks for a merge of all sealed segments, once those waiting are sealed; done when it has ended.
  Completion requestFullMerge() {
    Completion requested = new Completion();
    synchronized (store.lock) {
      Completion waiting = fullMerge;
      if (waiting == null) {
        fullMerge = requested;
      } else {
        requested = waiting;
      }
    }
    ensureRunning();
    return requested;
  }

  /// Done when the segment rolled last is sealed.
  Completion lastSeal() {
    synchronized (store.lock) {
      Segment last = null;
      for (Segment segment : store.segments()) {
        if (!segment.isSealed && segment.closedLengthBytes > 0) {
          last = segment;
        }
      }
      return last == null ? Completion.done() : last.sealed;
    }
  }

  /// Starts work that is owed; what it returns is done when nothing is.
  Completion ensureRunning() {
    synchronized (store.lock) {
      if (store.isClosed() || store.failure() != null) {
        return Completion.done();
      }
      if (isRunning) {
        return idle;
      }
      if (!hasWork()) {
        return Completion.done();
      }
      isRunning = true;
      idle = new Completion();
      isReadyForSlice = false;
    }
    handle = store.environment.scheduler().submit(new Slices(), Priority.BACKGROUND);
    return idle;
  }

  private boolean hasWork() {
    return !toSeal.isEmpty() || !toHint.isEmpty() || fullMerge != null || !store.planMerge().inputs().isEmpty();
  }

  /// Has a writer run one slice now, if one is ready to run.
  void payOneSlice() {
    JobHandle running = handle;
    if (running != null && isReadyForSlice && !running.isDone()) {
      boolean isDone = store.environment.scheduler().assist(running);
      if (isDone) {
        isReadyForSlice = false;
      }
    }
  }

  private final class Slices implements Job {
    @Override
    public String name() {
      return "bitcask maintenance";
    }

    @Override
    public Step step(long budgetBytes) {
      synchronized (store.lock) {
        if (store.isClosed()) {
          return Step.DONE;
        }
        slicesRunning++;
      }
      isReadyForSlice = false;
      try {
        Step step = run(budgetBytes);
        isReadyForSlice = step instanceof Step.More;
        return step;
      } catch (RuntimeException failure) {
        fail(failure);
        throw failure;
      } catch (Error failure) {
        fail(new IllegalStateException("background work broke off", failure));
        throw failure;
      } finally {
        synchronized (store.lock) {
          slicesRunning--;
        }
      }
    }
  }

  private Step run(long budgetBytes) {
    RuntimeException cause = store.failure();
    if (cause != null) {
      // After a failed sync another may succeed although bytes are gone: nothing may be listed as durable any more.
      throw cause;
    }
    MergeTask merge = merging;
    SealTask seal = sealing;
    if (seal == null && (merge == null || merge.isBeforeManifest())) {
      seal = nextSeal();
      sealing = seal;
    }
    if (seal != null) {
      Step step = seal.step(budgetBytes);
      if (step instanceof Step.Done) {
        sealing = null;
        store.stalls.refresh();
        return Step.MORE;
      }
      return step;
    }
    HintTask hint = merge == null ? nextHint() : null;
    if (hint != null) {
      Step step = hint.step(budgetBytes);
      if (step instanceof Step.Done) {
        hinting = null;
        return Step.MORE;
      }
      return step;
    }
    if (merge == null) {
      merge = nextMerge();
      merging = merge;
      return merge == null && endWhenIdle() ? Step.DONE : Step.MORE;
    }
    Step step = merge.step(budgetBytes);
    if (step instanceof Step.Done) {
      onMerged();
      return Step.MORE;
    }
    return step;
  }

  private void onMerged() {
    merging = null;
    Completion full = fullMergeRunning;
    fullMergeRunning = null;
    store.stalls.refresh();
    if (full != null) {
      full.complete();
    }
  }

  private @Nullable SealTask nextSeal() {
    synchronized (store.lock) {
      Segment waiting = toSeal.poll();
      return waiting == null ? null : new SealTask(store, waiting);
    }
  }

  /// The hint file that is being written, or the next; no merge takes its segment away meanwhile.
  private @Nullable HintTask nextHint() {
    HintTask present = hinting;
    if (present == null) {
      Segment waiting;
      synchronized (store.lock) {
        waiting = toHint.poll();
      }
      present = waiting == null ? null : new HintTask(store, waiting);
      hinting = present;
    }
    return present;
  }

  private @Nullable MergeTask nextMerge() {
    synchronized (store.lock) {
      Completion full = fullMerge;
      if (full != null) {
        fullMerge = null;
        fullMergeRunning = full;
        return new MergeTask(store, sealedSegments(), false);
      }
      List<Integer> ids = store.planMerge().inputs();
      if (!ids.isEmpty()) {
        List<Segment> inputs = sealedSegments();
        inputs.removeIf(segment -> !ids.contains(segment.id));
        return new MergeTask(store, inputs, false);
      }
      return null;
    }
  }

  /// Ends the job unless more to do has come meanwhile, and tells whoever waited for that.
  private boolean endWhenIdle() {
    Completion finished;
    synchronized (store.lock) {
      if (hasWork()) {
        return false;
      }
      isRunning = false;
      finished = idle;
    }
    finished.complete();
    return true;
  }

  private List<Segment> sealedSegments() {
    List<Segment> sealed = new ArrayList<>();
    for (Segment segment : store.segments()) {
      if (segment.isSealed) {
        sealed.add(segment);
      }
    }
    return sealed;
  }

  private void fail(RuntimeException failure) {
    store.poison(failure);
    endAll(failure);
  }

  private void endAll(RuntimeException failure) {
    SealTask seal = sealing;
    sealing = null;
    if (seal != null) {
      seal.abandon();
    }
    HintTask hint = hinting;
    hinting = null;
    if (hint != null) {
      hint.abandon();
    }
    MergeTask merge = merging;
    merging = null;
    if (merge != null) {
      merge.abandon();
    }
    List<Completion> waiting = new ArrayList<>();
    synchronized (store.lock) {
      if (isRunning) {
        waiting.add(idle);
      }
      isRunning = false;
      if (fullMerge != null) {
        waiting.add(fullMerge);
        fullMerge = null;
      }
      if (fullMergeRunning != null) {
        waiting.add(fullMergeRunning);
        fullMergeRunning = null;
      }
      for (Segment segment : store.segments()) {
        if (!segment.isSealed && segment.closedLengthBytes > 0 && !segment.sealed.isDone()) {
          waiting.add(segment.sealed);
        }
      }
      toSeal.clear();
      toHint.clear();
    }
    waiting.forEach(completion -> completion.fail(failure));
  }

  /// Ends the job after the slice in flight; `close` of the store follows. The store is marked closed already.
  void close() {
    JobHandle running = handle;
    if (running != null && !running.isDone()) {
      running.cancel();
      while (isInSlice()) {
        store.environment.scheduler().runOrJoin(running);
      }
    }
    endAll(new IllegalStateException("the engine was closed"));
  }

  private boolean isInSlice() {
    synchronized (store.lock) {
      return slicesRunning > 0;
    }
  }

  /// Counts a sealed segment. Under the lock.
  void countFlush() {
    flushes++;
  }

  void countMerge() {
    synchronized (store.lock) {
      merges++;
    }
  }

  /// Under the lock.
  long flushes() {
    return flushes;
  }

  /// Under the lock.
  long merges() {
    return merges;
  }

  /// Under the lock.
  int running() {
    return isRunning ? 1 : 0;
  }
}
