package org.rumbench.reference.mvstore;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.agrona.DirectBuffer;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.engine.OwnAccount;
import org.rumbench.reference.Lane;
import org.rumbench.reference.LedgerRows;
import org.rumbench.reference.OutsideStore;
import org.rumbench.reference.system.OwnFiles;
import org.rumbench.reference.system.ProcessIo;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.DeviceException;
import org.rumbench.storage.IoPurpose;

/// An open MVStore. A batch is one commit, which writes one chunk of changed pages to the file; [#sync] forces the file.
///
/// Readers take the last committed version, so they see batches whole. Versions stay registered while a view or a walk
/// uses them, and the pages below them stay.
final class MvstoreStore implements OutsideStore {
  private static final String COUNTERS =
      "MVStore counts no bytes written: these are the read and write calls of the whole process (/proc/self/io rchar, "
          + "wchar), all of the tree's chunks; space is the length of its file";
  private static final String FILE = "store.mv";
  private static final byte[] MARK = {};
  private static final int COMPACTION_FILL_PERCENT = 90;
  private static final int COMPACTION_CHUNK_BYTES = 16 << 20;
  /// With versions in use there is always something dead that cannot go yet.
  private static final int COMPACTION_ROUNDS = 16;

  private final OwnFiles files;
  private final MvstoreOptions options;
  private final MVStore store;
  private final MVMap<byte[], byte[]> records;
  private final MVMap<byte[], byte[]> marks;
  private final ReentrantLock lock = new ReentrantLock();
  private final ProcessIo atOpening = ProcessIo.now();
  private volatile MVMap<byte[], byte[]> committed;

  private MvstoreStore(OwnFiles files, MvstoreOptions options, MVStore store) {
    this.files = files;
    this.options = options;
    this.store = store;
    this.records = store.openMap("records", builder());
    this.marks = store.openMap("mark", builder());
    this.committed = records;
    long ignored = store.commit();
    publish();
  }

  private static MVMap.Builder<byte[], byte[]> builder() {
    return new MVMap.Builder<byte[], byte[]>()
        .keyType(ByteArrayDataType.INSTANCE)
        .valueType(ByteArrayDataType.INSTANCE);
  }

  /// Opens or recovers the store in `files`.
  static MvstoreStore open(OwnFiles files, MvstoreOptions options) {
    return doing(
        "open " + files.path(),
        () ->
            new MvstoreStore(
                files, options,
                new MVStore.Builder()
                    .fileName(files.file(FILE))
                    .cacheSize(options.cacheMebibytes())
                    .pageSplitSize(options.pageSplitBytes())
                    .autoCommitDisabled()
                    .open()));
  }

  /// Makes a call and says its failure in our words.
  static <T> T doing(String what, Supplier<T> call) {
    try {
      return call.get();
    } catch (MVStoreException e) {
      throw failure(what, e);
    }
  }

  private static RuntimeException failure(String what, MVStoreException cause) {
    String message = "MVStore failed to " + what + ": " + cause.getMessage();
    if (cause.getErrorCode() == org.h2.mvstore.DataUtils.ERROR_FILE_CORRUPT) {
      CorruptionException corruption =
          new CorruptionException("MVStore's file", 0, "what was written", String.valueOf(cause.getMessage()));
      corruption.initCause(cause);
      return corruption;
    }
    if (cause.getErrorCode() == org.h2.mvstore.DataUtils.ERROR_CLOSED) {
      return new IllegalStateException(message, cause);
    }
    return new DeviceException(message, cause);
  }

  // ---- writing

  private void publish() {
    committed = records.openVersion(store.getCurrentVersion());
  }

  private static byte[] key(Lane lane) {
    return bytes(lane.key(), lane.keyLength());
  }

  private static byte[] value(Lane lane) {
    return bytes(lane.value(), lane.valueLength());
  }

  private static byte[] bytes(DirectBuffer buffer, int length) {
    byte[] bytes = new byte[length];
    buffer.getBytes(0, bytes);
    return bytes;
  }

  @Override
  public boolean put(Lane lane, boolean isSynced) {
    begin(isSynced);
    addPut(lane);
    return commit(isSynced);
  }

  /// Holds the lock until [#commit] or [#rollback].
  @Override
  public void begin(boolean isSynced) {
    lock.lock();
  }

  @Override
  public void addPut(Lane lane) {
    byte[] ignored = doing("put", () -> records.put(key(lane), value(lane)));
  }

  @Override
  public void addDelete(Lane lane) {
    byte[] ignored = doing("delete", () -> records.remove(key(lane)));
  }

  @Override
  public void addDeleteRange(byte[] from, byte[] to) {
    throw new UnsupportedOperationException("MVStore does not delete ranges");
  }

  @Override
  public void addMark(Lane lane) {
    byte[] ignored = doing("put the mark", () -> marks.put(MARK, value(lane)));
  }

  @Override
  public boolean commit(boolean isSynced) {
    try {
      long ignored = doing("commit", store::commit);
      publish();
      return !isSynced;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void rollback() {
    try {
      store.rollback();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void sync() {
    boolean ignored =
        doing("sync", () -> {
          store.sync();
          return true;
        });
  }

  // ---- reading

  @Override
  public int get(Lane lane, @Nullable View view) {
    MVMap<byte[], byte[]> map = view instanceof MvstoreView shown ? shown.map() : committed;
    return copied(doing("get", () -> map.get(key(lane))), lane);
  }

  @Override
  public int getMark(Lane lane) {
    return copied(doing("get the mark", () -> marks.get(MARK)), lane);
  }

  private static int copied(byte @Nullable [] value, Lane lane) {
    if (value == null) {
      return ABSENT;
    }
    lane.roomForValue(value.length).putBytes(0, value);
    return value.length;
  }

  @Override
  public MvstoreView view() {
    lock.lock();
    try {
      return new MvstoreView(store, store.registerVersionUsage(), committed);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Walk walk(byte @Nullable [] from, byte @Nullable [] to, @Nullable View view) {
    MvstoreView own = view();
    MVMap<byte[], byte[]> map = view instanceof MvstoreView shown ? shown.map() : own.map();
    return new MvstoreWalk(own, doing("begin a walk", () -> map.cursor(from)), to);
  }

  // ---- background work

  @Override
  public void flush() {
    sync();
  }

  /// Rewrites the chunks that hold little that is alive, again and again until there are none, but not for ever.
  @Override
  public void compactAll() {
    lock.lock();
    try {
      boolean ignored =
          doing("compact the file", () -> {
            int rounds = 0;
            while (rounds < COMPACTION_ROUNDS && store.compact(COMPACTION_FILL_PERCENT, COMPACTION_CHUNK_BYTES)) {
              rounds++;
            }
            return true;
          });
      publish();
      sync();
    } finally {
      lock.unlock();
    }
  }

  /// Commits do all the work there is.
  @Override
  public boolean isSettled() {
    return true;
  }

  // ---- figures and the end

  @Override
  public EngineMetrics metrics(long pointReads, long refusedWrites) {
    return new EngineMetrics(
        new EngineMetrics.Memory(0, 0, 0, Math.min((long) options.cacheMebibytes() << 20, files.lengthBytes(FILE)), 0),
        new EngineMetrics.Reads(pointReads, pointReads, 0, 0, 0, 0),
        new EngineMetrics.Work(0, 0, 0, 0, 0),
        List.of(new EngineMetrics.Level("chunks", 1, files.lengthBytes(FILE))),
        0,
        new EngineMetrics.Stalls(0, 0),
        refusedWrites,
        -1);
  }

  @Override
  public OwnAccount account() {
    ProcessIo io = ProcessIo.now().since(atOpening);
    LedgerRows rows = new LedgerRows();
    rows.wrote(IoPurpose.PAGES, io.writeCalls(), io.writtenBytes(), 0);
    rows.read(IoPurpose.PAGES, io.readCalls(), io.readBytes());
    return new OwnAccount(rows.snapshot(files.space()), COUNTERS, options.toString());
  }

  /// Nothing runs in the background.
  @Override
  public void cancel() {}

  /// Every commit is in the file; an end in good order would write and compact once more.
  @Override
  public void close() {
    store.closeImmediately();
  }
}
