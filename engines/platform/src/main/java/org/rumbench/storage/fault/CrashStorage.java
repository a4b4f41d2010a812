package org.rumbench.storage.fault;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
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
/// 4,096 bytes independently per file, un-synced name changes kept up to some point per directory, truncations undone,
/// reservations shown as zeros. What a life left un-synced stays so over a kill, and may go in a later power cut.
/// Calls through a dead life's handles throw [IllegalStateException] "killed", and its completions never come.
///
/// One caller for open, kill and power cut; the storage itself is for any thread. Unlike a real kill, the storage below
/// is closed in good order, so a mapped file's reserved tail does not show after it.
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

  /// Ends the present life, if one is going on, and takes the power away.
  public void powerCut(RandomStream random) {
    kill();
    Environment owner = environment;
    if (owner == null) {
      return;
    }
    Storage surgery = medium.apply(owner);
    rewrite(surgery, root, random);
    surgery.close();
  }

  private static void rewrite(Storage directory, NameHistory names, RandomStream random) {
    Map<String, FileHistory> left = names.afterPowerCut(random);
    Map<FileHistory, byte[]> images = new LinkedHashMap<>();
    Map<String, FileHistory> unchanged = new TreeMap<>();
    for (Map.Entry<String, FileHistory> entry : left.entrySet()) {
      FileHistory file = entry.getValue();
      byte[] before = bytesOf(directory, names, file);
      byte[] after = file.afterPowerCut(before, random);
      images.put(file, after);
      boolean hasName = names.has(entry.getKey()) && names.file(entry.getKey()) == file;
      if (hasName && Arrays.equals(before, after)) {
        unchanged.put(entry.getKey(), file);
      }
    }
    for (String name : directory.list()) {
      if (!unchanged.containsKey(name)) {
        directory.remove(name);
      }
    }
    for (Map.Entry<String, FileHistory> entry : left.entrySet()) {
      byte[] bytes = images.getOrDefault(entry.getValue(), new byte[0]);
      if (!unchanged.containsKey(entry.getKey())) {
        StorageFile file = directory.create(entry.getKey(), IoPurpose.HARNESS);
        file.append(new UnsafeBuffer(bytes), 0, bytes.length);
        file.seal();
        file.release();
      }
      entry.getValue().settled(bytes.length);
    }
    names.settled(left);
    for (Map.Entry<String, NameHistory> sub : names.subs().entrySet()) {
      rewrite(directory.sub(sub.getKey()), sub.getValue(), random);
    }
  }

  /// The bytes of a file under the name it has now, or as saved when it has none.
  private static byte[] bytesOf(Storage directory, NameHistory names, FileHistory file) {
    for (String name : names.list()) {
      if (names.file(name) == file) {
        StorageFile opened = directory.open(name, IoPurpose.HARNESS);
        byte[] bytes = contents(opened);
        opened.release();
        return bytes;
      }
    }
    byte[] saved = file.saved();
    if (saved == null) {
      throw new AssertionError("a file that may come back was not saved");
    }
    return saved;
  }

  static byte[] contents(StorageFile file) {
    byte[] bytes = new byte[Math.toIntExact(file.lengthBytes())];
    file.read(0, new UnsafeBuffer(bytes), 0, bytes.length, IoPurpose.HARNESS);
    return bytes;
  }
}
