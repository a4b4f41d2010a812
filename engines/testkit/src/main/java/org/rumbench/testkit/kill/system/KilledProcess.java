package org.rumbench.testkit.kill.system;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.StorageEngine;
import org.rumbench.engine.WriteStatus;

/// The program that gets killed: opens a store, compares what it holds, and follows the script from there, telling what
/// was acknowledged and when background work runs. Ends by itself only when something is wrong or nobody listens.
final class KilledProcess {
  private final Order order;
  private final KillScript script;
  private final OutputStream out = new FileOutputStream(FileDescriptor.out);
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

  private KilledProcess(Order order) {
    this.order = order;
    this.script = order.script();
  }

  /// Arguments: an [Order].
  public static void main(String[] arguments) throws IOException, InterruptedException {
    new KilledProcess(Order.parse(List.of(arguments))).run();
  }

  private void run() throws IOException, InterruptedException {
    Runnable onOpening = () -> tell(new Told.Opening());
    try (RealStore store =
        RealStore.open(order.design(), order.backend(), order.directory(), this::onEvent, onOpening)) {
      tell(new Told.Opened());
      Comparison comparison = new Comparison(order.design(), store, script.history(order.most()));
      int held = comparison.adopt(order.least());
      tell(new Told.Checked(held));
      write(store, held);
      tell(new Told.Finished());
      // Nothing ever comes; the end of the stream means that the parent is gone.
      while (System.in.read() >= 0) {
        // Waits on.
      }
    }
  }

  private void write(RealStore store, int held) throws InterruptedException {
    StorageEngine engine = store.engine();
    engine.setPurgeVersion(script.purgeVersion(held));
    for (int number = held + 1; number <= order.last(); number++) {
      write(store, number, script.durability(number));
      engine.setPurgeVersion(script.purgeVersion(number));
      switch (script.upkeep(number)) {
        case NOTHING -> {}
        case FLUSH -> engine.flush();
        case COMPACT_ALL -> engine.compactAll();
      }
    }
    if (engine.metrics().refusedWrites() > 0) {
      throw new IllegalStateException(engine.metrics().refusedWrites() + " records were refused, and none should be");
    }
  }

  private void write(RealStore store, int number, Durability durability) throws InterruptedException {
    Semaphore synced = new Semaphore(0);
    WriteStatus status = store.write(script.edits(number), durability, cause -> {
      if (cause == null) {
        tell(new Told.Acknowledged(number, durability));
      } else {
        failure.compareAndSet(null, cause);
      }
      synced.release();
    });
    if (status == WriteStatus.DONE) {
      tell(new Told.Acknowledged(number, durability));
    } else {
      // Handed over to the operating system: only its sync is outstanding.
      tell(new Told.Acknowledged(number, Durability.BUFFERED));
      if (script.isAwaited(number)) {
        synced.acquire();
      }
    }
    RuntimeException cause = failure.get();
    if (cause != null) {
      throw cause;
    }
  }

  private void onEvent(EngineEvent event) {
    switch (event) {
      case EngineEvent.FlushBegan ignored -> tell(new Told.Began(Told.Work.FLUSH));
      case EngineEvent.FlushEnded ignored -> tell(new Told.Ended(Told.Work.FLUSH));
      case EngineEvent.CompactionBegan ignored -> tell(new Told.Began(Told.Work.COMPACTION));
      case EngineEvent.CompactionEnded ignored -> tell(new Told.Ended(Told.Work.COMPACTION));
      case EngineEvent.MergeBegan ignored -> tell(new Told.Began(Told.Work.MERGE));
      case EngineEvent.MergeEnded ignored -> tell(new Told.Ended(Told.Work.MERGE));
      case EngineEvent.CollectionBegan ignored -> tell(new Told.Began(Told.Work.COLLECTION));
      case EngineEvent.CollectionEnded ignored -> tell(new Told.Ended(Told.Work.COLLECTION));
      case EngineEvent.ComponentChanged ignored -> {}
      case EngineEvent.StallBegan ignored -> {}
      case EngineEvent.StallEnded ignored -> {}
      case EngineEvent.Failed failed ->
          failure.compareAndSet(null, new IllegalStateException("the engine failed: " + failed.message()));
    }
  }

  private void tell(Told told) {
    try {
      out.write((told.line() + "\n").getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException("nobody listens", e);
    }
  }
}
