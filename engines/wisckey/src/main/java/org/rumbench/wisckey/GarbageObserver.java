package org.rumbench.wisckey;

import java.util.TreeMap;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.lsm.ValueSeparation;
import org.rumbench.lsm.record.RecordCursor;
import org.rumbench.runtime.Completion;

/// Watches one flush or compaction: counts the bytes in each segment that lose their last pointer, has the log durable
/// before a flush installs pointers into it, and has a compaction move values where that is wanted ([ValueRelocator]).
/// One merge; one slice after the other.
final class GarbageObserver implements ValueSeparation.Observer {
  private final ValueLog log;
  private final ValueLogCommit commit;
  private final SegmentCatalog catalog;
  private final boolean isFlush;
  private final @Nullable ValueRelocator relocator;
  private final Runnable onInstalled;
  private final TreeMap<Integer, Long> droppedBytes = new TreeMap<>();
  private final ValuePointer pointer = new ValuePointer();

  GarbageObserver(
      ValueLog log, ValueLogCommit commit, SegmentCatalog catalog, boolean isFlush,
      @Nullable ValueRelocator relocator, Runnable onInstalled) {
    this.log = log;
    this.commit = commit;
    this.catalog = catalog;
    this.isFlush = isFlush;
    this.relocator = relocator;
    this.onInstalled = onInstalled;
  }

  @Override
  public void dropped(RecordCursor record) {
    if (record.isPointer()
        && pointer.decode(record.valueBuffer(), record.valueOffset(), record.valueLength())) {
      drop(pointer);
    }
  }

  private void drop(ValuePointer gone) {
    droppedBytes.merge(gone.segment(), (long) gone.length(), Long::sum);
  }

  @Override
  public int rewrite(RecordCursor record, MutableDirectBuffer target) {
    if (relocator == null || !record.isPointer()) {
      return -1;
    }
    int length = relocator.rewrite(record, target);
    if (length >= 0) {
      drop(relocator.source());
    }
    return length;
  }

  @Override
  public long takeTouchedBytes() {
    return relocator == null ? 0 : relocator.takeTouchedBytes();
  }

  @Override
  public @Nullable Completion beforeInstall() {
    if (relocator != null) {
      return relocator.finish();
    }
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
    if (relocator != null) {
      relocator.describe(edit);
    }
    droppedBytes.forEach(edit::dropped);
    byte[] bytes = catalog.make(edit);
    return bytes.length == 0 ? null : bytes;
  }

  @Override
  public void installed() {
    droppedBytes.forEach(log::dropped);
    if (relocator != null) {
      relocator.installed();
    }
    onInstalled.run();
  }

  @Override
  public void abandoned() {
    if (relocator != null) {
      relocator.abandoned();
    }
  }
}
