package org.rumbench.testkit.stress.system;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Capability;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.Durability;
import org.rumbench.engine.KeyPredicate;
import org.rumbench.engine.ReadResult;
import org.rumbench.engine.Snapshot;
import org.rumbench.engine.StorageEngine;
import org.rumbench.engine.WriteBatch;
import org.rumbench.storage.IoPurpose;
import org.rumbench.testkit.Design;

/// Runs an engine under one writer and many readers, with flushes, compactions, snapshots and closings in between, and
/// checks what every one of them sees.
///
/// Demanded: a read shows a version that was written, with what was written then, no older than what had been
/// acknowledged before the read or than what the thread has seen, and is never absent; cursors and snapshots show the
/// state after one batch, whole where the design says so, and go on showing it; every stall ends; every synced write
/// hears of its outcome; interrupts harm nobody; `close` comes back, refuses what comes later, and loses nothing that
/// was acknowledged. After the run the store is what was written, before and after it is opened again.
public final class StressRun {
  private static final long CLOSE_PATIENCE_NANOS = 10_000_000_000L;
  private static final long POLL_NANOS = 50_000;

  private final Design design;
  private final StressPlan plan;
  private final Path directory;
  private final StressContent content;
  private final StressBoard board;
  private final boolean isAtomic;
  private final boolean canScan;
  private final boolean canSnapshot;
  private long closes;

  private StressRun(Design design, StressPlan plan, Path directory) {
    this.design = design;
    this.plan = plan;
    this.directory = directory;
    this.content = new StressContent(plan);
    this.board = new StressBoard(!design.can(Capability.VERSIONED));
    this.isAtomic = design.can(Capability.ATOMIC_VISIBILITY);
    this.canScan = design.can(Capability.ORDERED_SCAN);
    this.canSnapshot = design.can(Capability.SNAPSHOT);
  }

  /// Writes all batches of the plan to a new store in `directory`, which is empty or absent.
  public static StressReport run(Design design, StressPlan plan, Path directory) {
    return new StressRun(design, plan, directory).reporting(StressRun::runOnce);
  }

  /// Closes the engine `rounds` times (1 or more) with calls of all kinds in flight, each time after an equal share of
  /// the plan's batches, and opens it again.
  public static StressReport closing(Design design, StressPlan plan, Path directory, int rounds) {
    return new StressRun(design, plan, directory).reporting(run -> run.closeAgainAndAgain(rounds));
  }

  @FunctionalInterface
  private interface Part {
    void run(StressRun run);
  }

  /// Runs a part; what fails in threads that nobody asks is a violation too.
  private StressReport reporting(Part part) {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> board.violation("nobody caught a failure on " + thread.getName(), failure));
    try {
      part.run(this);
    } catch (Throwable failure) {
      board.violation("the run failed", failure);
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
    return board.report(closes);
  }

  private void runOnce() {
    StressStore store = StressStore.open(design, plan, directory);
    StressCrew crew = StressCrew.start(design, plan, content, board, store, 0);
    crew.awaitVersion(plan.batches());
    crew.join();
    if (!board.violationFree()) {
      return; // what hangs or is broken is not closed
    }
    store.drive(store.engine().settle());
    checkAll(store.engine(), plan.batches(), plan.batches());
    store.close();
    try (StressStore reopened = StressStore.open(design, plan, directory)) {
      checkAll(reopened.engine(), plan.batches(), plan.batches());
      Judge.check(
          reopened.engine().highestVersion() == plan.batches(), "the highest version after opening", -1,
          reopened.engine().highestVersion(), plan.batches());
    }
  }

  /// Checks all keys by every way of reading. Returns the version as of which they are.
  private long checkAll(StorageEngine engine, long acknowledged, long begun) {
    StressListing listing = new StressListing(content, isAtomic);
    try (Cursor cursor = engine.entries(KeyPredicate.ALL, IoPurpose.REPAIR)) {
      listing.read(cursor, null, null, false);
      listing.checkState(acknowledged, begun, board.purged());
    }
    long state = Math.max(acknowledged, listing.newest());
    if (canScan) {
      try (Cursor cursor = engine.scan(null, null, IoPurpose.SCAN, 0, null)) {
        listing.read(cursor, null, null, true);
        listing.checkState(state, state, board.purged());
      }
    }
    ReadResult result = new ReadResult(new UnsafeBuffer(new byte[plan.maxValueBytes()]));
    for (int key = 0; key < content.keyCount(); key++) {
      UnsafeBuffer bytes = content.key(key);
      engine.get(bytes, 0, bytes.capacity(), IoPurpose.USER_READ, 0, result);
      long expected = content.latest(key / content.members(), state);
      Judge.checkRead(content, key, result, expected, state, board.purged());
    }
    return state;
  }

  private void closeAgainAndAgain(int rounds) {
    long after = 0;
    for (int round = 1; round <= rounds && board.violationFree(); round++) {
      StressStore store = StressStore.open(design, plan, directory);
      after = round == 1 ? 0 : checkAll(store.engine(), board.acknowledged(), board.begun());
      board.reopen(after);
      StressCrew crew = StressCrew.start(design, plan, content, board, store, after);
      crew.awaitVersion((long) plan.batches() * round / (rounds + 1));
      closeUnder(store.engine());
      crew.join();
      if (board.violationFree()) {
        store.runtime().close();
      }
    }
  }

  /// Closes the engine under its users, with a cursor and a snapshot left open, and checks that it refuses every call
  /// afterwards.
  private void closeUnder(StorageEngine engine) {
    Cursor left = canScan ? engine.scan(null, null, IoPurpose.SCAN, 0, null) : engine.entries(KeyPredicate.ALL, IoPurpose.REPAIR);
    Snapshot kept = canSnapshot ? engine.snapshot() : null;
    boolean isAdvanced = left.next();
    Judge.check(isAdvanced, "a store that was written to has entries", -1, 0, 1);
    board.closing();
    if (!comesBack("close", engine::close)) {
      return;
    }
    closes++;
    board.closed();
    boolean ignored = comesBack("closing what was left open", () -> {
      drain(left);
      left.close();
      if (kept != null) {
        kept.close();
      }
      engine.close();
    });
    checkRefusals(engine);
  }

  /// What a cursor does once its engine is closed is up to it, as long as it goes on or refuses.
  private static void drain(Cursor left) {
    try {
      boolean hasMore = true;
      while (hasMore) {
        hasMore = left.next();
      }
    } catch (IllegalStateException refused) {
      // As it may.
    }
  }

  private void checkRefusals(StorageEngine engine) {
    UnsafeBuffer key = content.key(0);
    ReadResult result = new ReadResult(new UnsafeBuffer(new byte[plan.maxValueBytes()]));
    WriteBatch batch = new WriteBatch().delete(key, 0, key.capacity(), plan.batches());
    List<Runnable> calls = new ArrayList<>();
    calls.add(() -> engine.write(batch, Durability.BUFFERED, failure -> {}));
    calls.add(() -> engine.get(key, 0, key.capacity(), IoPurpose.USER_READ, 0, result));
    calls.add(() -> engine.entries(KeyPredicate.ALL, IoPurpose.REPAIR));
    calls.add(engine::metrics);
    calls.add(engine::flush);
    calls.add(engine::compactAll);
    calls.add(engine::settle);
    if (canScan) {
      calls.add(() -> engine.scan(null, null, IoPurpose.SCAN, 0, null));
    }
    if (canSnapshot) {
      calls.add(engine::snapshot);
    }
    for (int i = 0; i < calls.size(); i++) {
      int number = i;
      boolean ignored = comesBack("call " + number + " on a closed engine", () -> {
        Throwable refusal = refusalOf(calls.get(number));
        if (!(refusal instanceof IllegalStateException)) {
          board.violation("call " + number + " on a closed engine was not refused", refusal);
        }
      });
    }
  }

  private static @Nullable Throwable refusalOf(Runnable call) {
    try {
      call.run();
      return null;
    } catch (RuntimeException refusal) {
      return refusal;
    }
  }

  /// Makes a call that may hang, on a thread of its own. False when it does.
  private boolean comesBack(String what, Runnable call) {
    Thread thread = Thread.ofPlatform().daemon().name("stress-closer").start(() -> {
      try {
        call.run();
      } catch (Throwable failure) {
        board.violation(what + " failed", failure);
      }
    });
    long deadline = System.nanoTime() + CLOSE_PATIENCE_NANOS;
    while (thread.isAlive() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(POLL_NANOS);
    }
    if (thread.isAlive()) {
      board.violation(what + " never came back: " + List.of(thread.getStackTrace()), null);
      return false;
    }
    return true;
  }
}
