package org.rumbench.reference.sqlite;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.engine.OwnAccount;
import org.rumbench.reference.Lane;
import org.rumbench.reference.LedgerRows;
import org.rumbench.reference.OutsideStore;
import org.rumbench.reference.system.OwnFiles;
import org.rumbench.reference.system.ProcessIo;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.LedgerSnapshot;

/// An open SQLite database.
///
/// One connection writes and answers point reads, one call at a time, so that there is one page cache; each cursor and
/// each snapshot has a connection of its own, inside a read transaction. A batch is a transaction. BUFFERED is
/// `synchronous=NORMAL`: the log is handed to the operating system at each commit, and synced before it is copied into the
/// tree. SYNCED is `synchronous=FULL`: the commit syncs the log itself, inside the call; there is no group commit.
final class SqliteStore implements OutsideStore {
  private static final String COUNTERS =
      "SQLite counts nothing: these are the read and write calls of the whole process (/proc/self/io rchar, wchar), log, "
          + "tree and checkpoints together; space is the lengths of all its files";
  private static final String FILE = "store.sqlite";
  /// A view needs little more than the pages it stands on.
  private static final long VIEW_CACHE_BYTES = 512 * 1024;

  private final OwnFiles files;
  private final SqliteOptions options;
  private final SqliteConnection main;
  private final ReentrantLock lock = new ReentrantLock();
  private final PreparedStatement put;
  private final PreparedStatement delete;
  private final PreparedStatement deleteRange;
  private final PreparedStatement putMark;
  private final PreparedStatement touch;
  private final ConcurrentLinkedQueue<SqliteConnection> idle = new ConcurrentLinkedQueue<>();
  private final ProcessIo atOpening = ProcessIo.now();
  private boolean isFull;

  private SqliteStore(OwnFiles files, SqliteOptions options, SqliteConnection main) {
    this.files = files;
    this.options = options;
    this.main = main;
    put =
        main.prepare(
            "INSERT INTO records (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value");
    delete = main.prepare("DELETE FROM records WHERE key = ?");
    deleteRange = main.prepare("DELETE FROM records WHERE key >= ? AND key < ?");
    putMark = main.prepare("INSERT OR REPLACE INTO mark (id, value) VALUES (1, ?)");
    touch = main.prepare("INSERT OR REPLACE INTO mark (id, value) VALUES (2, x'')");
  }

  /// Opens or recovers the database in `files`.
  static SqliteStore open(OwnFiles files, SqliteOptions options) {
    SqliteConnection main = SqliteConnection.open(files.file(FILE), options, options.cacheBytes());
    return new SqliteStore(files, options, main);
  }

  @FunctionalInterface
  private interface Call {
    void run() throws SQLException;
  }

  private static void doing(String what, Call call) {
    try {
      call.run();
    } catch (SQLException e) {
      throw SqliteConnection.failure(what, e);
    }
  }

  // ---- writing

  /// Whether commits sync changes only between transactions. Under the lock.
  private void setFull(boolean isWanted) {
    if (isFull != isWanted) {
      main.execute(isWanted ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
      isFull = isWanted;
    }
  }

  @Override
  public boolean put(Lane lane, boolean isSynced) {
    lock.lock();
    try {
      setFull(isSynced);
      addPut(lane);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Holds the lock until [#commit] or [#rollback].
  @Override
  public void begin(boolean isSynced) {
    lock.lock();
    boolean hasBegun = false;
    try {
      setFull(isSynced);
      main.execute("BEGIN IMMEDIATE");
      hasBegun = true;
    } finally {
      if (!hasBegun) {
        lock.unlock();
      }
    }
  }

  @Override
  public void addPut(Lane lane) {
    doing("put", () -> {
      put.setBytes(1, SqliteConnection.bytes(lane.key(), lane.keyLength()));
      put.setBytes(2, SqliteConnection.bytes(lane.value(), lane.valueLength()));
      int ignored = put.executeUpdate();
    });
  }

  @Override
  public void addDelete(Lane lane) {
    doing("delete", () -> {
      delete.setBytes(1, SqliteConnection.bytes(lane.key(), lane.keyLength()));
      int ignored = delete.executeUpdate();
    });
  }

  @Override
  public void addDeleteRange(byte[] from, byte[] to) {
    doing("delete a range", () -> {
      deleteRange.setBytes(1, from);
      deleteRange.setBytes(2, to);
      int ignored = deleteRange.executeUpdate();
    });
  }

  @Override
  public void addMark(Lane lane) {
    doing("put the mark", () -> {
      putMark.setBytes(1, SqliteConnection.bytes(lane.value(), lane.valueLength()));
      int ignored = putMark.executeUpdate();
    });
  }

  @Override
  public boolean commit(boolean isSynced) {
    boolean isCommitted = false;
    try {
      main.execute("COMMIT");
      isCommitted = true;
      return true;
    } finally {
      try {
        if (!isCommitted) {
          main.execute("ROLLBACK");
        }
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public void rollback() {
    try {
      main.execute("ROLLBACK");
    } finally {
      lock.unlock();
    }
  }

  /// Commits something that syncs the log, and with it everything before.
  @Override
  public void sync() {
    lock.lock();
    try {
      setFull(true);
      doing("sync", () -> {
        int ignored = touch.executeUpdate();
      });
    } finally {
      lock.unlock();
    }
  }

  // ---- reading

  @Override
  public int get(Lane lane, @Nullable View view) {
    if (view instanceof SqliteView shown) {
      synchronized (shown.connection()) {
        return shown.connection().get(lane);
      }
    }
    lock.lock();
    try {
      return main.get(lane);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int getMark(Lane lane) {
    lock.lock();
    try {
      return main.getMark(lane);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public SqliteView view() {
    SqliteConnection connection = idle.poll();
    if (connection == null) {
      connection = SqliteConnection.open(files.file(FILE), options, VIEW_CACHE_BYTES);
    }
    connection.beginView();
    return new SqliteView(connection, idle::add);
  }

  @Override
  public Walk walk(byte @Nullable [] from, byte @Nullable [] to, @Nullable View view) {
    return SqliteWalk.begin(view instanceof SqliteView shown ? shown.shared() : view(), from, to);
  }

  // ---- background work

  /// Syncs the log and copies what no reader holds back into the tree, which is synced too.
  @Override
  public void flush() {
    lock.lock();
    try {
      sync();
      main.execute("PRAGMA wal_checkpoint(PASSIVE)");
    } finally {
      lock.unlock();
    }
  }

  /// Rebuilds the tree page after page.
  @Override
  public void compactAll() {
    lock.lock();
    try {
      setFull(true);
      main.execute("VACUUM");
      main.execute("PRAGMA wal_checkpoint(PASSIVE)");
    } finally {
      lock.unlock();
    }
  }

  /// Checkpoints happen inside the writes that make them due.
  @Override
  public boolean isSettled() {
    return true;
  }

  // ---- figures and the end

  /// What the cache holds is not told: as much as there is, up to its bound.
  @Override
  public EngineMetrics metrics(long pointReads, long refusedWrites) {
    long treeBytes = files.lengthBytes(FILE);
    long logBytes = files.lengthBytes(FILE + "-wal");
    return new EngineMetrics(
        new EngineMetrics.Memory(0, 0, 0, Math.min(options.cacheBytes(), treeBytes), 0),
        new EngineMetrics.Reads(pointReads, pointReads, 0, 0, 0, 0),
        new EngineMetrics.Work(0, 0, 0, 0, 0),
        List.of(new EngineMetrics.Level("tree", 1, treeBytes), new EngineMetrics.Level("log", 1, logBytes)),
        0,
        new EngineMetrics.Stalls(0, 0),
        refusedWrites,
        -1);
  }

  @Override
  public OwnAccount account() {
    return new OwnAccount(pages(ProcessIo.now().since(atOpening), files.space()), COUNTERS, options.toString());
  }

  private static LedgerSnapshot pages(ProcessIo io, LedgerSnapshot.Space space) {
    LedgerRows rows = new LedgerRows();
    rows.wrote(IoPurpose.PAGES, io.writeCalls(), io.writtenBytes(), 0);
    rows.read(IoPurpose.PAGES, io.readCalls(), io.readBytes());
    return rows.snapshot(space);
  }

  /// Nothing runs in the background.
  @Override
  public void cancel() {}

  @Override
  public void close() {
    for (SqliteConnection connection = idle.poll(); connection != null; connection = idle.poll()) {
      connection.close();
    }
    for (PreparedStatement statement : List.of(put, delete, deleteRange, putMark, touch)) {
      doing("close a statement", statement::close);
    }
    main.close();
  }
}
