package org.rumbench.lsm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rumbench.lsm.manifest.VersionEdit;
import org.rumbench.lsm.merge.MergeOutput;
import org.rumbench.lsm.merge.MergeRun;
import org.rumbench.lsm.table.Table;
import org.rumbench.lsm.table.TableMetadata;
import org.rumbench.lsm.table.TableOptions;
import org.rumbench.lsm.table.TableWriter;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Step;
import org.rumbench.storage.CorruptionException;

/// A flush or compaction as a job of slices: merge; sync outputs and names; wait for the manifest's turn; append and
/// sync the edit; install. Its whole state is its fields.
final class MergeJob implements Job {
  private enum Phase {
    BEGIN,
    MERGE,
    SYNC,
    TURN,
    MANIFEST,
    ENDED
  }

  private final LsmTree tree;
  private final MergePlan plan;
  private final ValueSeparation.Observer observer;
  private final Completion ended = new Completion();
  private final List<Table> opened = new ArrayList<>();
  private final TableOptions outputOptions;
  private Phase phase = Phase.BEGIN;
  private @Nullable MergeRun run;
  private @Nullable Completion awaited;
  private boolean hasTurn;
  private volatile boolean isAwaiting;
  private volatile @Nullable JobHandle handle;

  MergeJob(LsmTree tree, MergePlan plan) {
    this.tree = tree;
    this.plan = plan;
    this.outputOptions = FilterBudget.optionsFor(tree.options(), plan, tree.states().peek().tables());
    this.observer = tree.ports().separation().beginMerge(plan.outputLevel());
  }

  MergePlan plan() {
    return plan;
  }

  /// Done when it is installed or has failed for good; follow-up work is scheduled by then.
  Completion ended() {
    return ended;
  }

  void setHandle(JobHandle given) {
    handle = given;
  }

  @Nullable JobHandle handle() {
    return handle;
  }

  /// Whether a slice could run now: it is not waiting for a sync or for its turn.
  boolean isRunnable() {
    return !isAwaiting;
  }

  @Override
  public String name() {
    return plan.name();
  }

  @Override
  public Step step(long budgetBytes) {
    isAwaiting = false;
    try {
      tree.checkHealthy();
      Step next = advance(budgetBytes);
      isAwaiting = next instanceof Step.Awaits;
      return next;
    } catch (RuntimeException | Error failure) {
      giveUp(failure);
      throw failure;
    }
  }

  private Step advance(long budgetBytes) {
    Completion before = awaited;
    if (before != null) {
      awaited = null;
      before.throwIfFailed();
    }
    return switch (phase) {
      case BEGIN -> {
        run = plan.begin(this::nextOutput, observer);
        phase = run == null ? Phase.TURN : Phase.MERGE;
        yield Step.MORE;
      }
      case MERGE -> merge(budgetBytes);
      case SYNC -> openOutputs();
      case TURN -> takeTurn();
      case MANIFEST -> install();
      case ENDED -> Step.DONE;
    };
  }

  private TableWriter nextOutput() {
    return new TableWriter(
        tree.storage(), tree.numbers().take(), plan.purpose(), outputOptions, tree.codecs());
  }

  private MergeRun run() {
    MergeRun present = run;
    if (present == null) {
      throw new IllegalStateException("the merge has not begun");
    }
    return present;
  }

  private Step merge(long budgetBytes) {
    MergeRun present = run();
    if (present.step(budgetBytes)) {
      return Step.MORE;
    }
    long written = present.outputs().stream().mapToLong(output -> output.metadata().records()).sum();
    if (present.recordsIn() != plan.expectedRecords() || written != present.recordsIn() - present.recordsDropped()) {
      throw new CorruptionException(
          plan.name(), 0, plan.expectedRecords() + " records in, all but the dropped out",
          present.recordsIn() + " in, " + present.recordsDropped() + " dropped, " + written + " out");
    }
    phase = Phase.SYNC;
    List<Completion> owed = new ArrayList<>();
    for (MergeOutput output : present.outputs()) {
      owed.add(output.synced());
    }
    if (!owed.isEmpty()) {
      Completion names = new Completion();
      tree.storage().syncNames(names);
      owed.add(names);
    }
    Completion values = observer.beforeInstall();
    if (values != null) {
      owed.add(values);
    }
    return owed.isEmpty() ? Step.MORE : await(joined(owed));
  }

  private static Completion joined(List<Completion> parts) {
    Completion whole = new Completion();
    AllOf all = new AllOf(whole, parts.size());
    parts.forEach(all::add);
    return whole;
  }

  private Step await(Completion completion) {
    awaited = completion;
    return Step.awaits(completion);
  }

  private Step openOutputs() {
    for (MergeOutput output : run().outputs()) {
      opened.add(tree.openTable(output.file(), output.metadata(), plan.purpose()));
    }
    phase = Phase.TURN;
    return Step.MORE;
  }

  private Step takeTurn() {
    Completion before = tree.turn().take();
    if (before != null) {
      return Step.awaits(before);
    }
    hasTurn = true;
    VersionEdit edit = tree.newEdit();
    List<TableMetadata> outputs = opened.stream().map(Table::metadata).toList();
    plan.describe(edit, outputs);
    byte[] attached = observer.edit();
    if (attached != null) {
      edit.attach(attached);
    }
    Completion synced = new Completion();
    tree.manifest().append(edit);
    tree.manifest().sync(synced);
    phase = Phase.MANIFEST;
    return await(synced);
  }

  private Step install() {
    List<Table> outputs = List.copyOf(opened);
    // They are the tree's from here on, even if something fails after they were put in.
    opened.clear();
    plan.install(outputs);
    phase = Phase.ENDED;
    hasTurn = false;
    observer.installed();
    plan.end(true);
    tree.turn().end();
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
    observer.abandoned();
    plan.end(false);
    opened.forEach(Table::release);
    if (hasTurn) {
      tree.turn().end();
    }
    tree.background().onEnded(this, false);
    ended.fail(cause);
  }
}
