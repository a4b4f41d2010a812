package org.rumbench.testkit.damage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Durability;
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.fault.CrashStorage;
import org.rumbench.storage.fault.DiskImage;
import org.rumbench.storage.fault.FaultPlan;
import org.rumbench.storage.fault.StorageCall;
import org.rumbench.storage.sim.IoCost;
import org.rumbench.storage.sim.MemoryMedium;
import org.rumbench.storage.sim.SimulatedDisk;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.Violation;
import org.rumbench.testkit.model.History;
import org.rumbench.testkit.model.Model;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.script.Operation;
import org.rumbench.testkit.script.Script;
import org.rumbench.testkit.store.TestStore;

/// Makes a [Specimen]: one script, which may end lives by a kill or by flushing and closing, then a few batches of which
/// some are synced and the last is not, and the disk as a killed process leaves it, background work half done.
final class SpecimenRun {
  private final Script script;
  private final TestStore store;
  private final History history = new History();
  private final List<Specimen.Placed> batches = new ArrayList<>();
  private final List<String> logs = new ArrayList<>();
  private final List<DiskImage> moments = new ArrayList<>();
  private final SortedMap<String, Set<Specimen.Piece>> pieces = new TreeMap<>();
  private int syncedLog = -1;
  private long syncedBytes;
  private final boolean isEndOfLogKept;
  private Specimen.@Nullable Placed kept;
  private int life;

  SpecimenRun(Design design, Script script, boolean isEndOfLogKept) {
    this.script = script;
    this.isEndOfLogKept = isEndOfLogKept;
    MemoryMedium medium = new MemoryMedium(SimulatedDisk.solidState(), IoCost.FREE, this::onCall);
    store = new TestStore(design, new SimRuntime(script.seed()), new CrashStorage(medium::open));
    store.follow(new LogWatch());
  }

  private void onCall(String call, String file, long offsetBytes, long lengthBytes) {
    if (lengthBytes > 0 && (call.equals("append") || call.equals("read"))) {
      pieces.computeIfAbsent(file, name -> new LinkedHashSet<>())
          .add(new Specimen.Piece((int) offsetBytes, (int) lengthBytes));
    }
  }

  /// Notes which files are logs, under the names they have.
  private final class LogWatch implements FaultPlan {
    @Override
    public Fate decide(StorageCall call, String file, IoPurpose purpose) {
      if (call == StorageCall.CREATE && purpose.kind() == IoPurpose.Kind.COMMIT) {
        logs.add(file);
      }
      return Fate.PASS;
    }

    @Override
    public void published(String from, String to) {
      logs.replaceAll(name -> name.equals(from) ? to : name);
    }
  }

  Specimen make() {
    store.open();
    int steps = 0;
    for (Operation operation : script.operations()) {
      switch (operation) {
        case Operation.Kill ignored -> reopen(true);
        case Operation.Reopen ignored -> reopen(false);
        default -> {
          step(operation);
          if (steps++ % 8 == 0) {
            moments.add(store.disk().image());
          }
        }
      }
    }
    ending();
    for (String key : history.current().keys()) {
      store.get(key, 0, null);
    }
    return specimen();
  }

  private void reopen(boolean isKilled) {
    if (isKilled) {
      store.kill();
    } else {
      store.drive(store.engine().flush());
      store.close();
    }
    life++;
    logs.clear();
    batches.clear();
    syncedLog = -1;
    int least = history.survivingBatches(isKilled ? History.End.KILL : History.End.CLOSE);
    store.open();
    history.adopt(store.entries(), key -> store.get(key, Model.NOTHING_EXPIRED, null), least);
  }

  private void step(Operation operation) {
    switch (operation) {
      case Operation.Write write -> write(write);
      case Operation.Flush flush -> {
        if (flush.isAwaited()) {
          store.drive(store.engine().flush());
        }
      }
      case Operation.CompactAll compact -> store.drive(store.engine().compactAll());
      case Operation.Settle ignored -> store.drive(store.engine().settle());
      case Operation.Purge purge -> {
        history.purge(purge.version());
        store.purge(purge.version());
      }
      case Operation.Run run -> store.run(run.events());
      default -> {}
    }
  }

  private void write(Operation.Write write) {
    int number = history.begin(write.edits());
    int knownLog = syncedLog;
    long knownBytes = syncedBytes;
    int logBefore = logs.size() - 1;
    long lengthBefore = length(logBefore);
    int written = life;
    int[] place = {-1};
    long[] end = {0};
    boolean[] isAnswered = new boolean[1];
    WriteStatus status = store.write(write.edits(), write.durability(), failure -> {
      isAnswered[0] = true;
      if (failure == null && written == life) {
        history.acknowledged(number, Durability.SYNCED);
        syncedLog = place[0];
        syncedBytes = end[0];
      }
    });
    history.applied(number, write.edits().size());
    place[0] = logs.size() - 1;
    end[0] = length(place[0]);
    long from = place[0] == logBefore ? lengthBefore : 0;
    batches.add(new Specimen.Placed(place[0], from, end[0], knownLog, knownBytes));
    if (status != WriteStatus.DONE) {
      history.acknowledged(number, Durability.BUFFERED);
      if (write.isAwaited() && !store.runtime().runUntil(() -> isAnswered[0])) {
        throw new Violation("a pending write got no answer");
      }
    } else {
      history.acknowledged(number, write.durability());
    }
  }

  private long length(int log) {
    return log < 0 ? 0 : store.storage().lengthBytes(logs.get(log));
  }

  /// One synced batch, and one after it that says so; before that, one that becomes durable while a flush is on its way.
  private void ending() {
    long version = Math.max(history.current().highestVersion(), history.purgeVersion());
    if (isEndOfLogKept) {
      write(new Operation.Write(List.of(new Edit.Put("last-0", ++version, 20, 0)), Durability.BUFFERED, true));
      JobHandle flush = store.engine().flush();
      write(new Operation.Write(List.of(new Edit.Put("last-0", ++version, 20, 0)), Durability.SYNCED, true));
      store.drive(flush);
      kept = batches.getLast();
    }
    write(new Operation.Write(List.of(new Edit.Put("last-1", version + 1, 20, 0)), Durability.SYNCED, true));
    write(new Operation.Write(List.of(new Edit.Put("last-2", version + 2, 20, 0)), Durability.BUFFERED, true));
    write(new Operation.Write(List.of(new Edit.Delete("last-2", version + 3)), Durability.BUFFERED, true));
  }

  private Specimen specimen() {
    DiskImage image = store.disk().image();
    List<Damage.Stale> older = new ArrayList<>();
    image.files().forEach((name, now) -> {
      byte[] latest = now;
      for (DiskImage moment : moments) {
        byte[] then = moment.files().get(name);
        if (then != null && !Arrays.equals(then, now) && !Arrays.equals(then, latest)) {
          older.add(new Damage.Stale(name, moment));
          latest = then;
        }
      }
    });
    SortedMap<String, List<Specimen.Piece>> within = new TreeMap<>();
    pieces.forEach((name, all) -> {
      byte[] bytes = image.files().get(name);
      int length = bytes == null ? 0 : bytes.length;
      within.put(name, all.stream().filter(piece -> piece.offsetBytes() + piece.lengthBytes() <= length).toList());
    });
    return new Specimen(image, history.states(), batches, logs, older, within, history.purgeVersion(), kept);
  }
}
