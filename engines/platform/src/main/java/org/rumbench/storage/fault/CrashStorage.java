package org.rumbench.storage.fault;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.RandomStream;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// A disk whose processes can be killed and whose power can fail, over any storage.
///
/// It outlives process lives. [#open] starts one; [#kill] ends it with everything kept that was handed over; [#powerCut]
/// ends it and rewrites the medium as a power failure may leave it: un-synced bytes dropped, kept, cut or torn at 512 or
/// 4,096 bytes independently per file; un-synced name changes kept up to some point per directory, or some of them in no
/// order; truncations undone; reservations shown as zeros. Names and bytes are independent of each other. What a life
/// left un-synced stays so over a kill, and may go in a later power cut. Calls through a dead life's handles throw
/// [IllegalStateException] "killed", and its completions never come.
///
/// [#image] and [#afterPowerCut] show what either would leave and let the process live: a crash at every call is tried in
/// one run.
///
/// One caller for all this; the storage itself is for any thread. Unlike a real kill, the storage below is closed in good
/// order, so a mapped file's reserved tail does not show after it.
public final class CrashStorage {
  private final Function<Environment, Storage> medium;
  private final NameHistory root = new NameHistory();
  private @Nullable Environment environment;
  private @Nullable Storage storage;
  private @Nullable CrashLife life;
  private AtomicBoolean isDead = new AtomicBoolean(true);

  /// A disk over `medium`, which opens a fresh storage over the same bytes each time it is called.
  public CrashStorage(Function<Environment, Storage> medium) {
    this.medium = medium;
  }

  /// Starts a process life over what the disk holds.
  public Storage open(Environment owner) {
    if (!isDead.get()) {
      throw new IllegalStateException("the process before is still alive: kill it or close its storage first");
    }
    AtomicBoolean dead = new AtomicBoolean();
    Storage opened = medium.apply(owner);
    CrashLife started = new CrashLife(opened, root, dead, () -> end(dead));
    environment = owner;
    storage = opened;
    life = started;
    isDead = dead;
    return started;
  }

  /// Whether a life is going on.
  public boolean isAlive() {
    return !isDead.get();
  }

  /// Ends the present life; nothing that was handed over is lost. Harmless when none is going on.
  public void kill() {
    end(isDead);
  }

  private void end(AtomicBoolean dead) {
    if (!dead.compareAndSet(false, true)) {
      return;
    }
    CrashLife ending = life;
    Storage closing = storage;
    if (ending != null && closing != null) {
      ending.end();
      closing.close();
    }
    life = null;
    storage = null;
  }

  /// What a kill at this moment leaves. Changes nothing, so a living process may be asked in the midst of its calls.
  public DiskImage image() {
    return look(null);
  }

  /// What a power cut at this moment may leave, drawn from `random`. Changes nothing, as [#image].
  public DiskImage afterPowerCut(RandomStream random) {
    return look(random);
  }

  private DiskImage look(@Nullable RandomStream random) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    CrashLife present = life;
    Environment owner = environment;
    if (present != null) {
      present.look("", random, files);
    } else if (owner != null) {
      Storage between = medium.apply(owner);
      new CrashLife(between, root, new AtomicBoolean(), () -> {}).look("", random, files);
      between.close();
    }
    return new DiskImage(files);
  }

  /// Ends the present life, if one is going on, and takes the power away.
  public void powerCut(RandomStream random) {
    kill();
    Environment owner = environment;
    if (owner == null) {
      return;
    }
    DiskImage left = afterPowerCut(random);
    Storage surgery = medium.apply(owner);
    rewrite(surgery, root, "", left).writeTo(surgery);
    surgery.close();
    root.forget();
  }

  /// Removes what is not as `left` says, and returns what has to be written.
  private static DiskImage rewrite(Storage directory, NameHistory names, String path, DiskImage left) {
    DiskImage missing = left;
    for (String name : directory.list()) {
      byte[] bytes = left.files().get(path + name);
      if (bytes != null && Arrays.equals(bytes, contents(directory, name))) {
        missing = missing.without(path + name);
      } else {
        directory.remove(name);
      }
    }
    for (Map.Entry<String, NameHistory> sub : names.subs().entrySet()) {
      missing = rewrite(directory.sub(sub.getKey()), sub.getValue(), path + sub.getKey() + "/", missing);
    }
    return missing;
  }

  private static byte[] contents(Storage directory, String name) {
    StorageFile opened = directory.open(name, IoPurpose.HARNESS);
    byte[] bytes = contents(opened);
    opened.release();
    return bytes;
  }

  static byte[] contents(StorageFile file) {
    byte[] bytes = new byte[Math.toIntExact(file.lengthBytes())];
    file.read(0, new UnsafeBuffer(bytes), 0, bytes.length, IoPurpose.HARNESS);
    return bytes;
  }
}
