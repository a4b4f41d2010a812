package org.rumbench.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Capability;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.EngineListener;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.OptionSpec;
import org.rumbench.engine.ReadResult;
import org.rumbench.engine.StorageEngine;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteCompletion;
import org.rumbench.engine.WriteStatus;
import org.rumbench.engine.builtin.HeapEngine;
import org.rumbench.cluster.replica.ReplicaSpec;
import org.rumbench.runtime.Step;
import org.rumbench.storage.DeviceException;
import org.rumbench.storage.IoPurpose;

/// A heap engine that stalls, fails or leaves writes pending on demand.
public final class TestEngine extends HeapEngine {
  /// Whether writes stall.
  public boolean isStalled;
  /// Whether reads and writes fail.
  public boolean isFailing;
  /// Whether writes are pending until [#sync].
  public boolean isPending;
  /// Writes applied.
  public int applied;
  private final List<Runnable> waiting = new ArrayList<>();
  private final ArrayDeque<WriteCompletion> pending = new ArrayDeque<>();

  TestEngine(EngineContext context) {
    super(context);
  }

  @Override
  public synchronized WriteStatus write(WriteBatch batch, Durability durability, WriteCompletion completion) {
    if (isFailing) {
      throw new DeviceException("write failed on demand", null);
    }
    if (isStalled) {
      return WriteStatus.STALLED;
    }
    applied++;
    super.write(batch, durability, completion);
    if (isPending) {
      pending.add(completion);
      return WriteStatus.PENDING;
    }
    return WriteStatus.DONE;
  }

  @Override
  public synchronized void get(
      DirectBuffer key, int offset, int length, IoPurpose purpose, long nowMillis, ReadResult result) {
    if (isFailing) {
      throw new DeviceException("read failed on demand", null);
    }
    super.get(key, offset, length, purpose, nowMillis, result);
  }

  @Override
  public void onWritable(Runnable listener) {
    if (isStalled) {
      waiting.add(listener);
    } else {
      super.onWritable(listener);
    }
  }

  @Override
  public @Nullable String stallCause() {
    return isStalled ? "on demand" : null;
  }

  /// Ends a stall.
  public void unstall() {
    isStalled = false;
    List<Runnable> told = List.copyOf(waiting);
    waiting.clear();
    told.forEach(listener -> context().environment().scheduler().execute(listener));
  }

  /// Makes pending writes durable.
  public void sync() {
    for (WriteCompletion completion = pending.poll(); completion != null; completion = pending.poll()) {
      WriteCompletion due = completion;
      context().environment().scheduler().execute(() -> due.onWritten(null));
    }
  }

  /// Makes test engines and keeps them at hand.
  public static final class Factory implements EngineFactory {
    /// The engine opened last.
    public @Nullable TestEngine engine;
    /// Whether it claims to scan.
    public boolean canScan = true;
    /// Whether opening goes on without end.
    public boolean isSlow;

    /// How a replica uses it.
    public ReplicaSpec spec() {
      return new ReplicaSpec(this, EngineOptions.of(options(), java.util.Map.of()), Durability.BUFFERED,
          EngineListener.NONE);
    }

    @Override
    public String name() {
      return "test";
    }

    @Override
    public String summary() {
      return "heap engine on demand";
    }

    @Override
    public Set<Capability> capabilities() {
      return canScan ? HeapEngine.heapCapabilities() : Set.of(Capability.VERSIONED);
    }

    @Override
    public List<OptionSpec> options() {
      return List.of();
    }

    @Override
    public boolean isTestEngine() {
      return true;
    }

    @Override
    public OpenJob open(EngineContext context) {
      return new OpenJob() {
        @Override
        public String name() {
          return "open test engine";
        }

        @Override
        public Step step(long budgetBytes) {
          if (isSlow) {
            return Step.notBefore(context.environment().clock().nanos() + 1_000_000);
          }
          engine = new TestEngine(context);
          return Step.DONE;
        }

        @Override
        public StorageEngine engine() {
          return java.util.Objects.requireNonNull(engine);
        }
      };
    }
  }
}
