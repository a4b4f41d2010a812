package org.rumbench.storage.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.RandomStream;
import org.rumbench.storage.ByteLedger;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// One directory in one process life of a [CrashStorage].
///
/// A file that is removed or replaced is kept open until the change is durable, because a power cut may bring it back;
/// until then it counts as pinned.
final class CrashLife implements Storage {
  /// A file without a name that may come back, and the reference that keeps its bytes.
  private record Kept(FileHistory history, StorageFile file) {}

  private final Storage storage;
  private final NameHistory names;
  private final AtomicBoolean isDead;
  private final Runnable onClose;
  private final Map<String, CrashLife> subs = new TreeMap<>();
  private final List<Kept> kept = new ArrayList<>();

  CrashLife(Storage storage, NameHistory names, AtomicBoolean isDead, Runnable onClose) {
    this.storage = storage;
    this.names = names;
    this.isDead = isDead;
    this.onClose = onClose;
    storage.list().forEach(name -> names.found(name, storage.lengthBytes(name)));
  }

  void checkAlive() {
    if (isDead.get()) {
      throw new IllegalStateException("killed");
    }
  }

  boolean isDead() {
    return isDead.get();
  }

  @Override
  public StorageFile create(String name, IoPurpose purpose) {
    checkAlive();
    StorageFile file = storage.create(name, purpose);
    return new CrashFile(this, file, names.created(name));
  }

  @Override
  public StorageFile open(String name, IoPurpose purpose) {
    checkAlive();
    return new CrashFile(this, storage.open(name, purpose), names.file(name));
  }

  @Override
  public void publish(String from, String to) {
    checkAlive();
    if (from.equals(to)) {
      storage.publish(from, to);
      return;
    }
    if (names.has(to)) {
      keep(to);
    }
    storage.publish(from, to);
    names.published(from, to);
  }

  @Override
  public void remove(String name) {
    checkAlive();
    if (names.has(name)) {
      keep(name);
    }
    storage.remove(name);
    names.removed(name);
  }

  private void keep(String name) {
    Kept file = new Kept(names.file(name), storage.open(name, IoPurpose.HARNESS));
    synchronized (this) {
      kept.add(file);
    }
  }

  @Override
  public void syncNames(Completion completion) {
    checkAlive();
    long covered = names.changes();
    Completion inner = new Completion();
    inner.onDone(failure -> {
      if (isDead()) {
        return;
      }
      if (failure == null) {
        names.synced(covered);
        releaseKept();
        completion.complete();
      } else {
        completion.fail(failure);
      }
    });
    storage.syncNames(inner);
  }

  private void releaseKept() {
    List<Kept> gone = new ArrayList<>();
    synchronized (this) {
      for (Kept file : kept) {
        if (!names.mayComeBack(file.history())) {
          gone.add(file);
        }
      }
      kept.removeAll(gone);
    }
    gone.forEach(file -> file.file().release());
  }

  /// Puts the bytes of every file here and below into `into`, under paths that begin with `path`: as they are when
  /// `random` is null, else as a power cut may leave them.
  void look(String path, @Nullable RandomStream random, SortedMap<String, byte[]> into) {
    Map<String, FileHistory> left = random == null ? names.present() : names.afterPowerCut(random);
    Map<FileHistory, String> named = names.byFile();
    left.forEach((name, file) -> {
      byte[] bytes = contents(file, named.get(file));
      into.put(path + name, random == null ? bytes : file.afterPowerCut(bytes, random));
    });
    names.subs().keySet().forEach(part -> part(part).look(path + part + "/", random, into));
  }

  /// The bytes of a file under the name it has now, or of one without a name that may come back.
  private byte[] contents(FileHistory file, @Nullable String name) {
    byte[] known = file.contents();
    if (known != null) {
      return known;
    }
    byte[] bytes = name == null ? keptContents(file) : namedContents(name);
    file.setContents(bytes);
    return bytes;
  }

  private byte[] namedContents(String name) {
    StorageFile opened = storage.open(name, IoPurpose.HARNESS);
    byte[] bytes = CrashStorage.contents(opened);
    opened.release();
    return bytes;
  }

  private synchronized byte[] keptContents(FileHistory file) {
    for (Kept candidate : kept) {
      if (candidate.history() == file) {
        return CrashStorage.contents(candidate.file());
      }
    }
    byte[] saved = file.saved();
    if (saved == null) {
      throw new AssertionError("a file that may come back was not saved");
    }
    return saved;
  }

  /// The process ends: files that may come back are saved, then everything is closed.
  void end() {
    for (CrashLife sub : subs()) {
      sub.end();
    }
    List<Kept> files;
    synchronized (this) {
      files = List.copyOf(kept);
      kept.clear();
    }
    for (Kept file : files) {
      if (names.mayComeBack(file.history())) {
        file.history().save(CrashStorage.contents(file.file()));
      }
    }
    names.lifeEnds();
  }

  private synchronized List<CrashLife> subs() {
    return List.copyOf(subs.values());
  }

  @Override
  public List<String> list() {
    checkAlive();
    return storage.list();
  }

  @Override
  public long lengthBytes(String name) {
    checkAlive();
    return storage.lengthBytes(name) - names.file(name).strayBytes();
  }

  @Override
  public Storage sub(String name) {
    checkAlive();
    return part(name);
  }

  private synchronized CrashLife part(String name) {
    return subs.computeIfAbsent(
        name, part -> new CrashLife(storage.sub(part), names.sub(part), isDead, () -> {}));
  }

  @Override
  public void lock() {
    checkAlive();
    storage.lock();
  }

  @Override
  public long usableBytes() {
    checkAlive();
    return storage.usableBytes();
  }

  @Override
  public int blockBytes() {
    return storage.blockBytes();
  }

  /// Stays readable after a kill: the harness asks what the dead process did.
  @Override
  public ByteLedger ledger() {
    return storage.ledger();
  }

  /// A clean end of this life; of a part, nothing.
  @Override
  public void close() {
    onClose.run();
  }
}
