package org.rumbench.wisckey;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rumbench.lsm.ValueSeparation;
import org.rumbench.lsm.record.RecordCursor;
import org.rumbench.runtime.Completion;

/// Watches one flush or compaction: counts the bytes in each segment that lose their last pointer, and has the log
/// durable before a flush installs pointers into it. One merge; one slice after the other.
final class GarbageObserver implements ValueSeparation.Observer {
  private final ValueLog log;
  private final ValueLogCommit commit;
  private final SegmentCatalog catalog;
  private final boolean isFlush;
  private final Runnable onInstalled;
  private final TreeMap<Integer, Long> droppedBytes = new TreeMap<>();
  private final ValuePointer pointer = new ValuePointer();

  GarbageObserver(
      ValueLog log, ValueLogCommit commit, SegmentCatalog catalog, boolean isFlush, Runnable onInstalled) {
    this.log = log;
    this.commit = commit;
    this.catalog = catalog;
    this.isFlush = isFlush;
    this.onInstalled = onInstalled;
  }

  @Override
  public void dropped(RecordCursor record) {
    if (record.isPointer()
        && pointer.decode(record.valueBuffer(), record.valueOffset(), record.valueLength())) {
      droppedBytes.merge(pointer.segment(), (long) pointer.length(), Long::sum);
    }
  }

  @Override
  public @Nullable Completion beforeInstall() {
    if (!isFlush) {
      return null;
    }
    Completion durable = new Completion();
    commit.sync(durable);
    return durable;
  }

  @Override
  public byte @Nullable [] edit() {
    SegmentCatalog.Edit edit = new SegmentCatalog.Edit();
    if (isFlush) {
      log.current().segments().forEach(edit::put);
    }
    droppedBytes.forEach(edit::dropped);
    byte[] bytes = catalog.make(edit);
    return bytes.length == 0 ? null : bytes;
  }

  @Override
  public void installed() {
    droppedBytes.forEach(log::dropped);
    onInstalled.run();
  }
}
