package org.rumbench.storage.fault;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Environment;
import org.rumbench.storage.ByteLedger;
import org.rumbench.storage.DeviceException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageException;
import org.rumbench.storage.StorageFile;
import org.rumbench.storage.StorageFullException;

/// Storage whose calls fail by a plan; a call that fails changes nothing below.
///
/// A failed sync over a [CrashStorage] also drops what was not durable, as systems do: no later sync brings it back, and
/// a power cut shows it lost. Any thread.
public final class FaultStorage implements Storage {
  /// The plan in force, shared by all parts.
  private static final class Injection {
    private volatile FaultPlan plan;

    private Injection(FaultPlan plan) {
      this.plan = plan;
    }
  }

  private final Storage storage;
  private final Environment environment;
  private final Injection injection;
  private final ConcurrentHashMap<String, FaultStorage> subs = new ConcurrentHashMap<>();

  /// Over `storage`; outcomes of failed syncs come through `environment`'s scheduler.
  public FaultStorage(Storage storage, Environment environment, FaultPlan plan) {
    this(storage, environment, new Injection(plan));
  }

  private FaultStorage(Storage storage, Environment environment, Injection injection) {
    this.storage = storage;
    this.environment = environment;
    this.injection = injection;
  }

  /// Follows `plan` from now on, in all parts.
  public void follow(FaultPlan plan) {
    injection.plan = plan;
  }

  private @Nullable StorageException fault(StorageCall call, String file) {
    return switch (injection.plan.decide(call, file)) {
      case PASS -> null;
      case DEVICE_ERROR -> new DeviceException("injected into " + call + " of " + file, null);
      case FULL -> new StorageFullException("injected into " + call + " of " + file, null);
    };
  }

  private void check(StorageCall call, String file) {
    StorageException fault = fault(call, file);
    if (fault != null) {
      throw fault;
    }
  }

  private boolean isFailed(StorageCall call, String file, Completion completion) {
    StorageException fault = fault(call, file);
    if (fault == null) {
      return false;
    }
    environment.scheduler().execute(() -> completion.fail(fault));
    return true;
  }

  @Override
  public StorageFile create(String name, IoPurpose purpose) {
    check(StorageCall.CREATE, name);
    return new FaultFile(storage.create(name, purpose));
  }

  @Override
  public StorageFile open(String name, IoPurpose purpose) {
    check(StorageCall.OPEN, name);
    return new FaultFile(storage.open(name, purpose));
  }

  @Override
  public void publish(String from, String to) {
    check(StorageCall.PUBLISH, from);
    storage.publish(from, to);
  }

  @Override
  public void remove(String name) {
    check(StorageCall.REMOVE, name);
    storage.remove(name);
  }

  @Override
  public List<String> list() {
    return storage.list();
  }

  @Override
  public long lengthBytes(String name) {
    return storage.lengthBytes(name);
  }

  @Override
  public void syncNames(Completion completion) {
    if (!isFailed(StorageCall.SYNC_NAMES, "", completion)) {
      storage.syncNames(completion);
    }
  }

  @Override
  public Storage sub(String name) {
    return subs.computeIfAbsent(name, part -> new FaultStorage(storage.sub(part), environment, injection));
  }

  @Override
  public void lock() {
    storage.lock();
  }

  @Override
  public long usableBytes() {
    return storage.usableBytes();
  }

  @Override
  public int blockBytes() {
    return storage.blockBytes();
  }

  @Override
  public ByteLedger ledger() {
    return storage.ledger();
  }

  @Override
  public void close() {
    storage.close();
  }

  /// A file whose calls fail by the plan.
  private final class FaultFile implements StorageFile {
    private final StorageFile file;

    private FaultFile(StorageFile file) {
      this.file = file;
    }

    @Override
    public String name() {
      return file.name();
    }

    @Override
    public long lengthBytes() {
      return file.lengthBytes();
    }

    @Override
    public long append(DirectBuffer source, int offset, int lengthBytes) {
      check(StorageCall.APPEND, file.name());
      return file.append(source, offset, lengthBytes);
    }

    @Override
    public void read(
        long offsetBytes,
        MutableDirectBuffer target,
        int targetOffset,
        int lengthBytes,
        IoPurpose purpose) {
      check(StorageCall.READ, file.name());
      file.read(offsetBytes, target, targetOffset, lengthBytes, purpose);
    }

    @Override
    public void reserve(long lengthBytes) {
      check(StorageCall.RESERVE, file.name());
      file.reserve(lengthBytes);
    }

    @Override
    public void sync(Completion completion) {
      if (!isFailed(StorageCall.SYNC, file.name(), completion)) {
        file.sync(completion);
      } else if (file instanceof CrashFile crash) {
        crash.loseUnsynced();
      }
    }

    @Override
    public long syncedBytes() {
      return file.syncedBytes();
    }

    @Override
    public void truncate(long lengthBytes) {
      file.truncate(lengthBytes);
    }

    @Override
    public void seal() {
      file.seal();
    }

    @Override
    public void adviseSequential() {
      file.adviseSequential();
    }

    @Override
    public void adviseDoNotCache() {
      file.adviseDoNotCache();
    }

    @Override
    public void retain() {
      file.retain();
    }

    @Override
    public void release() {
      file.release();
    }
  }
}
