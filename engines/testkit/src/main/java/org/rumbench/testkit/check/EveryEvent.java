package org.rumbench.testkit.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.script.Operation;
import org.rumbench.testkit.script.Script;
import org.rumbench.testkit.script.ScriptRecipe;
import org.rumbench.testkit.script.ScriptText;
import org.rumbench.testkit.store.TestStore;

/// A piece of background work into which something comes, one event of the simulation later each time it is played again.
///
/// This takes the place of hooks in an engine: whatever lies between two events of a flush, a compaction, a merge or a
/// collection is met. Each play is a script, so a violation carries one. One thread.
public final class EveryEvent {
  private final Design design;
  private final Script before;
  private final Operation work;
  private final int totalEvents;

  /// `before` prepares the store; `work` is a [Operation.Flush] or [Operation.CompactAll].
  public EveryEvent(Design design, Script before, Operation work) {
    this.design = design;
    this.before = before;
    this.work = begun(work);
    this.totalEvents = count();
  }

  private static Operation begun(Operation work) {
    return switch (work) {
      case Operation.Flush _ -> new Operation.Flush(false);
      case Operation.CompactAll _ -> new Operation.CompactAll(false);
      default -> throw new IllegalArgumentException("the work is " + work + ": a flush or a full compaction");
    };
  }

  private int count() {
    TestStore store = new TestStore(design.with(before.options()), new SimRuntime(before.seed()));
    store.open();
    new ScriptRun(before, store).runOpen();
    JobHandle job = work instanceof Operation.Flush ? store.engine().flush() : store.engine().compactAll();
    int events = 0;
    while (!job.isDone()) {
      store.run(1);
      events++;
    }
    store.close();
    return events;
  }

  /// Events from the beginning of the work to its end.
  public int totalEvents() {
    return totalEvents;
  }

  /// Plays the text of operations that `interruption` gives for a number of events, after that number, from 0 to the end
  /// of the work, at most `plays` of them evenly apart. A [org.rumbench.testkit.Violation] carries the shortest script.
  public void play(int plays, IntFunction<String> interruption) {
    ModelCheck check = new ModelCheck(design, ScriptRecipe.MODEL);
    int stride = Math.max(1, (totalEvents + plays - 1) / plays);
    for (int events = 0; events <= totalEvents; events += stride) {
      List<Operation> operations = new ArrayList<>(before.operations());
      operations.add(work);
      operations.add(new Operation.Run(events));
      operations.addAll(ScriptText.parse(interruption.apply(events)).operations());
      check.run(before.withOperations(operations));
    }
  }
}
