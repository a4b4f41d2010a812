package org.rumbench.testkit.script;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Makes a failing script short: leaves out ever smaller parts of it, then single edits, then bytes of values, as long as
/// it still fails (delta debugging after Zeller and Hildebrandt, 2002).
public final class Shrinker {
  private final Predicate<Script> fails;
  private int trialsLeft;

  /// A shrinker that asks `fails` at most `trials` times.
  public Shrinker(Predicate<Script> fails, int trials) {
    this.fails = fails;
    this.trialsLeft = trials;
  }

  /// The shortest failing script found; `failing` itself when nothing can go.
  public Script shrink(Script failing) {
    Script before;
    Script best = failing;
    do {
      before = best;
      best = withoutParts(best);
      best = withoutEdits(best);
      best = withShortValues(best);
    } while (trialsLeft > 0 && !best.equals(before));
    return best;
  }

  private boolean stillFails(Script script) {
    return trialsLeft-- > 0 && fails.test(script);
  }

  private Script withoutParts(Script failing) {
    Script best = failing;
    for (int part = Math.max(1, best.operations().size() / 2); part >= 1; part /= 2) {
      for (int end = best.operations().size(); end > 0 && trialsLeft > 0; end -= part) {
        List<Operation> left = new ArrayList<>(best.operations());
        left.subList(Math.max(0, end - part), Math.min(end, left.size())).clear();
        Script trial = best.withOperations(left);
        if (stillFails(trial)) {
          best = trial;
        }
      }
    }
    return best;
  }

  private Script withoutEdits(Script failing) {
    Script best = failing;
    for (int i = 0; i < best.operations().size(); i++) {
      for (int e = 0; best.operations().get(i) instanceof Operation.Write write && e < write.edits().size(); e++) {
        List<Edit> left = new ArrayList<>(write.edits());
        left.remove(e);
        if (left.isEmpty() || trialsLeft <= 0) {
          break;
        }
        Script trial = replacing(best, i, new Operation.Write(left, write.durability(), write.isAwaited()));
        if (stillFails(trial)) {
          best = trial;
          e--;
        }
      }
    }
    return best;
  }

  private Script withShortValues(Script failing) {
    Script best = failing;
    for (int i = 0; i < best.operations().size() && trialsLeft > 0; i++) {
      if (best.operations().get(i) instanceof Operation.Write write) {
        List<Edit> shorter = new ArrayList<>();
        for (Edit edit : write.edits()) {
          shorter.add(edit instanceof Edit.Put put
              ? new Edit.Put(put.key(), put.version(), put.valueBytes() / 4, put.expiryMillis())
              : edit);
        }
        Script trial = replacing(best, i, new Operation.Write(shorter, write.durability(), write.isAwaited()));
        if (!trial.equals(best) && stillFails(trial)) {
          best = trial;
        }
      }
    }
    return best;
  }

  private static Script replacing(Script script, int index, Operation operation) {
    List<Operation> operations = new ArrayList<>(script.operations());
    operations.set(index, operation);
    return script.withOperations(operations);
  }
}
