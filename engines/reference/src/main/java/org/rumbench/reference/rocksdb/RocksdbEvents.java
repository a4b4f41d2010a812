package org.rumbench.reference.rocksdb;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.rocksdb.AbstractEventListener;
import org.rocksdb.CompactionJobInfo;
import org.rocksdb.FlushJobInfo;
import org.rocksdb.RocksDB;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.EngineListener;
import org.rumbench.runtime.Clock;

/// Passes RocksDB's flushes and compactions on as events, and counts them. Called on RocksDB's own threads.
final class RocksdbEvents extends AbstractEventListener {
  final AtomicLong flushes = new AtomicLong();
  final AtomicLong compactions = new AtomicLong();
  final AtomicInteger running = new AtomicInteger();
  private final EngineListener listener;
  private final Clock clock;

  RocksdbEvents(EngineListener listener, Clock clock) {
    super(
        EnabledEventCallback.ON_FLUSH_BEGIN, EnabledEventCallback.ON_FLUSH_COMPLETED,
        EnabledEventCallback.ON_COMPACTION_BEGIN, EnabledEventCallback.ON_COMPACTION_COMPLETED);
    this.listener = listener;
    this.clock = clock;
  }

  /// RocksDB does not tell how much it is going to flush.
  @Override
  public void onFlushBegin(RocksDB database, FlushJobInfo flush) {
    running.incrementAndGet();
    listener.onEvent(new EngineEvent.FlushBegan(clock.nanos(), 0));
  }

  @Override
  public void onFlushCompleted(RocksDB database, FlushJobInfo flush) {
    running.decrementAndGet();
    flushes.incrementAndGet();
    listener.onEvent(new EngineEvent.FlushEnded(clock.nanos(), flush.getTableProperties().getDataSize()));
  }

  @Override
  public void onCompactionBegin(RocksDB database, CompactionJobInfo compaction) {
    running.incrementAndGet();
    listener.onEvent(
        new EngineEvent.CompactionBegan(
            clock.nanos(), compaction.baseInputLevel(), compaction.outputLevel(), compaction.stats().totalInputBytes()));
  }

  @Override
  public void onCompactionCompleted(RocksDB database, CompactionJobInfo compaction) {
    running.decrementAndGet();
    compactions.incrementAndGet();
    listener.onEvent(
        new EngineEvent.CompactionEnded(
            clock.nanos(), compaction.baseInputLevel(), compaction.outputLevel(), compaction.stats().totalInputBytes(),
            compaction.stats().totalOutputBytes()));
  }
}
