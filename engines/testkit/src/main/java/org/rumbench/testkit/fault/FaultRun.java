package org.rumbench.testkit.fault;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Capability;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.StorageException;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.Violation;
import org.rumbench.testkit.model.History;
import org.rumbench.testkit.model.Model;
import org.rumbench.testkit.model.Seen;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.script.Operation;
import org.rumbench.testkit.script.Script;
import org.rumbench.testkit.script.ScriptText;
import org.rumbench.testkit.store.TestStore;

/// One script with one failing call: goes on in spite of failures, and checks everything that is shown. One thread.
///
/// F1: until a call has failed, nothing fails. F2: what fails is a [StorageException] with the injected failure among its
/// causes. F3: a read shows what was written, at most without or with a batch whose write has failed. F4: once a write or
/// its sync has failed, or the engine has told a failure, no write is taken in this life. F5: once reopened, the state is
/// a prefix that has everything acknowledged, and everything works.
final class FaultRun {
  /// Operations done after the failure before the life ends.
  private static final int OPERATIONS_AFTER = 40;

  private final Script script;
  private final FaultCase what;
  private final FailingCall plan;
  private final TestStore store;
  private final History history = new History();
  private @Nullable Model withFailed;
  private @Nullable String refusal;
  private int firstEvent;
  private int life;
  private int operationsAfter;
  private long nowMillis;

  FaultRun(Design design, Script script, FaultCase what, FailingCall plan) {
    this.script = script;
    this.what = what;
    this.plan = plan;
    this.store = new TestStore(design.with(script.options()), new SimRuntime(script.seed()));
    store.follow(plan);
  }

  /// Does all of it; false when no call failed, because the script makes fewer.
  boolean run() {
    boolean isInScript = what.phase() == FaultCase.Phase.SCRIPT;
    if (isInScript) {
      plan.arm();
    }
    guarded("opening", this::open);
    for (int i = 0; i < script.operations().size() && operationsAfter < OPERATIONS_AFTER; i++) {
      Operation operation = script.operations().get(i);
      operationsAfter += plan.isFired() ? 1 : 0;
      guarded("step " + (i + 1) + ", " + ScriptText.print(operation), () -> step(operation));
    }
    guarded("the check at the end of the script", this::checkAll);
    if (isInScript) {
      plan.disarm();
    }
    guarded("reopening", this::end);
    guarded("the check after reopening", this::checkAll);
    if (!isInScript && plan.isFired()) {
      // What failed while opening may tell later, and then this life takes no writes.
      guarded("reopening once more", this::openAgain);
    }
    guarded("life after reopening", this::liveOn);
    return plan.isFired();
  }

  private void guarded(String where, Runnable action) {
    try {
      action.run();
    } catch (Violation violation) {
      throw new Violation(where + ": " + violation.getMessage(), violation);
    } catch (RuntimeException | Error failure) {
      throw new Violation(where + ": " + failure, failure);
    }
  }

  // ---- lives

  /// Opens; an opening that fails is ended as by a kill, or a power cut, and nothing fails the next time.
  private void open() {
    firstEvent = store.events().size();
    boolean isOpen = tolerating("opening", () -> {
      store.open();
      return true;
    }) != null;
    if (!isOpen) {
      if (what.ending() == FaultCase.Ending.POWER_CUT) {
        store.powerCut(new RandomStream(script.seed()));
      } else {
        store.kill();
      }
      plan.disarm();
      store.open();
    }
  }

  private void end() {
    checkTold();
    RandomStream random = new RandomStream(script.seed() + what.call());
    History.End how = switch (what.ending()) {
      case CLOSE -> {
        store.close();
        yield History.End.CLOSE;
      }
      case KILL, KILL_THEN_POWER_CUT -> {
        store.kill();
        yield History.End.KILL;
      }
      case POWER_CUT -> {
        store.powerCut(random);
        yield History.End.POWER_CUT;
      }
    };
    life++;
    int least = history.survivingBatches(how);
    if (what.phase() == FaultCase.Phase.REOPENING) {
      plan.arm();
    }
    open();
    plan.disarm();
    adopt(least);
    if (what.ending() == FaultCase.Ending.KILL_THEN_POWER_CUT) {
      store.powerCut(random);
      store.open();
      adopt(history.begunBatches());
    }
  }

  private void openAgain() {
    store.kill();
    store.open();
    adopt(history.begunBatches());
  }

  private void adopt(int least) {
    SortedMap<String, Seen> reads = new TreeMap<>();
    history.adopt(
        store.entries(),
        key -> reads.computeIfAbsent(key, wanted -> store.get(wanted, Model.NOTHING_EXPIRED, null)),
        least);
    withFailed = null;
    refusal = null;
    firstEvent = store.events().size();
  }

  /// A failure that made the engine refuse writes was told.
  private void checkTold() {
    if (refusal != null && !hasTold()) {
      throw new Violation("writes are refused (" + refusal + ") and no event tells why");
    }
  }

  private boolean hasTold() {
    List<EngineEvent> events = store.events();
    return events.subList(firstEvent, events.size()).stream().anyMatch(EngineEvent.Failed.class::isInstance);
  }

  /// Everything works again.
  private void liveOn() {
    long version = Math.max(Math.max(history.current().highestVersion(), history.purgeVersion()), 0) + 1_000_000;
    for (int i = 0; i < 4; i++) {
      List<Edit> edits = List.of(new Edit.Put("key" + i, version + 2L * i, 30, 0), new Edit.Delete("k" + i, version + 2L * i + 1));
      step(new Operation.Write(edits, i == 1 ? Durability.BUFFERED : Durability.SYNCED, true));
    }
    store.drive(store.engine().flush());
    store.drive(store.engine().compactAll());
    store.drive(store.engine().settle());
    checkAll();
    if (refusal != null) {
      throw new Violation("a reopened store refuses writes: " + refusal);
    }
    store.powerCut(new RandomStream(script.seed()));
    store.open();
    adopt(history.begunBatches());
    checkAll();
    store.close();
  }

  // ---- steps

  private void step(Operation operation) {
    switch (operation) {
      case Operation.Write write -> write(write);
      case Operation.Get get -> checkGet(get.key());
      case Operation.Scan scan -> checkScan(scan.from(), scan.to());
      case Operation.Check ignored -> checkAll();
      case Operation.Flush flush -> maintain(() -> store.engine().flush(), flush.isAwaited());
      case Operation.CompactAll compact -> maintain(() -> store.engine().compactAll(), compact.isAwaited());
      case Operation.Settle ignored -> maintain(() -> store.engine().settle(), true);
      case Operation.Purge purge -> {
        history.purge(purge.version());
        store.purge(purge.version());
      }
      case Operation.Run run -> store.run(run.events());
      case Operation.Now now -> nowMillis = Math.max(nowMillis, now.millis());
      case Operation.OpenCursor open -> checkEntries();
      default -> {}
    }
  }

  private void maintain(Supplier<org.rumbench.runtime.JobHandle> start, boolean isAwaited) {
    tolerating("maintenance", () -> {
      org.rumbench.runtime.JobHandle handle = start.get();
      if (isAwaited) {
        store.drive(handle);
      }
      return true;
    });
  }

  private void write(Operation.Write write) {
    boolean mustRefuse = refusal != null || hasTold();
    int number = history.begin(write.edits());
    int written = life;
    boolean[] isAnswered = new boolean[1];
    WriteStatus status = tolerating("a write", () -> store.write(write.edits(), write.durability(), failure -> {
      isAnswered[0] = true;
      if (failure != null) {
        refusal = "a sync failed: " + failure.getMessage();
        checkFailure("a write's completion", failure);
      } else if (written == life) {
        history.acknowledged(number, Durability.SYNCED);
      }
    }));
    if (status == null) {
      onRefused(write);
      return;
    }
    if (mustRefuse) {
      throw new Violation("a write was taken although the engine had failed: " + refusal);
    }
    history.applied(number, write.edits().size());
    if (status == WriteStatus.DONE) {
      history.acknowledged(number, write.durability());
      return;
    }
    history.acknowledged(number, Durability.BUFFERED);
    if (write.isAwaited() && !store.runtime().runUntil(() -> isAnswered[0])) {
      throw new Violation("a pending write got no answer");
    }
  }

  /// The first batch that fails may be in the log or not, and may show or not.
  private void onRefused(Operation.Write write) {
    if (refusal == null) {
      Model maybe = history.current().copy();
      write.edits().stream().filter(edit -> edit.version() > history.purgeVersion()).forEach(maybe::apply);
      withFailed = maybe;
      refusal = "a write failed";
    }
  }

  /// Runs a step; null when it fails as it may.
  private <T> @Nullable T tolerating(String step, Supplier<T> action) {
    try {
      return action.get();
    } catch (StorageException failure) {
      checkFailure(step, failure);
      return null;
    }
  }

  private void checkFailure(String step, Throwable failure) {
    if (!plan.isFired()) {
      throw new Violation(step + " fails though no call has failed: " + failure, failure);
    }
    if (failure instanceof CorruptionException || !(failure instanceof StorageException)) {
      throw new Violation(step + " fails in the wrong way: " + failure, failure);
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (String.valueOf(cause.getMessage()).startsWith("injected into")) {
        return;
      }
    }
    throw new Violation(step + " does not show its cause: " + failure, failure);
  }

  // ---- checks

  private void checkAll() {
    checkEntries();
    if (store.design().can(Capability.ORDERED_SCAN)) {
      checkScan(null, null);
    }
    for (String key : new TreeSet<>(history.current().keys())) {
      checkGet(key);
    }
    checkGet("never written");
  }

  private void checkGet(String key) {
    Seen seen = tolerating("get " + key, () -> store.get(key, nowMillis, null));
    if (seen != null && !isAllowed(model -> model.allows(key, seen, nowMillis, history.purgeVersion()))) {
      throw new Violation(
          "get " + key + " shows " + seen + " instead of " + history.current().expected(key, nowMillis)
              + (withFailed == null ? "" : " or " + withFailed.expected(key, nowMillis)));
    }
  }

  private void checkEntries() {
    SortedMap<String, Seen> listing = tolerating("entries", store::entries);
    if (listing != null) {
      agree("entries", listing, null, null, Model.NOTHING_EXPIRED);
    }
  }

  private void checkScan(@Nullable String from, @Nullable String to) {
    SortedMap<String, Seen> listing = tolerating("a scan", () -> store.scan(from, to, nowMillis, null));
    if (listing != null) {
      agree("a scan", listing, from, to, nowMillis);
    }
  }

  private void agree(
      String step, SortedMap<String, Seen> listing, @Nullable String from, @Nullable String to, long time) {
    if (!isAllowed(model -> model.differs(listing, from, to, time, history.purgeVersion()) == null)) {
      throw new Violation(
          step + ": " + history.current().differs(listing, from, to, time, history.purgeVersion()));
    }
  }

  private interface Claim {
    boolean holdsIn(Model model);
  }

  private boolean isAllowed(Claim claim) {
    Model other = withFailed;
    return claim.holdsIn(history.current()) || (other != null && claim.holdsIn(other));
  }
}
