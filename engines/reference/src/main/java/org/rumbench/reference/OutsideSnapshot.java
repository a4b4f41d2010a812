package org.rumbench.reference;

import org.rumbench.engine.Snapshot;

/// A state of an [OutsideEngine] kept readable. Any thread; one that is being read goes when the last reader is done.
final class OutsideSnapshot implements Snapshot {
  private final OutsideEngine engine;
  private final OutsideStore.View view;
  private final long sequence;
  private int readers;
  private boolean isClosed;
  private boolean isGone;

  OutsideSnapshot(OutsideEngine engine, OutsideStore.View view, long sequence) {
    this.engine = engine;
    this.view = view;
    this.sequence = sequence;
  }

  boolean isOf(OutsideEngine other) {
    return engine.equals(other);
  }

  /// Begins a read of it; followed by [#leave].
  synchronized OutsideStore.View enter() {
    if (isClosed) {
      throw new IllegalStateException("the snapshot is closed");
    }
    readers++;
    return view;
  }

  synchronized void leave() {
    readers--;
    letGo();
  }

  @Override
  public long sequence() {
    return sequence;
  }

  @Override
  public void close() {
    try {
      engine.calls().enter();
    } catch (IllegalStateException engineIsClosed) {
      // Which has ended this one, or is about to.
      return;
    }
    try {
      engine.forget(this);
      end();
    } finally {
      engine.calls().leave();
    }
  }

  /// Lets it go once nobody reads it.
  synchronized void end() {
    isClosed = true;
    letGo();
  }

  private void letGo() {
    if (isClosed && readers == 0 && !isGone) {
      isGone = true;
      view.close();
    }
  }
}
