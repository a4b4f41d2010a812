package org.rumbench.testkit.damage;

import java.util.List;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Capability;
import org.rumbench.engine.OpenJob;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.fault.CrashStorage;
import org.rumbench.storage.fault.DiskImage;
import org.rumbench.storage.fault.FaultPlan;
import org.rumbench.storage.fault.StorageCall;
import org.rumbench.storage.sim.MemoryMedium;
import org.rumbench.storage.sim.SimulatedDisk;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.Violation;
import org.rumbench.testkit.model.Model;
import org.rumbench.testkit.model.Seen;
import org.rumbench.testkit.store.TestStore;

/// One damaged store: opened, read, flushed, compacted, read, closed, opened and read again. One thread.
///
/// Every answer narrows the states that the store may be in; when none is left, an answer was wrong. Calls and events
/// are bounded, and so is what opening allocates, far above what the undamaged store needs.
final class DamageTrial {
  /// The most I/O calls, and the most events, of one trial.
  private static final int MAX_STEPS = 200_000;

  private final Specimen specimen;
  private final List<Model> candidates;
  private final NavigableSet<String> keys;
  private final TestStore store;
  private final int allStates;
  private boolean isDetected;
  private int calls;
  private int events;

  DamageTrial(Design design, Specimen specimen, DiskImage image, List<Spot> spots) {
    this.specimen = specimen;
    this.candidates = specimen.allowedStates(spots);
    this.allStates = specimen.states().size();
    this.keys = new TreeSet<>(specimen.states().getLast().keys());
    this.keys.add("never written");
    MemoryMedium medium = new MemoryMedium(SimulatedDisk.restless(), image.files());
    store = new TestStore(design, new SimRuntime(7), new CrashStorage(medium::open));
    store.follow(this::count);
  }

  private FaultPlan.Fate count(StorageCall call, String file, IoPurpose purpose) {
    if (++calls > MAX_STEPS) {
      throw new Violation("no end after " + calls + " calls; the last is " + call + " of " + file);
    }
    return FaultPlan.Fate.PASS;
  }

  /// Does all of it; a violation says what was wrong.
  DamageReport.Outcome run() {
    if (open()) {
      readAll();
      reorganise();
      readAll();
      store.close();
      if (open()) {
        readAll();
        store.close();
      }
    }
    if (isDetected) {
      return DamageReport.Outcome.DETECTED;
    }
    boolean isWhole = candidates.contains(specimen.states().get(allStates - 1));
    return isWhole ? DamageReport.Outcome.RIGHT : DamageReport.Outcome.SHORTER;
  }

  private boolean open() {
    boolean isOpen = tolerating("opening", () -> {
      OpenJob job = store.beginOpen();
      drive(store.environment().scheduler().submit(job, Priority.OPEN));
      store.opened(job);
      if (specimen.purgeVersion() != Long.MIN_VALUE) {
        store.purge(specimen.purgeVersion());
      }
      return true;
    }) != null;
    if (!isOpen) {
      store.kill();
    }
    return isOpen;
  }

  private void drive(JobHandle handle) {
    store.runtime().runUntil(() -> {
      if (++events > MAX_STEPS) {
        throw new Violation("no end after " + events + " events");
      }
      return handle.isDone();
    });
    store.drive(handle);
  }

  private void reorganise() {
    tolerating("flush", () -> {
      drive(store.engine().flush());
      return true;
    });
    tolerating("compaction", () -> {
      drive(store.engine().compactAll());
      return true;
    });
  }

  private void readAll() {
    Model newest = specimen.states().getLast();
    for (String key : keys) {
      Seen seen = tolerating("get " + key, () -> store.get(key, 0, null));
      if (seen != null) {
        narrow("get " + key + " shows " + seen + " (newest: " + newest.expected(key, 0) + ")", state -> state.allows(key, seen, 0, specimen.purgeVersion()));
      }
    }
    listed("entries", store::entries, Model.NOTHING_EXPIRED);
    if (store.design().can(Capability.ORDERED_SCAN)) {
      listed("scan", () -> store.scan(null, null, 0, null), 0);
    }
  }

  private void listed(String what, Supplier<SortedMap<String, Seen>> read, long nowMillis) {
    SortedMap<String, Seen> listing = tolerating(what, read);
    if (listing != null) {
      narrow(
          what + " shows " + listing,
          state -> state.differs(listing, null, null, nowMillis, specimen.purgeVersion()) == null);
    }
  }

  private interface Claim {
    boolean holdsIn(Model state);
  }

  private void narrow(String what, Claim claim) {
    int before = candidates.size();
    candidates.removeIf(state -> !claim.holdsIn(state));
    if (candidates.isEmpty()) {
      throw new Violation(what + ", which none of " + before + " allowed states has");
    }
  }

  /// Runs a step; null when it told the damage. Any other failure is a violation.
  private <T> @Nullable T tolerating(String what, Supplier<T> step) {
    try {
      return step.get();
    } catch (CorruptionException told) {
      isDetected = true;
      if (told.offsetBytes() < 0 || !isNamed(told.file())) {
        throw new Violation(what + " names no file of the store or no offset: " + told.getMessage(), told);
      }
      return null;
    } catch (Violation violation) {
      throw new Violation(what + ": " + violation.getMessage(), violation);
    } catch (RuntimeException | Error failure) {
      throw new Violation(what + " fails with " + failure, failure);
    }
  }

  /// Whether it is a file of the store, or was one, or one that a file of the store may refer to.
  private boolean isNamed(String file) {
    return specimen.pieces().containsKey(file)
        || specimen.image().files().containsKey(file)
        || specimen.image().files().keySet().stream()
            .anyMatch(name -> Specimen.typeOf(name).equals(Specimen.typeOf(file)));
  }
}
