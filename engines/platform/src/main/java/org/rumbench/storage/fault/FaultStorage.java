package org.rumbench.storage.fault;

import java.util.concurrent.ConcurrentHashMap;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.RandomStream;
import org.rumbench.storage.DeviceException;
import org.rumbench.storage.ForwardingFile;
import org.rumbench.storage.ForwardingStorage;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageException;
import org.rumbench.storage.StorageFile;
import org.rumbench.storage.StorageFullException;

/// Storage whose calls fail by a plan; a call that fails changes nothing below, but for a short write over a
/// [CrashStorage], whose part lies beyond the logical end and is found by the next life.
///
/// A failed sync over a [CrashStorage] also drops what was not durable, as systems do: no later sync brings it back, and
/// a power cut shows it lost. Any thread.
public final class FaultStorage extends ForwardingStorage {
  /// The plan in force, shared by all parts.
  private static final class Injection {
    private volatile FaultPlan plan;
    private final RandomStream parts;

    private Injection(FaultPlan plan, RandomStream parts) {
      this.plan = plan;
      this.parts = parts;
    }

    /// How much of an append a short write leaves: at least a byte, and not all.
    private int partOf(int lengthBytes) {
      synchronized (parts) {
        return lengthBytes < 2 ? 0 : 1 + parts.nextInt(lengthBytes - 1);
      }
    }
  }

  private final Environment environment;
  private final Injection injection;
  private final ConcurrentHashMap<String, FaultStorage> subs = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, IoPurpose> purposes = new ConcurrentHashMap<>();

  /// Over `storage`; outcomes of failed syncs come through `environment`'s scheduler.
  public FaultStorage(Storage storage, Environment environment, FaultPlan plan) {
    this(storage, environment, new Injection(plan, environment.entropy().stream("short-writes")));
  }

  private FaultStorage(Storage storage, Environment environment, Injection injection) {
    super(storage);
    this.environment = environment;
    this.injection = injection;
  }

  /// Follows `plan` from now on, in all parts.
  public void follow(FaultPlan plan) {
    injection.plan = plan;
  }

  private static @Nullable StorageException failure(FaultPlan.Fate fate, StorageCall call, String file) {
    return switch (fate) {
      case PASS -> null;
      case DEVICE_ERROR, SHORT_WRITE -> new DeviceException("injected into " + call + " of " + file, null);
      case FULL, SHORT_FULL -> new StorageFullException("injected into " + call + " of " + file, null);
    };
  }

  private @Nullable StorageException fault(StorageCall call, String file, IoPurpose purpose) {
    return failure(injection.plan.decide(call, file, purpose), call, file);
  }

  private void check(StorageCall call, String file, IoPurpose purpose) {
    StorageException fault = fault(call, file, purpose);
    if (fault != null) {
      throw fault;
    }
  }

  private boolean isFailed(StorageCall call, String file, IoPurpose purpose, Completion completion) {
    StorageException fault = fault(call, file, purpose);
    if (fault == null) {
      return false;
    }
    environment.scheduler().execute(() -> completion.fail(fault));
    return true;
  }

  private IoPurpose purposeOf(String name) {
    return purposes.getOrDefault(name, IoPurpose.HARNESS);
  }

  @Override
  public StorageFile create(String name, IoPurpose purpose) {
    check(StorageCall.CREATE, name, purpose);
    FaultFile file = new FaultFile(storage.create(name, purpose), purpose);
    purposes.put(name, purpose);
    return file;
  }

  @Override
  public StorageFile open(String name, IoPurpose purpose) {
    check(StorageCall.OPEN, name, purposes.getOrDefault(name, purpose));
    StorageFile opened = storage.open(name, purpose);
    purposes.putIfAbsent(name, purpose);
    return new FaultFile(opened, purposeOf(name));
  }

  @Override
  public void publish(String from, String to) {
    IoPurpose purpose = purposeOf(from);
    check(StorageCall.PUBLISH, from, purpose);
    storage.publish(from, to);
    purposes.remove(from);
    purposes.put(to, purpose);
    injection.plan.published(from, to);
  }

  @Override
  public void remove(String name) {
    check(StorageCall.REMOVE, name, purposeOf(name));
    storage.remove(name);
    purposes.remove(name);
  }

  @Override
  public void syncNames(Completion completion) {
    if (!isFailed(StorageCall.SYNC_NAMES, "", IoPurpose.HARNESS, completion)) {
      storage.syncNames(completion);
    }
  }

  @Override
  public Storage sub(String name) {
    return subs.computeIfAbsent(name, part -> new FaultStorage(storage.sub(part), environment, injection));
  }

  /// A file whose calls fail by the plan.
  private final class FaultFile extends ForwardingFile {
    private final IoPurpose purpose;

    private FaultFile(StorageFile file, IoPurpose purpose) {
      super(file);
      this.purpose = purpose;
    }

    @Override
    public long append(DirectBuffer source, int offset, int lengthBytes) {
      FaultPlan.Fate fate = injection.plan.decide(StorageCall.APPEND, file.name(), purpose);
      StorageException fault = failure(fate, StorageCall.APPEND, file.name());
      if (fault == null) {
        return file.append(source, offset, lengthBytes);
      }
      boolean isShort = fate == FaultPlan.Fate.SHORT_WRITE || fate == FaultPlan.Fate.SHORT_FULL;
      if (isShort && file instanceof CrashFile crash) {
        crash.appendStray(source, offset, injection.partOf(lengthBytes));
      }
      throw fault;
    }

    @Override
    public void read(
        long offsetBytes,
        MutableDirectBuffer target,
        int targetOffset,
        int lengthBytes,
        IoPurpose readPurpose) {
      check(StorageCall.READ, file.name(), readPurpose);
      file.read(offsetBytes, target, targetOffset, lengthBytes, readPurpose);
    }

    @Override
    public void reserve(long lengthBytes) {
      check(StorageCall.RESERVE, file.name(), purpose);
      file.reserve(lengthBytes);
    }

    @Override
    public void sync(Completion completion) {
      if (!isFailed(StorageCall.SYNC, file.name(), purpose, completion)) {
        file.sync(completion);
      } else if (file instanceof CrashFile crash) {
        crash.loseUnsynced();
      }
    }

    @Override
    public void truncate(long lengthBytes) {
      check(StorageCall.TRUNCATE, file.name(), purpose);
      file.truncate(lengthBytes);
    }
  }
}
