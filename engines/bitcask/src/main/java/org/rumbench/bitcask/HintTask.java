package org.rumbench.bitcask;

import org.jspecify.annotations.Nullable;
import org.rumbench.engine.RecordView;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Step;
import org.rumbench.storage.IoPurpose;

/// Writes the hint file of a sealed segment anew, from its records: it was missing, or not whole. Whatever a crash
/// leaves of it is whole or left aside, as before.
final class HintTask implements Task {
  private final BitcaskStore store;
  private final Segment segment;
  private final HintBuffer hints;
  private final SegmentScanner scanner;
  private @Nullable HintWriter writer;

  HintTask(BitcaskStore store, Segment segment) {
    this.store = store;
    this.segment = segment;
    this.hints = store.hintBuffers.fresh();
    this.scanner = new SegmentScanner(segment, IoPurpose.INDEX);
  }

  @Override
  public Step step(long budgetBytes) {
    HintWriter writing = writer;
    if (writing == null) {
      if (read(budgetBytes)) {
        writer = new HintWriter(store, segment, hints);
        if (segment.hasHint) {
          store.storage.remove(HintDescriptor.fileName(segment.id));
          segment.hasHint = false;
        }
      }
      return Step.MORE;
    }
    if (!writing.write(budgetBytes)) {
      return Step.MORE;
    }
    Completion synced = writing.synced();
    if (!synced.isDone()) {
      return Step.awaits(synced);
    }
    synced.throwIfFailed();
    writing.release();
    segment.hasHint = true;
    store.hintBuffers.giveBack(hints);
    return Step.DONE;
  }

  /// Reads on; true at the end.
  private boolean read(long budgetBytes) {
    for (long done = 0; done < budgetBytes; done += scanner.location().recordLength()) {
      if (!scanner.next()) {
        return true;
      }
      RecordView record = scanner.record();
      hints.add(record.buffer(), record.keyOffset(), record.keyLength(), scanner.location());
    }
    return false;
  }

  @Override
  public void abandon() {
    HintWriter writing = writer;
    if (writing != null) {
      writing.release();
    }
  }
}
