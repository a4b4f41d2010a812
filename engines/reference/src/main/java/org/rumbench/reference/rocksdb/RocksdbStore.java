package org.rumbench.reference.rocksdb;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;
import org.rocksdb.WriteBatch;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.engine.OwnAccount;
import org.rumbench.reference.Lane;
import org.rumbench.reference.OutsideStore;
import org.rumbench.reference.system.OwnFiles;
import org.rumbench.runtime.Clock;

/// An open RocksDB database. Its mark lies under the empty key, which no record can have.
///
/// Each write is handed to the operating system by RocksDB's log before the call returns; [#sync] syncs the log. A write
/// that RocksDB slows down or stops blocks, as it does for its users; how long is in the figures.
final class RocksdbStore implements OutsideStore {
  private static final ByteBuffer NO_BYTES = ByteBuffer.allocateDirect(1);
  private static final byte[] FIRST_KEY = {0};
  private static final long QUIET_NANOS = 1_000_000_000;

  private final RocksdbConfiguration configuration;
  private final RocksDB database;
  private final RocksdbFigures figures;
  private final WriteBatch batch = new WriteBatch();
  private final Clock clock;
  private long quietCompactions = -1;
  private long quietSinceNanos;

  static {
    RocksDB.loadLibrary();
  }

  /// A state with the read options that show it.
  private record SnapshotView(RocksDB database, Snapshot snapshot, ReadOptions reading) implements View {
    @Override
    public void close() {
      reading.close();
      database.releaseSnapshot(snapshot);
    }
  }

  private RocksdbStore(RocksdbConfiguration configuration, RocksDB database, OwnFiles files, Clock clock) {
    this.configuration = configuration;
    this.clock = clock;
    this.database = database;
    this.figures = new RocksdbFigures(database, configuration, files);
  }

  /// Opens or recovers the database in `files`.
  static RocksdbStore open(EngineContext context, OwnFiles files, RocksdbOptions options, RocksdbShape shape) {
    RocksdbEvents events = new RocksdbEvents(context.listener(), context.environment().clock());
    RocksdbConfiguration configuration = new RocksdbConfiguration(options, shape, events);
    boolean isOpen = false;
    try {
      RocksDB database = RocksDB.open(configuration.options, files.path());
      isOpen = true;
      return new RocksdbStore(configuration, database, files, context.environment().clock());
    } catch (RocksDBException e) {
      throw RocksdbFailures.of("open " + files.path(), e);
    } finally {
      if (!isOpen) {
        configuration.close();
      }
    }
  }

  // ---- writing

  @Override
  public boolean put(Lane lane, boolean isSynced) {
    try {
      database.put(configuration.writing, lane.keyBytes(), lane.valueBytes());
    } catch (RocksDBException e) {
      throw RocksdbFailures.of("put", e);
    }
    return !isSynced;
  }

  @Override
  public void begin(boolean isSynced) {
    batch.clear();
  }

  @Override
  public void addPut(Lane lane) {
    addPut(lane.keyBytes(), lane);
  }

  @Override
  public void addMark(Lane lane) {
    addPut(NO_BYTES.duplicate().limit(0), lane);
  }

  private void addPut(ByteBuffer key, Lane lane) {
    try {
      batch.put(key, lane.valueBytes());
    } catch (RocksDBException e) {
      throw RocksdbFailures.of("add a put", e);
    }
  }

  @Override
  public void addDelete(Lane lane) {
    try {
      batch.delete(lane.keyBytes());
    } catch (RocksDBException e) {
      throw RocksdbFailures.of("add a deletion", e);
    }
  }

  @Override
  public void addDeleteRange(byte[] from, byte[] to) {
    try {
      batch.deleteRange(from, to);
    } catch (RocksDBException e) {
      throw RocksdbFailures.of("add the deletion of a range", e);
    }
  }

  @Override
  public boolean commit(boolean isSynced) {
    try {
      database.write(configuration.writing, batch);
    } catch (RocksDBException e) {
      throw RocksdbFailures.of("write", e);
    }
    return !isSynced;
  }

  @Override
  public void rollback() {
    batch.clear();
  }

  @Override
  public void sync() {
    try {
      database.syncWal();
    } catch (RocksDBException e) {
      throw RocksdbFailures.of("sync its log", e);
    }
  }

  // ---- reading

  @Override
  public int get(Lane lane, @Nullable View view) {
    return get(lane, reading(view), lane.keyBytes());
  }

  @Override
  public int getMark(Lane lane) {
    return get(lane, configuration.reading, NO_BYTES.duplicate().limit(0));
  }

  private int get(Lane lane, ReadOptions reading, ByteBuffer key) {
    try {
      int keyPosition = key.position();
      ByteBuffer room = lane.valueRoom();
      int length = database.get(reading, key, room);
      if (length == RocksDB.NOT_FOUND) {
        return ABSENT;
      }
      while (length > lane.valueRoom().capacity()) {
        var ignored = lane.roomForValue(length);
        length = database.get(reading, key.position(keyPosition), lane.valueRoom());
        if (length == RocksDB.NOT_FOUND) {
          return ABSENT;
        }
      }
      lane.setValueLength(length);
      return length;
    } catch (RocksDBException e) {
      throw RocksdbFailures.of("get", e);
    }
  }

  private ReadOptions reading(@Nullable View view) {
    return view instanceof SnapshotView shown ? shown.reading : configuration.reading;
  }

  @Override
  public View view() {
    Snapshot snapshot = database.getSnapshot();
    return new SnapshotView(database, snapshot, new ReadOptions().setSnapshot(snapshot));
  }

  @Override
  public Walk walk(byte @Nullable [] from, byte @Nullable [] to, @Nullable View view) {
    byte[] first = from == null ? FIRST_KEY : from;
    if (to == null) {
      return new RocksdbWalk(database.newIterator(reading(view)), first, () -> {});
    }
    Slice bound = new Slice(to);
    ReadOptions bounded = new ReadOptions().setIterateUpperBound(bound);
    if (view instanceof SnapshotView shown) {
      bounded.setSnapshot(shown.snapshot);
    }
    RocksIterator iterator = database.newIterator(bounded);
    return new RocksdbWalk(iterator, first, () -> {
      bounded.close();
      bound.close();
    });
  }

  // ---- background work

  @Override
  public void flush() {
    try {
      database.flush(configuration.flushing);
    } catch (RocksDBException e) {
      throw RocksdbFailures.of("flush", e);
    }
  }

  @Override
  public void compactAll() {
    try (CompactRangeOptions all = new CompactRangeOptions().setExclusiveManualCompaction(false)) {
      database.compactRange(database.getDefaultColumnFamily(), null, null, all);
    } catch (RocksDBException e) {
      throw RocksdbFailures.of("compact everything", e);
    }
  }

  /// Universal compaction has a compaction pending for as long as there are as many runs as its trigger, whether or not
  /// it finds one to do: a second in which nothing runs ends the wait.
  @Override
  public synchronized boolean isSettled() {
    if (figures.isSettled()) {
      return true;
    }
    long compactions = configuration.events.compactions.get();
    if (!figures.isQuiet() || compactions != quietCompactions) {
      quietCompactions = figures.isQuiet() ? compactions : -1;
      quietSinceNanos = clock.nanos();
      return false;
    }
    return clock.nanos() - quietSinceNanos >= QUIET_NANOS;
  }

  // ---- figures and the end

  @Override
  public EngineMetrics metrics(long pointReads, long refusedWrites) {
    return figures.metrics(pointReads, refusedWrites);
  }

  @Override
  public OwnAccount account() {
    return figures.account();
  }

  @Override
  public void cancel() {
    database.cancelAllBackgroundWork(false);
  }

  @Override
  public void close() {
    batch.close();
    try {
      database.closeE();
    } catch (RocksDBException e) {
      throw RocksdbFailures.of("close", e);
    } finally {
      configuration.close();
    }
  }
}
