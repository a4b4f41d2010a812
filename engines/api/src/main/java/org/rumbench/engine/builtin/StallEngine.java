package org.rumbench.engine.builtin;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteCompletion;
import org.rumbench.engine.WriteStatus;

/// A heap map that stalls writes for a fixed time after every so many of them.
final class StallEngine extends HeapEngine {
  private static final String CAUSE = "test engine stalls by plan";

  private final long afterWrites;
  private final long stallNanos;
  private final List<Runnable> waiting = new ArrayList<>();
  private long writesUntilStall;
  private boolean isStalled;
  private long stalledSinceNanos;
  private long stallCount;
  private long stalledNanos;

  StallEngine(EngineContext context) {
    super(context);
    afterWrites = Math.max(1, context.options().longOf("afterWrites"));
    stallNanos = Math.max(0, context.options().longOf("stallNanos"));
    writesUntilStall = afterWrites;
  }

  @Override
  public synchronized WriteStatus write(WriteBatch batch, Durability durability, WriteCompletion completion) {
    if (isStalled) {
      return WriteStatus.STALLED;
    }
    WriteStatus status = super.write(batch, durability, completion);
    if (--writesUntilStall == 0) {
      writesUntilStall = afterWrites;
      isStalled = true;
      stallCount++;
      stalledSinceNanos = now();
      context().listener().onEvent(new EngineEvent.StallBegan(stalledSinceNanos, CAUSE));
      context().environment().scheduler().schedule(stallNanos, this::onStallOver);
    }
    return status;
  }

  private void onStallOver() {
    List<Runnable> toRun;
    synchronized (this) {
      isStalled = false;
      stalledNanos += now() - stalledSinceNanos;
      toRun = List.copyOf(waiting);
      waiting.clear();
      context().listener().onEvent(new EngineEvent.StallEnded(now(), now() - stalledSinceNanos));
    }
    toRun.forEach(Runnable::run);
  }

  private long now() {
    return context().environment().clock().nanos();
  }

  @Override
  public synchronized void onWritable(Runnable listener) {
    if (isStalled) {
      waiting.add(listener);
    } else {
      super.onWritable(listener);
    }
  }

  @Override
  public synchronized @Nullable String stallCause() {
    return isStalled ? CAUSE : null;
  }

  @Override
  protected EngineMetrics.Stalls stalls() {
    return new EngineMetrics.Stalls(stallCount, stalledNanos + (isStalled ? now() - stalledSinceNanos : 0));
  }
}
