package org.rumbench.storage.medium;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Environment;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.LedgerSnapshot.Lengths;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;
import org.rumbench.storage.medium.CountingLedger.Holdings;

/// The storage contract over any [Medium]: names, states, bounds, reference counts, merged syncs and all counting.
///
/// What is found on opening counts as appended in the ledger's space. A removed name goes from the medium at once; its
/// bytes go with the last reference. Any thread; two callers that fight over one name are their own fault.
public final class LedgeredStorage implements Storage {
  private static final Pattern NAME = Pattern.compile("[a-z0-9._-]+");

  private final Medium medium;
  private final Environment environment;
  private final CountingLedger ledger;
  private final ConcurrentSkipListMap<String, LedgeredFile> files = new ConcurrentSkipListMap<>();
  private final Set<LedgeredFile> pinned = ConcurrentHashMap.newKeySet();
  private final Map<String, LedgeredStorage> subs = new ConcurrentSkipListMap<>();
  private final SyncQueue nameSyncs;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  /// The storage of one process life over `medium`, whose files it lists.
  public static Storage open(Medium medium, Environment environment) {
    return new LedgeredStorage(medium, environment, new CountingLedger());
  }

  private LedgeredStorage(Medium medium, Environment environment, CountingLedger ledger) {
    this.medium = medium;
    this.environment = environment;
    this.ledger = ledger;
    this.nameSyncs = newSyncQueue(new NameSync(medium));
    for (String name : medium.list()) {
      Lengths lengths = medium.lengths(name);
      files.put(name, new LedgeredFile(this, name, lengths));
      ledger.countFound(lengths);
    }
    ledger.addHolder(this::holdings);
  }

  /// The sync of a directory's names; counted under no purpose, because names belong to none.
  private record NameSync(Medium medium) implements SyncQueue.Target {
    @Override
    public long dirtyBytes() {
      return 0;
    }

    @Override
    public long onStart() {
      return 0;
    }

    @Override
    public void sync() {
      medium.syncNames();
    }

    @Override
    public void onSynced(long covered) {}

    @Override
    public void onEnded() {}
  }

  SyncQueue newSyncQueue(SyncQueue.Target target) {
    return new SyncQueue(medium, environment.scheduler(), target);
  }

  private Holdings holdings() {
    Lengths live = Lengths.ZERO;
    int count = 0;
    for (LedgeredFile file : files.values()) {
      live = live.plus(file.lengths());
      count++;
    }
    Lengths held = Lengths.ZERO;
    for (LedgeredFile file : pinned) {
      held = held.plus(file.lengths());
    }
    return new Holdings(live, held, count);
  }

  private void checkOpen() {
    if (isClosed.get()) {
      throw new IllegalStateException("the storage is closed");
    }
  }

  private static void checkName(String name) {
    if (!NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
      throw new IllegalArgumentException("a name is made of [a-z0-9._-], not '" + name + "'");
    }
  }

  private LedgeredFile existing(String name) {
    LedgeredFile file = files.get(name);
    if (file == null) {
      throw new IllegalArgumentException("no file " + name);
    }
    return file;
  }

  @Override
  public StorageFile create(String name, IoPurpose purpose) {
    checkOpen();
    checkName(name);
    LedgeredFile file = new LedgeredFile(this, name, purpose);
    if (subs.containsKey(name) || files.putIfAbsent(name, file) != null) {
      throw new IllegalArgumentException(name + " exists");
    }
    boolean isCreated = false;
    try {
      file.created(medium.create(name, purpose));
      isCreated = true;
    } finally {
      if (!isCreated) {
        files.remove(name, file);
      }
    }
    return file;
  }

  @Override
  public StorageFile open(String name, IoPurpose purpose) {
    checkOpen();
    LedgeredFile file = existing(name);
    if (!file.acquire(medium, purpose)) {
      throw new IllegalArgumentException("no file " + name);
    }
    return file;
  }

  @Override
  public void publish(String from, String to) {
    checkOpen();
    checkName(to);
    LedgeredFile file = existing(from);
    if (from.equals(to)) {
      return;
    }
    medium.rename(from, to);
    file.renamed(to);
    LedgeredFile replaced = files.put(to, file);
    files.remove(from, file);
    if (replaced != null) {
      forget(replaced);
    }
  }

  @Override
  public void remove(String name) {
    checkOpen();
    LedgeredFile file = existing(name);
    medium.unlink(name);
    files.remove(name, file);
    forget(file);
  }

  private void forget(LedgeredFile file) {
    pinned.add(file);
    if (!file.removed()) {
      pinned.remove(file);
    }
  }

  void unpinned(LedgeredFile file) {
    pinned.remove(file);
  }

  @Override
  public List<String> list() {
    checkOpen();
    return List.copyOf(files.keySet());
  }

  @Override
  public long lengthBytes(String name) {
    return existing(name).lengthBytes();
  }

  @Override
  public void syncNames(Completion completion) {
    checkOpen();
    nameSyncs.request(completion);
  }

  @Override
  public Storage sub(String name) {
    checkOpen();
    checkName(name);
    if (files.containsKey(name)) {
      throw new IllegalArgumentException(name + " is a file");
    }
    return subs.computeIfAbsent(name, part -> new LedgeredStorage(medium.sub(part), environment, ledger));
  }

  @Override
  public @Nullable String directory() {
    return medium.path();
  }

  @Override
  public void lock() {
    checkOpen();
    medium.lock();
  }

  @Override
  public long usableBytes() {
    return medium.usableBytes();
  }

  @Override
  public int blockBytes() {
    return medium.blockBytes();
  }

  @Override
  public CountingLedger ledger() {
    return ledger;
  }

  @Override
  public void close() {
    if (!isClosed.compareAndSet(false, true)) {
      return;
    }
    subs.values().forEach(Storage::close);
    medium.close();
    files.values().forEach(LedgeredFile::closeNow);
    List.copyOf(pinned).forEach(LedgeredFile::closeNow);
  }
}
