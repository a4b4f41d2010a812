package org.rumbench.workload.system;

import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.ManyToOneConcurrentLinkedQueue;
import org.rumbench.workload.Driver;
import org.rumbench.workload.DriverLoop;
import org.rumbench.workload.Phase;
import org.rumbench.workload.PhaseListener;

/// A driver's loop on the thread that calls [#runUntil], with alarms to the microsecond.
///
/// Until shortly before an alarm the thread parks, then it spins: parking alone comes 50 µs late and more, spinning
/// alone takes a core from the store under test. Also an [Executor], so that it can be the loop of an environment.
public final class PreciseLoop implements DriverLoop, Executor {
  /// How long it spins before an alarm unless told otherwise.
  public static final long DEFAULT_SPIN_NANOS = 50_000;

  private static final long MAX_PARK_NANOS = 10_000_000;

  private final long spinNanos;
  private final ManyToOneConcurrentLinkedQueue<Runnable> tasks = new ManyToOneConcurrentLinkedQueue<>();
  private volatile boolean isParked;
  private volatile Thread owner = Thread.currentThread();
  private long[] alarmNanos = new long[8];
  private Runnable[] alarmTasks = new Runnable[8];
  private int alarms;

  /// Spins for [#DEFAULT_SPIN_NANOS] before an alarm.
  public PreciseLoop() {
    this(DEFAULT_SPIN_NANOS);
  }

  /// Spins for `spinNanos` before an alarm; zero never spins.
  public PreciseLoop(long spinNanos) {
    if (spinNanos < 0) {
      throw new IllegalArgumentException("spin of " + spinNanos + " ns");
    }
    this.spinNanos = spinNanos;
  }

  /// How long it spins before an alarm; recorded with results.
  public long spinNanos() {
    return spinNanos;
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public void execute(Runnable task) {
    tasks.offer(task);
    if (isParked) {
      LockSupport.unpark(owner);
    }
  }

  @Override
  public void wakeAt(long atNanos, Runnable task) {
    if (alarms == alarmNanos.length) {
      alarmNanos = Arrays.copyOf(alarmNanos, alarms * 2);
      alarmTasks = Arrays.copyOf(alarmTasks, alarms * 2);
    }
    alarmNanos[alarms] = atNanos;
    alarmTasks[alarms] = task;
    alarms++;
  }

  /// Runs a phase of `driver`, whose loop this is, to its end; throws what broke the driver, if anything did.
  public void run(Driver driver, Phase phase, PhaseListener listener) {
    var ended = driver.start(phase, listener);
    runUntil(ended::isDone);
    ended.throwIfFailed();
  }

  /// Runs tasks and alarms on the calling thread until `isEnough`, which is asked after each turn and at least every
  /// 10 ms.
  public void runUntil(BooleanSupplier isEnough) {
    owner = Thread.currentThread();
    while (!isEnough.getAsBoolean()) {
      boolean hasWorked = runTasks();
      if (!runDueAlarms() && !hasWorked) {
        rest();
      }
    }
  }

  /// Runs those that are there now; tasks that they add wait for the next turn, so that alarms are not late.
  private boolean runTasks() {
    int count = tasks.size();
    for (int i = 0; i < count; i++) {
      Runnable task = tasks.poll();
      if (task == null) {
        return i > 0;
      }
      task.run();
    }
    return count > 0;
  }

  private boolean runDueAlarms() {
    boolean hasRun = false;
    int due = earliestAlarm();
    while (due >= 0 && alarmNanos[due] - nanos() <= 0) {
      Runnable task = alarmTasks[due];
      alarms--;
      alarmNanos[due] = alarmNanos[alarms];
      alarmTasks[due] = alarmTasks[alarms];
      task.run();
      hasRun = true;
      due = earliestAlarm();
    }
    return hasRun;
  }

  /// A driver sets one or two alarms at a time: a walk beats a heap.
  private int earliestAlarm() {
    int earliest = -1;
    for (int i = 0; i < alarms; i++) {
      if (earliest < 0 || alarmNanos[i] - alarmNanos[earliest] < 0) {
        earliest = i;
      }
    }
    return earliest;
  }

  private void rest() {
    int next = earliestAlarm();
    long waitNanos = next < 0 ? MAX_PARK_NANOS : Math.min(MAX_PARK_NANOS, alarmNanos[next] - nanos() - spinNanos);
    if (waitNanos <= 0) {
      Thread.onSpinWait();
      return;
    }
    isParked = true;
    if (tasks.isEmpty()) {
      LockSupport.parkNanos(this, waitNanos);
    }
    isParked = false;
  }
}
