package org.rumbench.runtime.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Entropy;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.Scheduler;
import org.rumbench.runtime.Step;

@Timeout(60)
class SystemRuntimeTest {
  private final SystemRuntime runtime = SystemRuntime.start(1);
  private final Environment environment = runtime.environmentWithOwnLoop("test", Entropy.of(1));
  private final Scheduler scheduler = environment.scheduler();

  @AfterEach
  void close() {
    runtime.close();
  }

  private static Job job(String name, Supplier<Step> step) {
    return new Job() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Step step(long budgetBytes) {
        assertThat(budgetBytes).isEqualTo(SystemRuntime.DEFAULT_SLICE_BYTES);
        return step.get();
      }
    };
  }

  private void drive(JobHandle handle) {
    while (!scheduler.runOrJoin(handle)) {}
  }

  /// Occupies the one worker until the latch is released.
  private CountDownLatch blockWorker() throws InterruptedException {
    CountDownLatch isBlocked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    scheduler.submit(job("blocker", () -> {
      isBlocked.countDown();
      Waiting.uninterrupted(() -> {
        release.await();
        return release;
      });
      return Step.DONE;
    }), Priority.OPEN);
    isBlocked.await();
    return release;
  }

  @Test
  void aWorkerPicksByPriorityThenInOrderOfArrivalAndTakesTurns() throws InterruptedException {
    CountDownLatch release = blockWorker();
    List<String> log = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch ended = new CountDownLatch(4);
    submitLogged("merge", 1, Priority.BACKGROUND, log, ended);
    submitLogged("flush-1", 2, Priority.FLUSH, log, ended);
    submitLogged("level-0", 1, Priority.LEVEL_ZERO, log, ended);
    submitLogged("flush-2", 2, Priority.FLUSH, log, ended);
    release.countDown();
    ended.await();
    assertThat(log).containsExactly("flush-1", "flush-2", "flush-1", "flush-2", "level-0", "merge");
  }

  private void submitLogged(String name, int slices, Priority priority, List<String> log, CountDownLatch ended) {
    AtomicInteger left = new AtomicInteger(slices);
    scheduler.submit(job(name, () -> {
      log.add(name);
      return left.decrementAndGet() == 0 ? Step.DONE : Step.MORE;
    }), priority).completion().onDone(failure -> ended.countDown());
  }

  @Test
  void joinersAndWorkersNeverRunTwoSlicesOfOneJobAtOnceAndEverySliceSeesTheOneBefore() throws InterruptedException {
    try (SystemRuntime busy = SystemRuntime.start(3)) {
      Scheduler shared = busy.environmentWithOwnLoop("busy", Entropy.of(1)).scheduler();
      for (int round = 0; round < 300; round++) {
        AtomicBoolean isInside = new AtomicBoolean();
        AtomicInteger overlaps = new AtomicInteger();
        int[] plain = new int[1];
        JobHandle handle = shared.submit(job("counting", () -> {
          if (!isInside.compareAndSet(false, true)) {
            overlaps.incrementAndGet();
          }
          plain[0]++;
          isInside.set(false);
          return switch (plain[0] % 4) {
            case 1 -> Step.awaits(alreadyOrSoon(shared, plain[0]));
            case 2 -> Step.notBefore(System.nanoTime() + 1_000);
            default -> plain[0] == 40 ? Step.DONE : Step.MORE;
          };
        }), Priority.BACKGROUND);
        List<Thread> joiners = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          joiners.add(Thread.ofPlatform().start(() -> {
            while (!shared.runOrJoin(handle)) {}
          }));
        }
        for (Thread joiner : joiners) {
          joiner.join();
        }
        assertThat(handle.completion().failure()).isNull();
        assertThat(plain[0]).isEqualTo(40);
        assertThat(overlaps).hasValue(0);
      }
    }
  }

  /// A job that comes to wait between two looks of the loop must neither hold the loop nor be refused to it.
  @Test
  void theLoopMayAssistAJobThatComesToWaitForTheLoop() {
    for (int round = 0; round < 300; round++) {
      int[] steps = new int[1];
      JobHandle handle = scheduler.submit(job("waiting for the loop", () -> {
        steps[0]++;
        return steps[0] == 40 ? Step.DONE : Step.awaits(alreadyOrSoon(scheduler, 2 * steps[0]));
      }), Priority.BACKGROUND);
      Completion refused = new Completion();
      Runnable assistant = new Runnable() {
        @Override
        public void run() {
          try {
            if (!scheduler.assist(handle)) {
              scheduler.execute(this);
            } else {
              refused.complete();
            }
          } catch (RuntimeException failure) {
            refused.fail(failure);
          }
        }
      };
      scheduler.execute(assistant);
      drive(handle);
      assertThat(handle.completion().failure()).isNull();
    }
  }

  private static Completion alreadyOrSoon(Scheduler scheduler, int count) {
    if (count % 8 == 1) {
      return Completion.done();
    }
    Completion soon = new Completion();
    scheduler.execute(soon::complete);
    return soon;
  }

  @Test
  void aJoinerRunsTheSliceItselfWhenAllWorkersAreBusy() throws InterruptedException {
    CountDownLatch release = blockWorker();
    List<Thread> threads = new ArrayList<>();
    JobHandle handle = scheduler.submit(job("here", () -> {
      threads.add(Thread.currentThread());
      return threads.size() == 3 ? Step.DONE : Step.MORE;
    }), Priority.BACKGROUND);
    drive(handle);
    assertThat(threads).containsExactly(Thread.currentThread(), Thread.currentThread(), Thread.currentThread());
    release.countDown();
  }

  @Test
  void aJoinerParksWhileTheJobWaitsForACompletionAndIsNotStoppedByAnInterrupt() {
    Completion sync = new Completion();
    AtomicInteger slices = new AtomicInteger();
    JobHandle handle = scheduler.submit(
        job("waiting", () -> slices.getAndIncrement() == 0 ? Step.awaits(sync) : Step.DONE), Priority.FLUSH);
    scheduler.schedule(5_000_000, sync::complete);
    Thread.currentThread().interrupt();
    drive(handle);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(sync.isDone()).isTrue();
    assertThat(slices).hasValue(2);
  }

  @Test
  void aJobDoesNotRunBeforeTheTimeItNamed() {
    AtomicInteger slices = new AtomicInteger();
    long[] ran = new long[1];
    long due = environment.clock().nanos() + 20_000_000;
    JobHandle handle = scheduler.submit(job("rate-limited", () -> {
      if (slices.getAndIncrement() == 0) {
        return Step.notBefore(due);
      }
      ran[0] = environment.clock().nanos();
      return Step.DONE;
    }), Priority.BACKGROUND);
    drive(handle);
    assertThat(ran[0]).isGreaterThanOrEqualTo(due);
  }

  @Test
  void theOwnLoopRefusesToWaitForWhatMayComeThroughIt() throws InterruptedException {
    LinkedBlockingQueue<Object> outcome = new LinkedBlockingQueue<>();
    Completion never = new Completion();
    JobHandle handle = scheduler.submit(job("waiting", () -> Step.awaits(never)), Priority.OPEN);
    scheduler.execute(() -> {
      try {
        drive(handle);
        outcome.add("joined");
      } catch (IllegalStateException refused) {
        outcome.add(refused);
      }
    });
    assertThat(outcome.take()).isInstanceOf(IllegalStateException.class);
    handle.cancel();
    assertThat(handle.completion().failure()).isInstanceOf(CancellationException.class);
  }

  @Test
  void aFailureOfASliceIsTheHandlesFailureAndTheWorkerLivesOn() {
    JobHandle failing = scheduler.submit(job("failing", () -> {
      throw new IllegalArgumentException("broken");
    }), Priority.FLUSH);
    drive(failing);
    assertThat(failing.completion().failure()).hasMessage("broken");
    JobHandle next = scheduler.submit(job("next", () -> Step.DONE), Priority.FLUSH);
    drive(next);
    assertThat(next.completion().failure()).isNull();
  }

  @Test
  void cancellingLetsTheRunningSliceEndAndStartsNoOther() throws InterruptedException {
    CountDownLatch isInside = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger slices = new AtomicInteger();
    JobHandle handle = scheduler.submit(job("cancelled", () -> {
      slices.incrementAndGet();
      isInside.countDown();
      Waiting.uninterrupted(() -> {
        release.await();
        return release;
      });
      return Step.MORE;
    }), Priority.FLUSH);
    isInside.await();
    handle.cancel();
    assertThat(handle.isDone()).isFalse();
    release.countDown();
    drive(handle);
    assertThat(handle.completion().failure()).isInstanceOf(CancellationException.class);
    assertThat(slices).hasValue(1);
  }

  @Test
  void tasksRunOnTheLoopOneAtATimeInOrderAndAFailingOneDoesNotEndIt() throws InterruptedException {
    LinkedBlockingQueue<Integer> ran = new LinkedBlockingQueue<>();
    LinkedBlockingQueue<String> threads = new LinkedBlockingQueue<>();
    LinkedBlockingQueue<Throwable> reported = new LinkedBlockingQueue<>();
    scheduler.execute(() -> Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> reported.add(failure)));
    scheduler.execute(() -> {
      throw new IllegalStateException("one bad task");
    });
    for (int i = 0; i < 100; i++) {
      int number = i;
      scheduler.execute(() -> {
        ran.add(number);
        threads.add(Thread.currentThread().getName());
      });
    }
    for (int i = 0; i < 100; i++) {
      assertThat(ran.take()).isEqualTo(i);
    }
    assertThat(threads).containsOnly("loop-test");
    assertThat(reported.take()).hasMessage("one bad task");
  }

  @Test
  void timersRunOnAGivenLoopWhetherOrNotItHasTimersOfItsOwnUnlessCancelled() throws InterruptedException {
    LinkedBlockingQueue<Runnable> plainLoop = new LinkedBlockingQueue<>();
    Scheduler plain = runtime.environment("plain", plainLoop::add, Entropy.of(1)).scheduler();
    LinkedBlockingQueue<String> ran = new LinkedBlockingQueue<>();
    plain.schedule(1_000_000, () -> ran.add("plain"));
    plainLoop.take().run();
    assertThat(ran.take()).isEqualTo("plain");
    org.rumbench.runtime.Timer tooLate = plain.schedule(0, () -> ran.add("cancelled while queued"));
    Runnable queued = plainLoop.take();
    tooLate.cancel();
    queued.run();
    try (ScheduledExecutorService service =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("their-loop").factory())) {
      Scheduler theirs = runtime.environment("theirs", service, Entropy.of(1)).scheduler();
      theirs.schedule(TimeUnit.HOURS.toNanos(1), () -> ran.add("never")).cancel();
      theirs.schedule(1_000, () -> ran.add(Thread.currentThread().getName()));
      assertThat(ran.take()).isEqualTo("their-loop");
    }
    assertThat(ran).isEmpty();
  }

  @Test
  void partsAllRunOnceEvenWhenTheWorkersAreBusyAndFailuresComeAfterwards() throws InterruptedException {
    CountDownLatch release = blockWorker();
    AtomicInteger ran = new AtomicInteger();
    List<Runnable> parts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      boolean isBroken = i % 10 == 0;
      parts.add(() -> {
        ran.incrementAndGet();
        if (isBroken) {
          throw new IllegalStateException("part");
        }
      });
    }
    assertThatThrownBy(() -> scheduler.runAll(parts)).hasMessage("part");
    assertThat(ran).hasValue(20);
    release.countDown();
    scheduler.runAll(List.of());
    for (int round = 0; round < 200; round++) {
      AtomicInteger count = new AtomicInteger();
      scheduler.runAll(Collections.nCopies(5, count::incrementAndGet));
      assertThat(count).hasValue(5);
    }
  }

  @Test
  void closingCancelsWhatWaitsAndRefusesWhatComesLater() throws InterruptedException {
    JobHandle waiting = scheduler.submit(job("waiting", () -> Step.awaits(new Completion())), Priority.FLUSH);
    JobHandle endless = scheduler.submit(job("endless", () -> Step.MORE), Priority.BACKGROUND);
    Thread joiner = Thread.ofPlatform().start(() -> drive(waiting));
    runtime.close();
    joiner.join();
    assertThat(waiting.completion().failure()).isInstanceOf(CancellationException.class);
    assertThat(endless.completion().failure()).isInstanceOf(CancellationException.class);
    assertThatThrownBy(() -> scheduler.submit(job("late", () -> Step.DONE), Priority.FLUSH))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("late");
  }
}
