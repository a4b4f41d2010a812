package org.rumbench.testkit.check;

import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Capability;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.Durability;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.engine.Snapshot;
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.Violation;
import org.rumbench.testkit.model.History;
import org.rumbench.testkit.model.Model;
import org.rumbench.testkit.model.Seen;
import org.rumbench.testkit.script.Operation;
import org.rumbench.testkit.script.Script;
import org.rumbench.testkit.script.ScriptText;
import org.rumbench.testkit.store.TestStore;

/// One script, step by step, on one store, with the model beside it.
///
/// Every step's answer is compared at once; a difference is a [Violation] that names the step. Failures of the engine
/// (an exception where none was provoked) are violations too. What a design cannot do is left out of the script before,
/// as [Script#within] says. One thread.
public final class ScriptRun {
  private static final int LAST_REORGANISATIONS = 3;

  private final Script script;
  private final TestStore store;
  private final History history;
  private final SortedMap<Integer, Snapshot> snapshots = new TreeMap<>();
  private final SortedMap<Integer, Model> snapshotModels = new TreeMap<>();
  private final SortedMap<Integer, OpenedCursor> cursors = new TreeMap<>();
  private final Transcript transcript;
  private long nowMillis;
  private int steps;

  private record OpenedCursor(Cursor cursor, Model model, long nowMillis, boolean isEntries) {}

  /// A run of `script` on a fresh disk in memory.
  public ScriptRun(Design design, Script script) {
    this(script, new TestStore(design.with(script.options()), new SimRuntime(script.seed())));
  }

  /// A run of `script` on `store`, which is not open and whose disk is empty.
  public ScriptRun(Script script, TestStore store) {
    this(script, store, new History(!store.design().can(Capability.VERSIONED)));
  }

  /// A run of `script` on `store`, which is open and shows what `history` says.
  public ScriptRun(Script script, TestStore store, History history) {
    this.script = script.within(store.design().factory().capabilities());
    this.store = store;
    this.history = history;
    this.transcript = new Transcript(this.script);
  }

  /// The store it runs on.
  public TestStore store() {
    return store;
  }

  /// What was written.
  public History history() {
    return history;
  }

  /// The answers so far.
  public Transcript transcript() {
    return transcript;
  }

  /// Operations done.
  public int steps() {
    return steps;
  }

  /// Opens the store, does every operation, checks everything, closes, opens and checks once more; at last every
  /// deletion is given up, and has to go.
  public void run() {
    guarded(() -> "open", () -> {
      store.open();
    });
    runOpen();
    guarded(() -> "the last reopening", () -> {
      end(new Operation.Reopen());
      checkAll();
      closeAll();
    });
    guarded(() -> "the last purge", () -> {
      purgeAll();
      isEnding = true;
      store.close();
    });
  }

  /// A deletion that hides nothing and that the owner has given up goes in a few full reorganisations: the first may only
  /// have taken away what it hid, the next only what kept the values that lay apart from their keys.
  private void purgeAll() {
    long version = store.engine().highestVersion();
    history.purge(version);
    store.purge(version);
    for (int round = 0; round < LAST_REORGANISATIONS; round++) {
      store.drive(store.engine().compactAll());
    }
    SortedMap<String, Seen> entries = store.entries();
    agree("entries", entries, history.current(), null, null, Model.NOTHING_EXPIRED);
    for (String key : history.current().keys()) {
      Seen seen = store.get(key, Model.NOTHING_EXPIRED, null);
      Seen listed = entries.getOrDefault(key, seen);
      if (seen.outcome() == ReadOutcome.TOMBSTONE || listed.outcome() == ReadOutcome.TOMBSTONE) {
        throw new Violation("the deletion of " + key + " is left, below the purge version " + version + ": " + seen);
      }
    }
  }

  /// Does every operation on the open store, and leaves it open.
  public void runOpen() {
    for (Operation operation : script.operations()) {
      steps++;
      guarded(() -> "step " + steps + ", " + ScriptText.print(operation), () -> step(operation));
    }
    guarded(() -> "the last check", this::checkAll);
  }

  private static void guarded(Supplier<String> where, Runnable action) {
    try {
      action.run();
    } catch (Violation violation) {
      throw new Violation(where.get() + ": " + violation.getMessage(), violation);
    } catch (RuntimeException | AssertionError failure) {
      throw new Violation(where.get() + ": " + failure, failure);
    }
  }

  private void step(Operation operation) {
    switch (operation) {
      case Operation.Write write -> write(write);
      case Operation.Get get -> checkGet(get.key(), history.current(), null);
      case Operation.Scan scan -> answered("scan", checkScan(scan.from(), scan.to(), history.current(), null));
      case Operation.OpenCursor open -> openCursor(open);
      case Operation.ReadCursor read -> readCursor(read.slot());
      case Operation.Check ignored -> checkAll();
      case Operation.TakeSnapshot take -> takeSnapshot(take.slot());
      case Operation.ReadSnapshot read -> readSnapshot(read.slot());
      case Operation.CloseSnapshot close -> closeSnapshot(close.slot());
      case Operation.Flush flush -> maintain(store.engine().flush(), flush.isAwaited());
      case Operation.CompactAll compact -> maintain(store.engine().compactAll(), compact.isAwaited());
      case Operation.Settle ignored -> store.drive(store.engine().settle());
      case Operation.Purge purge -> {
        history.purge(purge.version());
        store.purge(purge.version());
      }
      case Operation.Run run -> store.run(run.events());
      case Operation.Now now -> nowMillis = Math.max(nowMillis, now.millis());
      case Operation.Reopen ignored -> end(operation);
      case Operation.Kill ignored -> end(operation);
      case Operation.PowerCut ignored -> end(operation);
    }
  }

  private void maintain(org.rumbench.runtime.JobHandle job, boolean isAwaited) {
    if (isAwaited) {
      store.drive(job);
    }
  }

  private void write(Operation.Write write) {
    int number = history.begin(write.edits());
    int life = lives;
    boolean[] isAnswered = new boolean[1];
    WriteStatus status =
        store.write(write.edits(), write.durability(), failure -> {
          isAnswered[0] = true;
          if (failure != null && !isEnding) {
            throw new Violation("a write failed though nothing was made to fail: " + failure, failure);
          }
          if (life == lives && failure == null) {
            history.acknowledged(number, Durability.SYNCED);
          }
        });
    history.applied(number, write.edits().size());
    if (status == WriteStatus.DONE) {
      history.acknowledged(number, write.durability());
    } else {
      // What is pending was handed to the operating system: only its sync is outstanding.
      history.acknowledged(number, Durability.BUFFERED);
      if (write.isAwaited() && !store.runUntil(() -> isAnswered[0])) {
        throw new Violation("a pending write got no answer");
      }
    }
  }

  private int lives;
  /// From the end of a life on: what is pending then may be told that it is not known to be durable.
  private volatile boolean isEnding;

  private void end(Operation operation) {
    History.End how;
    isEnding = true;
    switch (operation) {
      case Operation.PowerCut cut -> {
        forgetAll();
        store.powerCut(new RandomStream(cut.seed()));
        how = History.End.POWER_CUT;
      }
      case Operation.Kill ignored -> {
        forgetAll();
        store.kill();
        how = History.End.KILL;
      }
      default -> {
        closeAll();
        store.close();
        how = History.End.CLOSE;
      }
    }
    lives++;
    int least = history.survivingBatches(how);
    isEnding = false;
    store.open();
    SortedMap<String, Seen> reads = new TreeMap<>();
    history.adopt(
        store.entries(),
        key -> reads.computeIfAbsent(key, wanted -> store.get(wanted, Model.NOTHING_EXPIRED, null)),
        least);
    if (store.engine().highestVersion() < history.current().highestVersion()
        && history.current().highestVersion() > history.purgeVersion()) {
      throw new Violation("the highest version is " + store.engine().highestVersion() + " after opening, below "
          + history.current().highestVersion());
    }
    checkAll();
  }

  private void forgetAll() {
    snapshots.clear();
    snapshotModels.clear();
    cursors.clear();
  }

  private void closeAll() {
    snapshots.values().forEach(Snapshot::close);
    cursors.values().forEach(opened -> opened.cursor().close());
    forgetAll();
  }

  private void takeSnapshot(int slot) {
    closeSnapshot(slot);
    snapshots.put(slot, store.engine().snapshot());
    snapshotModels.put(slot, history.current().copy());
  }

  private void readSnapshot(int slot) {
    Snapshot snapshot = snapshots.get(slot);
    Model model = snapshotModels.get(slot);
    if (snapshot != null && model != null) {
      answered("scan of a snapshot", checkScan(null, null, model, snapshot));
      for (String key : model.keys()) {
        checkGet(key, model, snapshot);
      }
    }
  }

  private void closeSnapshot(int slot) {
    Snapshot snapshot = snapshots.remove(slot);
    snapshotModels.remove(slot);
    if (snapshot != null) {
      snapshot.close();
    }
  }

  private void openCursor(Operation.OpenCursor open) {
    OpenedCursor before = cursors.remove(open.slot());
    if (before != null) {
      before.cursor().close();
    }
    Cursor cursor = open.isEntries() ? store.openEntries() : store.openScan(null, null, nowMillis, null);
    long time = open.isEntries() ? Model.NOTHING_EXPIRED : nowMillis;
    cursors.put(open.slot(), new OpenedCursor(cursor, history.current().copy(), time, open.isEntries()));
  }

  private void readCursor(int slot) {
    OpenedCursor opened = cursors.remove(slot);
    if (opened != null) {
      SortedMap<String, Seen> found = TestStore.drain(opened.cursor(), !opened.isEntries());
      agree("a cursor opened before", found, opened.model(), null, null, opened.nowMillis());
      answered("a cursor opened before", found);
    }
  }

  private void checkAll() {
    Model model = history.current();
    SortedMap<String, Seen> entries = store.entries();
    agree("entries", entries, model, null, null, Model.NOTHING_EXPIRED);
    answered("entries", entries);
    if (store.design().can(Capability.ORDERED_SCAN)) {
      checkScan(null, null, model, null);
    }
    NavigableSet<String> keys = new TreeSet<>(model.keys());
    keys.add("never written");
    for (String key : keys) {
      checkGet(key, model, null);
    }
    long refused = store.engine().metrics().refusedWrites();
    transcript.addFigure("refused", refused);
    transcript.addFigure("highest", Math.max(store.engine().highestVersion(), history.purgeVersion()));
    if (refused > history.refusedEdits()) {
      throw new Violation(refused + " records were refused, of which " + history.refusedEdits() + " should be");
    }
  }

  private void checkGet(String key, Model model, @Nullable Snapshot snapshot) {
    Seen seen = store.get(key, nowMillis, snapshot);
    transcript.addRead(key, seen, history.forgottenVersion());
    if (!model.allows(key, seen, nowMillis, history.forgottenVersion())) {
      throw new Violation("get " + key + " shows " + seen + " instead of " + model.expected(key, nowMillis)
          + (snapshot == null ? "" : " as of a snapshot"));
    }
  }

  private SortedMap<String, Seen> checkScan(
      @Nullable String from, @Nullable String to, Model model, @Nullable Snapshot snapshot) {
    String what = snapshot == null ? "scan" : "scan of a snapshot";
    SortedMap<String, Seen> found = store.scan(from, to, nowMillis, snapshot);
    agree(what, found, model, from, to, nowMillis);
    return found;
  }

  private void answered(String what, SortedMap<String, Seen> listing) {
    transcript.addListing(what, listing, history.forgottenVersion());
  }

  private void agree(
      String what, SortedMap<String, Seen> listing, Model model, @Nullable String from, @Nullable String to, long time) {
    String difference = model.differs(listing, from, to, time, history.forgottenVersion());
    if (difference != null) {
      throw new Violation(what + ": " + difference);
    }
  }
}
