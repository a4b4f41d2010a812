package org.rumbench.runtime.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.Scheduler;
import org.rumbench.runtime.Seeds;
import org.rumbench.runtime.Step;
import org.rumbench.runtime.Timer;

class SimRuntimeTest {
  private final List<String> log = new ArrayList<>();

  /// A job of `slices` slices that logs each.
  private record Counting(String name, AtomicInteger left, List<String> log) implements Job {
    Counting(String name, int slices, List<String> log) {
      this(name, new AtomicInteger(slices), log);
    }

    @Override
    public Step step(long budgetBytes) {
      log.add(name);
      return left.decrementAndGet() == 0 ? Step.DONE : Step.MORE;
    }
  }

  private static Job job(String name, java.util.function.Supplier<Step> step) {
    return new Job() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Step step(long budgetBytes) {
        return step.get();
      }
    };
  }

  @Test
  void tasksOfALoopKeepTheirOrderAndTimersComeByDueTime() {
    Seeds.of(20).forEach(seed -> {
      log.clear();
      SimRuntime runtime = new SimRuntime(seed);
      Scheduler scheduler = runtime.environment("a").scheduler();
      scheduler.schedule(2_000, () -> log.add("late"));
      scheduler.schedule(1_000, () -> log.add("early"));
      Timer cancelled = scheduler.schedule(1_500, () -> log.add("never"));
      for (int i = 0; i < 4; i++) {
        String name = "task" + i;
        scheduler.execute(() -> log.add(name));
      }
      cancelled.cancel();
      runtime.runUntilIdle();
      assertThat(log).as("seed %d", seed).containsExactly("task0", "task1", "task2", "task3", "early", "late");
      assertThat(runtime.nanos()).isEqualTo(2_000);
    });
  }

  @Test
  void ownersReadyAtOneTimeRunInAnOrderDrawnFromTheSeed() {
    List<List<String>> orders = new ArrayList<>();
    Seeds.of(20).forEach(seed -> {
      List<String> order = new ArrayList<>();
      SimRuntime runtime = new SimRuntime(seed);
      for (String owner : List.of("a", "b", "c", "d")) {
        runtime.environment(owner).scheduler().execute(() -> order.add(owner));
      }
      runtime.runUntilIdle();
      orders.add(order);
    });
    assertThat(orders.stream().distinct().count()).isGreaterThan(orders.size() > 1 ? 5 : 0);
  }

  @Test
  void chargesDelayTheOwnersNextTaskAndEverythingTheTaskSends() {
    SimRuntime runtime = new SimRuntime(1);
    Environment a = runtime.environment("a");
    Environment b = runtime.environment("b");
    Completion answered = new Completion();
    AtomicLong start = new AtomicLong(-1);
    AtomicLong inside = new AtomicLong();
    AtomicLong next = new AtomicLong();
    AtomicLong arrival = new AtomicLong();
    AtomicLong timer = new AtomicLong();
    AtomicLong independent = new AtomicLong(-1);
    a.scheduler().execute(() -> {
      start.set(a.clock().nanos());
      runtime.deliver("b", 50, "message", () -> arrival.set(b.clock().nanos()));
      a.scheduler().schedule(10, () -> timer.set(a.clock().nanos()));
      runtime.charge(1_000);
      inside.set(a.clock().nanos());
      runtime.charge(500);
      answered.complete();
    });
    a.scheduler().execute(() -> next.set(a.clock().nanos()));
    b.scheduler().execute(() -> independent.set(b.clock().nanos()));
    runtime.runUntilIdle();
    assertThat(start).hasValue(0);
    assertThat(inside).hasValue(1_000);
    assertThat(arrival).hasValue(1_550);
    assertThat(next.get()).isBetween(1_500L, 2_000L);
    assertThat(timer.get()).isBetween(1_500L, 2_000L);
    assertThat(independent).hasValue(0);
  }

  @Test
  void workersPickByPriorityThenTurnByTurnAndSlicesOfTwoWorkersOverlapInTime() {
    SimRuntime one = new SimRuntime(3, SimOptions.DEFAULT.withWorkers(1));
    Scheduler scheduler = one.environment("a").scheduler();
    scheduler.submit(new Counting("merge", 2, log), Priority.BACKGROUND);
    scheduler.submit(new Counting("flush-1", 2, log), Priority.FLUSH);
    scheduler.submit(new Counting("flush-2", 1, log), Priority.FLUSH);
    one.runUntilIdle();
    assertThat(log).containsExactly("flush-1", "flush-2", "flush-1", "merge", "merge");

    SimRuntime two = new SimRuntime(3, SimOptions.DEFAULT.withWorkers(2));
    List<Long> starts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      two.environment("a").scheduler().submit(job("slow " + i, () -> {
        starts.add(two.nanos());
        two.charge(10_000);
        return Step.DONE;
      }), Priority.BACKGROUND);
    }
    two.runUntilIdle();
    assertThat(starts).containsExactly(0L, 0L, 10_100L, 10_100L);
  }

  @Test
  void aJobWaitsForTimesAndCompletionsAndItsNextSliceSeesTheFailure() {
    SimRuntime runtime = new SimRuntime(1);
    Environment environment = runtime.environment("a");
    Completion sync = new Completion();
    AtomicInteger slice = new AtomicInteger();
    JobHandle handle = environment.scheduler().submit(job("waiting", () -> switch (slice.getAndIncrement()) {
      case 0 -> Step.notBefore(5_000);
      case 1 -> {
        assertThat(environment.clock().nanos()).isEqualTo(5_000);
        environment.scheduler().schedule(700, () -> sync.fail(new IllegalStateException("device")));
        yield Step.awaits(sync);
      }
      default -> {
        assertThat(environment.clock().nanos()).isEqualTo(5_700);
        assertThat(sync.failure()).hasMessage("device");
        yield Step.DONE;
      }
    }), Priority.FLUSH);
    runtime.runUntilIdle();
    assertThat(handle.completion().failure()).isNull();
    assertThat(handle.isDone()).isTrue();
    assertThat(slice).hasValue(3);
  }

  @Test
  void joiningFromOutsideDrivesTheSimulationAndFromInsideRunsTheSliceHere() {
    SimRuntime runtime = new SimRuntime(1);
    Scheduler scheduler = runtime.environment("a").scheduler();
    Completion sync = new Completion();
    AtomicInteger slice = new AtomicInteger();
    JobHandle handle = scheduler.submit(job("open", () -> switch (slice.getAndIncrement()) {
      case 0 -> Step.MORE;
      case 1 -> {
        scheduler.schedule(1_000_000, sync::complete);
        yield Step.awaits(sync);
      }
      default -> Step.DONE;
    }), Priority.OPEN);
    scheduler.execute(() -> {
      assertThat(scheduler.runOrJoin(handle)).isFalse();
      assertThat(scheduler.runOrJoin(handle)).isFalse();
      assertThatThrownBy(() -> scheduler.runOrJoin(handle)).isInstanceOf(IllegalStateException.class);
      log.add("asserted");
    });
    runtime.runUntil(() -> !log.isEmpty());
    assertThat(slice).hasValue(2);
    while (!scheduler.runOrJoin(handle)) {}
    assertThat(slice).hasValue(3);
    assertThat(runtime.nanos()).isGreaterThanOrEqualTo(1_000_000);
    JobHandle stuck = scheduler.submit(job("stuck", () -> Step.awaits(new Completion())), Priority.OPEN);
    assertThatThrownBy(() -> {
      while (!scheduler.runOrJoin(stuck)) {}
    }).isInstanceOf(IllegalStateException.class).hasMessageContaining("stuck");
  }

  @Test
  void aFailingSliceFailsItsHandleAndACancelledJobStops() {
    SimRuntime runtime = new SimRuntime(1);
    Scheduler scheduler = runtime.environment("a").scheduler();
    JobHandle failing = scheduler.submit(job("failing", () -> {
      throw new IllegalArgumentException("broken");
    }), Priority.FLUSH);
    JobHandle cancelled = scheduler.submit(new Counting("cancelled", 5, log), Priority.BACKGROUND);
    runtime.runUntil(() -> log.size() == 2);
    cancelled.cancel();
    runtime.runUntilIdle();
    assertThat(failing.completion().failure()).hasMessage("broken");
    assertThat(cancelled.completion().failure()).isInstanceOf(CancellationException.class);
    assertThat(log).hasSize(2);
  }

  @Test
  void aPowerCutTakesTasksTimersJobsAndWhatHadNotLeftButNotTheNextLife() {
    SimRuntime runtime = new SimRuntime(1);
    Environment a = runtime.environment("a");
    Environment part = runtime.environment("a/lane");
    runtime.environment("b");
    JobHandle job = a.scheduler().submit(new Counting("job", 1_000_000, new ArrayList<>()), Priority.FLUSH);
    a.scheduler().schedule(5_000, () -> log.add("timer"));
    part.scheduler().schedule(5_000, () -> log.add("part"));
    runtime.deliver("a", 5_000, "late", () -> log.add("message to the dead"));
    a.scheduler().execute(() -> {
      runtime.deliver("b", 10, "sent", () -> log.add("sent in time"));
      a.scheduler().execute(() -> {
        runtime.deliver("b", 10, "lost", () -> log.add("sent at an end that never came"));
        runtime.charge(3_000);
      });
    });
    runtime.schedule(2_000, "cut", () -> runtime.kill("a"));
    runtime.runFor(10_000);
    assertThat(log).containsExactly("sent in time");
    assertThat(runtime.isAlive("a")).isFalse();
    assertThat(job.isDone()).isFalse();
    assertThatThrownBy(() -> runtime.deliver("a", 1, "x", () -> {})).isInstanceOf(IllegalArgumentException.class);

    a.scheduler().execute(() -> log.add("dead"));
    Environment again = runtime.environment("a");
    assertThat(again).isNotSameAs(a);
    assertThat(again.entropy().stream("x").nextLong()).isNotEqualTo(a.entropy().stream("x").nextLong());
    again.scheduler().execute(() -> log.add("alive again"));
    runtime.runUntilIdle();
    assertThat(log).containsExactly("sent in time", "alive again");
  }

  @Test
  void wallClocksDifferByOffsetAndDrift() {
    SimRuntime runtime = new SimRuntime(1);
    Environment a = runtime.environment("a");
    Environment b = runtime.environment("b");
    runtime.setWallClock("b", -2_000, 100);
    long first = a.clock().wallMillis();
    assertThat(b.clock().wallMillis()).isEqualTo(first - 2_000);
    runtime.runFor(100_000_000_000L);
    assertThat(a.clock().wallMillis()).isEqualTo(first + 100_000);
    assertThat(b.clock().wallMillis()).isEqualTo(first + 98_010);
    assertThat(b.clock().nanos()).isEqualTo(a.clock().nanos());
  }

  @Test
  void oneSeedGivesOneTraceAndOthersGiveOthers() {
    Map<Long, Long> seen = new TreeMap<>();
    Seeds.of(30).forEach(seed -> {
      long hash = hashOfABusyRoom(seed);
      assertThat(hashOfABusyRoom(seed)).as("seed %d", seed).isEqualTo(hash);
      assertThat(seen.put(hash, seed)).as("seed %d", seed).isNull();
    });
  }

  private static long hashOfABusyRoom(long seed) {
    SimRuntime runtime = new SimRuntime(seed);
    for (String owner : List.of("a", "b", "c")) {
      Environment environment = runtime.environment(owner);
      RandomStream random = environment.entropy().stream("load");
      environment.scheduler().submit(job("job", () -> {
        runtime.charge(random.nextInt(500));
        return random.nextInt(20) == 0 ? Step.DONE : Step.notBefore(runtime.nanos() + random.nextInt(300));
      }), Priority.BACKGROUND);
      bounce(runtime, random, 60);
    }
    runtime.runUntilIdle();
    return runtime.trace().value();
  }

  private static void bounce(SimRuntime runtime, RandomStream random, int left) {
    if (left > 0) {
      String to = List.of("a", "b", "c").get(random.nextInt(3));
      runtime.environment(to);
      runtime.deliver(to, random.nextInt(1_000), "bounce", () -> {
        runtime.charge(random.nextInt(100));
        bounce(runtime, random, left - 1);
      });
    }
  }

  @Test
  void partsOfOneCallAllRunAndTheFirstFailureIsThrownAfterwards() {
    SimRuntime runtime = new SimRuntime(1);
    List<Runnable> parts = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int part = i;
      parts.add(() -> {
        log.add("part " + part);
        if (part % 2 == 1) {
          throw new IllegalStateException("part " + part);
        }
      });
    }
    assertThatThrownBy(() -> runtime.environment("a").scheduler().runAll(parts))
        .isInstanceOf(IllegalStateException.class)
        .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
    assertThat(log).hasSize(5);
  }

  @Test
  void budgetsAreDrawnBetweenOneByteAndOneMebibyteUnlessFixed() {
    List<Long> budgets = new ArrayList<>();
    SimRuntime runtime = new SimRuntime(1);
    AtomicInteger slices = new AtomicInteger();
    runtime.environment("a").scheduler().submit(new Job() {
      @Override
      public String name() {
        return "budgets";
      }

      @Override
      public Step step(long budgetBytes) {
        budgets.add(budgetBytes);
        return slices.incrementAndGet() == 500 ? Step.DONE : Step.MORE;
      }
    }, Priority.FLUSH);
    runtime.runUntilIdle();
    assertThat(budgets).allSatisfy(budget -> assertThat(budget).isBetween(1L, 1L << 20));
    assertThat(budgets).contains(1L, 1L << 20);
  }

  @Test
  void theSliceBudgetContractCatchesAJobWhoseFilesFollowItsSlices() {
    SliceBudgetContract.assertBytesEqual(runtime -> writing(runtime, false));
    assertThatThrownBy(() -> SliceBudgetContract.assertBytesEqual(runtime -> writing(runtime, true)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("slice sizes change");
  }

  private static SortedMap<String, byte[]> writing(SimRuntime runtime, boolean isBudgetVisible) {
    TreeMap<String, byte[]> files = new TreeMap<>();
    AtomicInteger left = new AtomicInteger(50);
    Scheduler scheduler = runtime.environment("a").scheduler();
    JobHandle handle = scheduler.submit(new Job() {
      @Override
      public String name() {
        return "writing";
      }

      @Override
      public Step step(long budgetBytes) {
        byte[] file = new byte[1];
        for (long touched = 0; touched < budgetBytes && left.get() > 0; touched += 10) {
          left.decrementAndGet();
          file[0]++;
        }
        files.put(isBudgetVisible ? "file-" + left : "file", isBudgetVisible ? file : new byte[] {50});
        return left.get() == 0 ? Step.DONE : Step.MORE;
      }
    }, Priority.FLUSH);
    while (!scheduler.runOrJoin(handle)) {}
    return files;
  }

  @Test
  void traceHashesDependOnOrderLengthAndEveryByte() {
    UnsafeBuffer bytes = new UnsafeBuffer(new byte[21]);
    List<Long> values = new ArrayList<>();
    for (int i = -1; i < 21; i++) {
      if (i >= 0) {
        bytes.putByte(i, (byte) 1);
      }
      TraceHash hash = new TraceHash();
      hash.add(bytes, 0, 21);
      values.add(hash.value());
    }
    TraceHash forward = new TraceHash();
    forward.add(1);
    forward.add(2);
    TraceHash backward = new TraceHash();
    backward.add(2);
    backward.add(1);
    values.add(forward.value());
    values.add(backward.value());
    assertThat(values).doesNotHaveDuplicates();
  }

  @Test
  void aTaskCannotRunTheSimulation() {
    SimRuntime runtime = new SimRuntime(1);
    runtime.environment("a").scheduler().execute(runtime::runUntilIdle);
    assertThatThrownBy(runtime::runUntilIdle).isInstanceOf(IllegalStateException.class);
  }
}
