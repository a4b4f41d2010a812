package org.rumbench.harness.kill;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.engine.StorageEngine;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteStatus;
import org.rumbench.harness.run.Engines;

/// The program that gets killed: opens a store and follows the script for ever. Writes `ack N;` on its standard output
/// after batch N was acknowledged, and `work N;` with the background jobs ended so far, each line in one system call.
final class KilledWriter {
  private KilledWriter() {}

  /// Arguments: design, directory, seed, keys, longest value, number of the first batch.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    WriteScript script =
        new WriteScript(Long.parseLong(arguments[2]), Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]));
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    try (StoreProcess store = StoreProcess.open(Engines.named(arguments[0]), Path.of(arguments[1]), script.seed())) {
      StorageEngine engine = store.engine();
      WriteBatch batch = new WriteBatch();
      for (long number = Long.parseLong(arguments[5]); ; number++) {
        script.fill(batch, number);
        write(engine, batch);
        tell(out, "ack " + number + ";\n");
        if (number % 300 == 0) {
          // The writer is much faster than the device; work that is owed gets its turn, so that each life sees some.
          store.drive(engine.settle());
          EngineMetrics.Work work = engine.metrics().work();
          tell(out, "work " + (work.compactions() + work.merges() + work.collections()) + ";\n");
        }
        if (number % 250 == 0) {
          engine.flush();
        }
      }
    }
  }

  private static void write(StorageEngine engine, WriteBatch batch) throws InterruptedException {
    while (true) {
      WriteStatus status = engine.write(batch, Durability.BUFFERED, failure -> {});
      switch (status) {
        case DONE -> {
          return;
        }
        case PENDING -> throw new IllegalStateException("a buffered write is acknowledged at once");
        case STALLED -> {
          Semaphore writable = new Semaphore(0);
          engine.onWritable(writable::release);
          writable.acquire();
        }
      }
    }
  }

  private static void tell(OutputStream out, String line) throws IOException {
    out.write(line.getBytes(StandardCharsets.US_ASCII));
  }
}
