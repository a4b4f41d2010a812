package org.rumbench.engine.builtin;

import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteCompletion;
import org.rumbench.engine.WriteStatus;
import org.rumbench.storage.DeviceException;

/// A heap map whose device dies after so many writes: from then on every read, write and scan fails.
final class CrashEngine extends HeapEngine {
  private final long afterWrites;
  private long writes;
  private boolean isDead;

  CrashEngine(EngineContext context) {
    super(context);
    afterWrites = Math.max(0, context.options().longOf("afterWrites"));
  }

  @Override
  protected void onCall() {
    if (isDead) {
      throw new DeviceException("the test device died after " + afterWrites + " writes", null);
    }
  }

  @Override
  public synchronized WriteStatus write(WriteBatch batch, Durability durability, WriteCompletion completion) {
    if (writes >= afterWrites && !isDead) {
      isDead = true;
      context()
          .listener()
          .onEvent(new EngineEvent.Failed(context().environment().clock().nanos(), "the test device died"));
    }
    WriteStatus status = super.write(batch, durability, completion);
    writes++;
    return status;
  }
}
