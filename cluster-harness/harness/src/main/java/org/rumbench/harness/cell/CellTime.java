package org.rumbench.harness.cell;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;
import org.rumbench.harness.machine.GcPauses;
import org.rumbench.runtime.Completion;
import org.rumbench.workload.DriverLoop;

/// The time in which a cell runs, and what the machine does to it meanwhile: the wall's, where threads work while the
/// steering thread waits, or a simulation's, where waiting is what makes everything happen.
///
/// One owner, the thread that steers the cell; only [#fromOutside] is for others.
interface CellTime extends AutoCloseable {
  /// Something done again and again until it is closed.
  interface Repetition extends AutoCloseable {
    @Override
    void close();
  }

  /// The driver's loop, whose clock is the cell's.
  DriverLoop loop();

  /// Milliseconds for the stamps of records: since 1970, or since a simulation began.
  long stampMillis();

  /// Lets the cell go on until `isEnough`, which is asked often.
  void runUntil(BooleanSupplier isEnough);

  /// Lets the cell go on until there is an outcome, and throws the failure if it is one.
  default void await(Completion completion) {
    runUntil(completion::isDone);
    completion.throwIfFailed();
  }

  /// Runs `task`, soon, where the driver may be called. Any thread.
  void fromOutside(Runnable task);

  /// Runs `look` at each whole multiple of `periodNanos` since `startNanos` of the loop's clock, on any thread.
  Repetition every(long periodNanos, long startNanos, Runnable look);

  /// Pauses of the virtual machine since the last call, in milliseconds since it started; in a simulation they last no
  /// time, and there are none.
  List<GcPauses.Pause> takeGcPauses();

  /// By how much an idle timer was late since the last call; empty in a simulation.
  Histogram takeHiccups();

  @Override
  void close();
}
