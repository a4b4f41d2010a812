package org.rumbench.bitcask;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.EngineEvent;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Step;

/// Makes a rolled segment part of the manifest: bytes durable, hint file durable, manifest durable.
final class SealTask implements Task {
  private final BitcaskStore store;
  private final Segment segment;
  private @Nullable HintWriter hintWriter;
  private @Nullable ManifestInstall install;

  SealTask(BitcaskStore store, Segment segment) {
    this.store = store;
    this.segment = segment;
  }

  @Override
  public Step step(long budgetBytes) {
    if (!segment.synced.isDone()) {
      return Step.awaits(segment.synced);
    }
    segment.synced.throwIfFailed();
    HintWriter writer = hintWriter;
    if (writer == null) {
      writer = new HintWriter(store, segment, Objects.requireNonNull(segment.hints));
      hintWriter = writer;
    }
    if (!writer.write(budgetBytes)) {
      return Step.MORE;
    }
    Completion hintSynced = writer.synced();
    if (!hintSynced.isDone()) {
      return Step.awaits(hintSynced);
    }
    hintSynced.throwIfFailed();
    ManifestInstall installing = install;
    if (installing == null) {
      installing = new ManifestInstall(store, List.of(segment), List.of());
      install = installing;
    }
    Step step = installing.step();
    if (step instanceof Step.Done) {
      finish(writer);
    }
    return step;
  }

  private void finish(HintWriter writer) {
    writer.release();
    HintBuffer hints = Objects.requireNonNull(segment.hints);
    synchronized (store.lock) {
      segment.isSealed = true;
      segment.hasHint = true;
      segment.hints = null;
      store.hintBuffers.giveBack(hints);
      store.maintenance.countFlush();
    }
    store.listener.onEvent(new EngineEvent.FlushEnded(store.now(), segment.closedLengthBytes));
    segment.sealed.complete();
  }

  @Override
  public void abandon() {
    HintWriter writer = hintWriter;
    if (writer != null) {
      writer.release();
    }
    ManifestInstall installing = install;
    if (installing != null) {
      installing.release();
    }
  }
}
