package org.rumbench.testkit.mutant;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Durability;
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.StorageException;
import org.rumbench.storage.fault.FaultPlan;
import org.rumbench.storage.fault.StorageCall;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.Violation;
import org.rumbench.testkit.model.History;
import org.rumbench.testkit.model.Model;
import org.rumbench.testkit.model.Seen;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.script.Operation;
import org.rumbench.testkit.script.ScriptRecipe;
import org.rumbench.testkit.store.TestStore;

/// Failing storage: some calls of one kind fail for a while. Every read shows the truth or fails; after a failed sync
/// nothing is written any more; and once the storage is well again, the store opens to everything that it accepted.
public final class FaultFinder implements Finder {
  private static final StorageCall[] CALLS = {
    StorageCall.READ, StorageCall.APPEND, StorageCall.SYNC, StorageCall.READ, StorageCall.APPEND, StorageCall.SYNC_NAMES,
    StorageCall.CREATE, StorageCall.OPEN
  };

  @Override
  public String name() {
    return "fault";
  }

  @Override
  public @Nullable Finding find(Design design, long seed) {
    Trial trial = new Trial(design, seed);
    try {
      trial.run();
      return null;
    } catch (Violation violation) {
      return new Finding(trial.faults + ": " + violation.getMessage(), trial.steps);
    } catch (RuntimeException | AssertionError failure) {
      return new Finding(trial.faults + ": " + failure, trial.steps);
    }
  }

  private static final class Trial {
    private final TestStore store;
    private final List<Operation> operations;
    private final History history = new History();
    private final RandomStream random;
    private final StorageCall failing;
    private final FaultPlan.Fate fate;
    private final int oneIn;
    private String faults = "";
    private int steps;
    private boolean hasSyncFailed;
    private boolean hasWriteFailed;

    Trial(Design design, long seed) {
      random = new RandomStream(seed ^ 0xfa17);
      store = new TestStore(design, new SimRuntime(seed));
      operations =
          ScriptRecipe.MODEL.withOperations(300).withoutLives()
              .script(seed, design.factory().capabilities()).operations();
      failing = CALLS[(int) (seed % CALLS.length)];
      fate = FaultPlan.Fate.values()[1 + random.nextInt(4)];
      oneIn = 1 + random.nextInt(12);
    }

    void run() {
      store.open();
      int healthy = random.nextInt(operations.size());
      for (Operation operation : operations) {
        if (steps++ == healthy) {
          faults = fate + " of one in " + oneIn + " of " + failing + " from step " + steps;
          fail();
        }
        step(operation);
        if (hasWriteFailed) {
          break;
        }
      }
      fail();
      checkReads();
      checkRefusal();
      recoverUnderFaults();
      store.follow(FaultPlan.NONE);
      reopen();
      checkReads();
      reopen();
    }

    private void fail() {
      store.follow((call, file, purpose) ->
          call == failing && random.nextInt(oneIn) == 0 ? fate : FaultPlan.Fate.PASS);
    }

    private void step(Operation operation) {
      switch (operation) {
        case Operation.Write write -> write(write.edits(), write.durability());
        case Operation.Get get -> checkGet(get.key());
        case Operation.Check ignored -> checkReads();
        case Operation.Scan ignored -> checkReads();
        case Operation.Flush flush -> maintain(() -> store.engine().flush(), flush.isAwaited());
        case Operation.CompactAll compact -> maintain(() -> store.engine().compactAll(), compact.isAwaited());
        case Operation.Settle ignored -> maintain(() -> store.engine().settle(), true);
        case Operation.Purge purge -> {
          history.purge(purge.version());
          store.purge(purge.version());
        }
        case Operation.Run run -> store.run(run.events());
        default -> {}
      }
    }

    private void maintain(java.util.function.Supplier<JobHandle> job, boolean isAwaited) {
      try {
        JobHandle handle = job.get();
        if (isAwaited) {
          store.drive(handle);
        }
      } catch (StorageException expected) {
        // It surfaced.
      }
    }

    private void write(List<Edit> edits, Durability durability) {
      int number = history.begin(edits);
      boolean wasFailed = hasSyncFailed;
      try {
        WriteStatus status =
            store.write(edits, durability, failure -> {
              if (failure == null) {
                history.acknowledged(number, Durability.SYNCED);
              } else {
                hasSyncFailed = true;
              }
            });
        if (wasFailed) {
          throw new Violation("a write is taken after a failed sync");
        }
        history.applied(number, edits.size());
        history.acknowledged(number, status == WriteStatus.DONE ? durability : Durability.BUFFERED);
      } catch (StorageException expected) {
        hasWriteFailed = true;
      }
    }

    /// After a failed sync, and only then, an engine may not go on.
    private void checkRefusal() {
      store.run(1_000);
      if (hasSyncFailed) {
        store.follow(FaultPlan.NONE);
        write(List.of(new Edit.Delete("key1", history.current().highestVersion() + 1_000_000)), Durability.BUFFERED);
      }
    }

    /// Opening under faults either fails with the fault or shows the truth.
    private void recoverUnderFaults() {
      store.kill();
      fail();
      try {
        store.open();
        adopt();
        checkReads();
      } catch (StorageException expected) {
        // It surfaced.
      }
    }

    private void reopen() {
      store.kill();
      store.open();
      adopt();
    }

    private void adopt() {
      history.adopt(store.entries(), key -> store.get(key, 0, null), history.survivingBatches(History.End.KILL));
    }

    private void checkReads() {
      for (String key : new ArrayList<>(history.current().keys())) {
        checkGet(key);
      }
      try {
        String difference =
            history.current().differs(store.entries(), null, null, Model.NOTHING_EXPIRED, history.purgeVersion());
        if (difference != null && !hasWriteFailed) {
          throw new Violation("entries: " + difference);
        }
      } catch (StorageException expected) {
        // It surfaced.
      }
    }

    private void checkGet(String key) {
      try {
        Seen seen = store.get(key, 0, null);
        if (!hasWriteFailed && !history.current().allows(key, seen, 0, history.purgeVersion())) {
          throw new Violation("get " + key + " shows " + seen + " instead of " + history.current().expected(key, 0));
        }
      } catch (StorageException expected) {
        // It surfaced.
      }
    }
  }
}
