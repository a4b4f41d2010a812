package org.rumbench.testkit.store.system;

import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Entropy;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.system.SystemRuntime;
import org.rumbench.storage.Storage;
import org.rumbench.storage.fault.FaultPlan;
import org.rumbench.testkit.store.StoreMachine;

/// This machine: real threads, and a directory as the disk. For engines that no simulation can run. What is asked for in
/// [#runUntil] is asked on the loop, where engines call back.
public final class RealMachine implements StoreMachine {
  private static final long PATIENCE_NANOS = 60_000_000_000L;
  private static final long PERIOD_NANOS = 200_000;

  private final Path directory;
  private @Nullable SystemRuntime runtime;
  private @Nullable Environment environment;

  /// A machine whose disk is `directory`, made when absent.
  public RealMachine(Path directory) {
    this.directory = directory;
  }

  @Override
  public Environment begin() {
    end();
    SystemRuntime begun = SystemRuntime.start(2, 64 * 1024);
    Environment life = begun.environmentWithOwnLoop("store", Entropy.of(1));
    runtime = begun;
    environment = life;
    return life;
  }

  @Override
  public Storage storage(Environment life, FaultPlan plan) {
    if (!plan.equals(FaultPlan.NONE)) {
      throw new IllegalArgumentException("no call of a real disk can be made to fail");
    }
    return Backend.CHANNEL.open(directory, life);
  }

  @Override
  public boolean runUntil(BooleanSupplier isDone) {
    Environment life = environment;
    if (life == null) {
      return isDone.getAsBoolean();
    }
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (System.nanoTime() < deadline) {
      if (onLoop(life, isDone)) {
        return true;
      }
      java.util.concurrent.locks.LockSupport.parkNanos(PERIOD_NANOS);
    }
    return false;
  }

  private static boolean onLoop(Environment life, BooleanSupplier question) {
    FutureTask<Boolean> asked = new FutureTask<>(question::getAsBoolean);
    life.scheduler().execute(asked);
    try {
      return asked.get(PATIENCE_NANOS, TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a question failed", e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException("the loop does not answer", e);
    }
  }

  @Override
  public boolean await(BooleanSupplier isDone) {
    return runUntil(isDone);
  }

  @Override
  public boolean canCrash() {
    return false;
  }

  @Override
  public void end() {
    SystemRuntime begun = runtime;
    if (begun != null) {
      runtime = null;
      environment = null;
      begun.close();
    }
  }

  @Override
  public void kill() {
    throw new UnsupportedOperationException("a process cannot kill itself and go on");
  }

  @Override
  public void powerCut(RandomStream random) {
    throw new UnsupportedOperationException("this machine keeps its power");
  }
}
