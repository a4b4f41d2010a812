package org.rumbench.testkit.store;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.Snapshot;
import org.rumbench.engine.StorageEngine;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteCompletion;
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.Storage;
import org.rumbench.storage.fault.CrashStorage;
import org.rumbench.storage.fault.FaultPlan;
import org.rumbench.storage.fault.FaultStorage;
import org.rumbench.storage.sim.MemoryMedium;
import org.rumbench.storage.sim.SimulatedDisk;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.Violation;
import org.rumbench.testkit.model.Seen;
import org.rumbench.testkit.model.Values;
import org.rumbench.testkit.script.Edit;

/// One store of a design on a [StoreMachine], in a simulation unless said otherwise: at most one open engine at a time,
/// over a disk that outlives it.
///
/// In a simulation the stack is engine, [FaultStorage] (whose plan the owner sets), [CrashStorage], medium. Every value that is read is
/// compared with [Values], every listing is checked for duplicates and order: a mismatch is a [Violation]. One thread.
public final class TestStore {
  /// The owner of every life in the simulation.
  public static final String OWNER = "engine";

  private final Design design;
  private final StoreMachine machine;
  private final List<EngineEvent> events = new ArrayList<>();
  private final StoreReader reader = new StoreReader(this::engine);
  private FaultPlan plan = FaultPlan.NONE;
  private @Nullable Environment environment;
  private @Nullable Storage storage;
  private @Nullable StorageEngine engine;
  private long purgeVersion = Long.MIN_VALUE;

  /// A store that is not open, on `disk`.
  public TestStore(Design design, SimRuntime runtime, CrashStorage disk) {
    this(design, new SimulatedMachine(runtime, disk));
  }

  /// A store that is not open, on `machine`.
  public TestStore(Design design, StoreMachine machine) {
    this.design = design;
    this.machine = machine;
  }

  /// A store that is not open, on a fresh disk in memory whose syncs overtake each other.
  public TestStore(Design design, SimRuntime runtime) {
    this(design, runtime, new MemoryMedium(SimulatedDisk.restless())::open);
  }

  /// A store that is not open, on `medium`, which opens a fresh storage over the same bytes for each life.
  public TestStore(Design design, SimRuntime runtime, Function<Environment, Storage> medium) {
    this(design, runtime, new CrashStorage(medium));
  }

  /// Opens the engine to its end; throws what its opening fails with, and is not open then.
  public TestStore open() {
    OpenJob job = beginOpen();
    JobHandle handle = environment().scheduler().submit(job, Priority.OPEN);
    drive(handle);
    opened(job);
    return this;
  }

  /// Starts a life and makes its opening job, for who drives it on his own; [#opened] ends it.
  public OpenJob beginOpen() {
    if (engine != null) {
      throw new IllegalStateException("the store is open");
    }
    Environment life = machine.begin();
    Storage files = machine.storage(life, plan);
    environment = life;
    storage = files;
    return design.factory().open(new EngineContext(life, files, design.engineOptions(), events::add));
  }

  /// The opening job is done.
  public void opened(OpenJob job) {
    StorageEngine opened = job.engine();
    opened.setPurgeVersion(purgeVersion);
    engine = opened;
  }

  /// Follows a fault plan from now on, over lives.
  public void follow(FaultPlan faults) {
    plan = faults;
    if (storage instanceof FaultStorage files) {
      files.follow(faults);
    }
  }

  /// Whether an engine is open.
  public boolean isOpen() {
    return engine != null;
  }

  /// The open engine.
  public StorageEngine engine() {
    StorageEngine open = engine;
    if (open == null) {
      throw new IllegalStateException("the store is not open");
    }
    return open;
  }

  /// The environment of the present life.
  public Environment environment() {
    Environment life = environment;
    if (life == null) {
      throw new IllegalStateException("no life has begun");
    }
    return life;
  }

  /// The storage of the present life, as the engine has it.
  public Storage storage() {
    Storage files = storage;
    if (files == null) {
      throw new IllegalStateException("no life has begun");
    }
    return files;
  }

  private SimulatedMachine simulated() {
    if (machine instanceof SimulatedMachine simulation) {
      return simulation;
    }
    throw new IllegalStateException("the store lives on a real machine");
  }

  /// The simulation; [IllegalStateException] on a real machine.
  public SimRuntime runtime() {
    return simulated().runtime();
  }

  /// The disk below; [IllegalStateException] on a real machine.
  public CrashStorage disk() {
    return simulated().disk();
  }

  /// As [StoreMachine#runUntil].
  public boolean runUntil(BooleanSupplier isDone) {
    return machine.runUntil(isDone);
  }

  /// As [StoreMachine#await].
  public boolean await(BooleanSupplier isDone) {
    return machine.await(isDone);
  }

  /// The design.
  public Design design() {
    return design;
  }

  /// What the engine told, over all lives.
  public List<EngineEvent> events() {
    return events;
  }

  /// Ends the life in good order.
  public void close() {
    engine().close();
    engine = null;
    storage().close();
    machine.end();
  }

  /// The process dies; what it handed over stays. Also ends an opening that failed or was not driven to its end. On a
  /// machine that cannot crash the life ends in good order, but for what is left open.
  public void kill() {
    if (machine.canCrash()) {
      machine.kill();
      engine = null;
    } else if (engine != null) {
      close();
    }
  }

  /// The machine loses its power; as [#kill] on one that cannot crash.
  public void powerCut(RandomStream random) {
    if (machine.canCrash()) {
      machine.powerCut(random);
      engine = null;
    } else {
      kill();
    }
  }

  /// Runs a job to its end and throws its failure.
  public void drive(JobHandle handle) {
    if (!machine.runUntil(handle::isDone)) {
      throw new Violation("nothing is left to run, and a job has no outcome");
    }
    handle.completion().throwIfFailed();
  }

  /// Runs at most `count` events.
  public void run(int count) {
    int[] left = {count};
    boolean ignored = machine.runUntil(() -> left[0]-- <= 0 || !machine.canCrash());
  }

  // ---- writing

  /// Encodes edits as one batch.
  public static WriteBatch batchOf(List<Edit> edits) {
    WriteBatch batch = new WriteBatch();
    ExpandableArrayBuffer value = new ExpandableArrayBuffer();
    for (Edit edit : edits) {
      switch (edit) {
        case Edit.Put put -> {
          UnsafeBuffer key = bytes(put.key());
          Values.fill(value, 0, put.key(), put.version(), put.valueBytes());
          batch.put(key, 0, key.capacity(), put.version(), put.expiryMillis(), value, 0, put.valueBytes());
        }
        case Edit.Delete delete -> {
          UnsafeBuffer key = bytes(delete.key());
          batch.delete(key, 0, key.capacity(), delete.version());
        }
        case Edit.DeleteRange range -> {
          UnsafeBuffer from = bytes(range.from());
          UnsafeBuffer to = bytes(range.to());
          batch.deleteRange(from, 0, from.capacity(), to, 0, to.capacity(), range.version());
        }
      }
    }
    return batch;
  }

  /// Writes through stalls: DONE or PENDING. A store that stays stalled although everything has run is a [Violation].
  public WriteStatus write(List<Edit> edits, Durability durability, WriteCompletion completion) {
    WriteBatch batch = batchOf(edits);
    while (true) {
      WriteStatus status = engine().write(batch, durability, completion);
      if (status != WriteStatus.STALLED) {
        return status;
      }
      boolean[] isWritable = new boolean[1];
      engine().onWritable(() -> isWritable[0] = true);
      if (!machine.runUntil(() -> isWritable[0])) {
        throw new Violation("writes stall for ever: " + engine().stallCause());
      }
    }
  }

  /// Sets the purge version, for later lives too.
  public void purge(long version) {
    purgeVersion = Math.max(purgeVersion, version);
    engine().setPurgeVersion(purgeVersion);
  }

  // ---- reading

  /// A point read at `nowMillis`, as of `snapshot` when there is one.
  public Seen get(String key, long nowMillis, @Nullable Snapshot snapshot) {
    return reader.get(key, nowMillis, snapshot);
  }

  /// A range read at `nowMillis`; null bounds are open.
  public SortedMap<String, Seen> scan(
      @Nullable String from, @Nullable String to, long nowMillis, @Nullable Snapshot snapshot) {
    return reader.scan(from, to, nowMillis, snapshot);
  }

  /// Opens a range read.
  public Cursor openScan(@Nullable String from, @Nullable String to, long nowMillis, @Nullable Snapshot snapshot) {
    return reader.openScan(from, to, nowMillis, snapshot);
  }

  /// Every key's winner.
  public SortedMap<String, Seen> entries() {
    return reader.entries();
  }

  /// Opens a walk over every key's winner.
  public Cursor openEntries() {
    return reader.openEntries();
  }

  /// Reads a cursor to its end and closes it.
  public static SortedMap<String, Seen> drain(Cursor cursor, boolean isOrdered) {
    return StoreReader.drain(cursor, isOrdered);
  }

  /// The bytes of a key.
  public static UnsafeBuffer bytes(String key) {
    return StoreReader.bytes(key);
  }
}
