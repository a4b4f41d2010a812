package org.rumbench.runtime.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Entropy;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.Timer;

/// A simulated machine room on one thread: owners with loops and workers, in virtual time that starts at 0.
///
/// What is ready at the same time runs in an order drawn from the seed; tasks of one loop keep their order. A task or
/// slice runs at once but lasts as long as it [#charge]s: its owner's loop or worker is busy until then, and what it
/// schedules, completes or sends leaves at its end. Everything that runs is fed into the [#trace], so two runs of one
/// seed have equal hashes, and a difference means that something asked the machine instead of its environment.
///
/// A failure of a loop's task is thrown out of the `run…` call; a failure of a slice is its handle's, except an [Error],
/// which is thrown. One thread only. To replay a run, make it again from its seed and options.
public final class SimRuntime {
  private static final long LONGEST_WAIT_NANOS = 3_600_000_000_000L;

  private final SimOptions options;
  private final Entropy entropy;
  private final RandomStream ties;
  private final RandomStream budgets;
  private final RandomStream orders;
  private final TraceHash trace = new TraceHash();
  private final PriorityQueue<SimWake> wakes = new PriorityQueue<>();
  private final Map<String, SimProcess> living = new TreeMap<>();
  private final Map<String, Long> lives = new TreeMap<>();
  private final SimLoop world = new SimLoop(this, null);
  private final List<Emission> outbox = new ArrayList<>();
  private long nowNanos;
  private long chargedNanos;
  private long sequences;
  private boolean isInside;
  private @Nullable SimProcess inside;

  /// What a task sends, kept until its end: an event for a loop or a claim of a job on its workers.
  private sealed interface Emission {
    record ToLoop(SimLoop loop, SimEvent event, long delayNanos, boolean isFromEnd) implements Emission {}

    record ToWorkers(SimJob job, long moves, long earliestNanos) implements Emission {}
  }

  /// A simulation with [SimOptions#DEFAULT].
  public SimRuntime(long seed) {
    this(seed, SimOptions.DEFAULT);
  }

  /// A simulation; `seed` and `options` decide everything that happens in it.
  public SimRuntime(long seed, SimOptions options) {
    this.options = options;
    this.entropy = Entropy.of(seed);
    Entropy own = entropy.child("simulation");
    this.ties = own.stream("ties");
    this.budgets = own.stream("budgets");
    this.orders = own.stream("orders");
  }

  /// The environment of an owner, such as `node-3`; the same one until [#kill]. A part with a loop of its own that dies
  /// with its owner is named `owner/part`.
  public Environment environment(String owner) {
    SimProcess process = living.get(owner);
    if (process == null) {
      long life = lives.merge(owner, 1L, Long::sum);
      Entropy own = life == 1 ? entropy.child(owner) : entropy.child(owner).child("life-" + life);
      process = new SimProcess(this, owner, life, own);
      living.put(owner, process);
    }
    return process.environment();
  }

  /// Cuts the power of an owner and of its parts: their pending tasks, timers and jobs vanish, and so does what they had
  /// not sent yet. Their handles and completions never get an outcome. [#environment] begins a new life.
  public void kill(String owner) {
    trace.add("kill");
    trace.add(owner);
    living.entrySet().removeIf(entry -> {
      boolean isHit = entry.getKey().equals(owner) || entry.getKey().startsWith(owner + "/");
      if (isHit) {
        entry.getValue().end(nanos());
      }
      return isHit;
    });
  }

  /// Whether the owner has an environment and its power is on.
  public boolean isAlive(String owner) {
    return living.containsKey(owner);
  }

  /// Sets how an owner's wall clock differs from the simulation's: by an offset, and by parts per million of the time
  /// that has passed. The monotonic clock is everybody's.
  public void setWallClock(String owner, long offsetMillis, long driftPartsPerMillion) {
    process(owner).setWallClock(offsetMillis, driftPartsPerMillion);
  }

  private SimProcess process(String owner) {
    SimProcess process = living.get(owner);
    if (process == null) {
      throw new IllegalArgumentException("no living owner " + owner);
    }
    return process;
  }

  /// The seed's entropy, for parts of the simulator; take a child named after the part.
  public Entropy entropy() {
    return entropy;
  }

  /// Virtual time: inside a task, its start and what it has charged so far.
  public long nanos() {
    return nowNanos + chargedNanos;
  }

  /// Makes the running task or slice last `nanos` longer; outside any, lets that time pass.
  public void charge(long nanos) {
    if (nanos < 0) {
      throw new IllegalArgumentException("charge of " + nanos + " ns is below 0");
    }
    if (isInside) {
      chargedNanos += nanos;
    } else {
      nowNanos += nanos;
    }
  }

  /// Runs `task` on the loop of `owner`, `delayNanos` after the end of the current task: how a message travels. It is
  /// lost when that life of the owner ends, or when the sender's ends before its task does. Refused with
  /// [IllegalArgumentException] when the owner is not alive.
  public Timer deliver(String owner, long delayNanos, String label, Runnable task) {
    return emit(process(owner).loop(), delayNanos, true, label, task);
  }

  /// Runs `task` outside every owner after `delayNanos`: a fault, a check, a client's step.
  public Timer schedule(long delayNanos, String label, Runnable task) {
    return emit(world, delayNanos, false, label, task);
  }

  /// Feeds one number into the trace: a storage call, a draw.
  public void trace(long value) {
    trace.add(value);
  }

  /// Feeds bytes into the trace: a message, what is written.
  public void trace(DirectBuffer source, int offset, int lengthBytes) {
    trace.add(source, offset, lengthBytes);
  }

  /// The hash of everything that happened so far, for reading.
  public TraceHash trace() {
    return trace;
  }

  /// Runs events until `condition` holds; false when nothing is left to run and it still does not.
  public boolean runUntil(BooleanSupplier condition) {
    return runUntil(condition, SimActor.NEVER);
  }

  /// As [#runUntil(BooleanSupplier)], for at most `limitNanos` of virtual time.
  public boolean runUntil(BooleanSupplier condition, long limitNanos) {
    long deadlineNanos = saturatedSum(nowNanos, limitNanos);
    while (!condition.getAsBoolean()) {
      if (!runOne(deadlineNanos)) {
        return false;
      }
    }
    return true;
  }

  /// Runs what is due within the next `nanos`, and lets that time pass.
  public void runFor(long nanos) {
    long endNanos = saturatedSum(nowNanos, nanos);
    while (runOne(endNanos)) {}
    nowNanos = Math.max(nowNanos, endNanos);
  }

  /// Runs until nothing is left; never returns where a timer always sets the next.
  public void runUntilIdle() {
    while (runOne(SimActor.NEVER)) {}
  }

  private static long saturatedSum(long left, long right) {
    return right > Long.MAX_VALUE - left ? Long.MAX_VALUE : left + right;
  }

  private boolean runOne(long deadlineNanos) {
    if (isInside) {
      throw new IllegalStateException("a task of a simulation cannot run the simulation");
    }
    for (SimWake head = wakes.peek(); head != null && head.nanos() <= deadlineNanos; head = wakes.peek()) {
      wakes.remove();
      SimActor actor = head.actor();
      if (actor.wake == null || actor.wake.sequence() != head.sequence()) {
        continue;
      }
      actor.wake = null;
      long startNanos = Math.max(nowNanos, head.nanos());
      if (actor.nextNanos() <= startNanos) {
        nowNanos = startNanos;
        try {
          actor.runNext(startNanos);
        } finally {
          arm(actor);
        }
        return true;
      }
      arm(actor);
    }
    return false;
  }

  private void arm(SimActor actor) {
    long nextNanos = actor.nextNanos();
    if (nextNanos == SimActor.NEVER || (actor.wake != null && actor.wake.nanos() <= nextNanos)) {
      return;
    }
    actor.wake = new SimWake(Math.max(nowNanos, nextNanos), ties.nextLong(), sequences++, actor);
    wakes.add(actor.wake);
  }

  SimOptions options() {
    return options;
  }

  boolean isInside() {
    return isInside;
  }

  /// Begins a task or slice of `process`, or of the world when null.
  void enter(@Nullable SimProcess process, String label) {
    isInside = true;
    inside = process;
    chargedNanos = 0;
    trace.add(nowNanos);
    if (process != null) {
      trace.add(process.name());
      trace.add(process.life());
    }
    trace.add(label);
  }

  /// Ends it: what it sent leaves now. Returns the time of its end.
  long leave() {
    long endNanos = nanos();
    SimProcess sender = inside;
    isInside = false;
    inside = null;
    chargedNanos = 0;
    if (sender == null || sender.isAlive()) {
      for (Emission emission : outbox) {
        release(emission, endNanos);
      }
    }
    outbox.clear();
    return endNanos;
  }

  private void release(Emission emission, long endNanos) {
    switch (emission) {
      case Emission.ToLoop(SimLoop loop, SimEvent event, long delayNanos, boolean isFromEnd) -> {
        event.leavesNanos = endNanos;
        event.dueNanos = isFromEnd ? saturatedSum(endNanos, delayNanos) : Math.max(event.dueNanos, endNanos);
        event.sequence = sequences++;
        loop.add(event);
        arm(loop);
      }
      case Emission.ToWorkers(SimJob job, long moves, long earliestNanos) -> {
        SimWorkers workers = job.process().workers();
        workers.add(job, moves, Math.max(earliestNanos, endNanos), sequences++);
        arm(workers);
      }
    }
  }

  SimEvent emit(SimLoop loop, long delayNanos, boolean isFromEnd, String label, Runnable task) {
    SimEvent event = new SimEvent(label, task, inside);
    event.dueNanos = saturatedSum(nanos(), delayNanos);
    send(new Emission.ToLoop(loop, event, delayNanos, isFromEnd));
    return event;
  }

  void emitClaim(SimJob job, long moves, long earliestNanos) {
    send(new Emission.ToWorkers(job, moves, earliestNanos));
  }

  private void send(Emission emission) {
    if (isInside) {
      outbox.add(emission);
    } else {
      release(emission, nowNanos);
    }
  }

  /// Runs one slice as part of the running task, or outside any as one of its own, whose time then has passed.
  void runInline(SimJob job) {
    if (isInside) {
      trace.add(job.name());
      job.runSlice();
      return;
    }
    enter(job.process(), job.name());
    try {
      job.runSlice();
    } finally {
      nowNanos = leave();
    }
  }

  void runUntilMoved(SimJob job) {
    long seen = job.moves();
    if (!job.process().isAlive() || !runUntil(() -> job.moves() != seen, LONGEST_WAIT_NANOS)) {
      throw new IllegalStateException("nothing that runs within an hour of virtual time moves " + job);
    }
  }

  long drawBudget() {
    long budgetBytes = options.fixedBudgetBytes();
    if (budgetBytes == 0) {
      long magnitude = 1L << budgets.nextInt(21);
      budgetBytes = magnitude == 1L << 20 ? magnitude : magnitude + budgets.nextLong(magnitude);
    }
    trace.add(budgetBytes);
    return budgetBytes;
  }

  int drawIndex(int bound) {
    return orders.nextInt(bound);
  }
}
