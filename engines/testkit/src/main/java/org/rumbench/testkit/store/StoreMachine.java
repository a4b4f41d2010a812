package org.rumbench.testkit.store;

import java.util.function.BooleanSupplier;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.RandomStream;
import org.rumbench.storage.Storage;
import org.rumbench.storage.fault.FaultPlan;

/// The machine that a [TestStore] lives on, one process life after the other over one disk: a simulated one, or this one.
/// One thread.
public interface StoreMachine {
  /// A process begins.
  Environment begin();

  /// The disk, as a process has it that has begun; `plan` is followed where calls can be made to fail.
  Storage storage(Environment life, FaultPlan plan);

  /// Goes on until `isDone`, which is asked between events. False when that never comes.
  boolean runUntil(BooleanSupplier isDone);

  /// Goes on until nothing is left to do; a machine that cannot know that goes on until `isDone`. Returns what `isDone`
  /// says then.
  boolean await(BooleanSupplier isDone);

  /// Whether processes can be killed and the power cut. Where not, a life ends in good order instead.
  boolean canCrash();

  /// The process has ended in good order, its storage closed.
  void end();

  /// The process dies.
  void kill();

  /// The machine loses its power.
  void powerCut(RandomStream random);
}
