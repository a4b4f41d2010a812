package org.rumbench.harness.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.HdrHistogram.Histogram;

/// Appends 4 KiB and syncs, 200 times: the latency below which no synced write can be on this device.
public final class SyncProbe {
  private static final int ROUNDS = 200;
  private static final int BLOCK_LENGTH = 4096;

  private SyncProbe() {}

  /// Probes the device that holds `directory`; the file it makes is removed.
  public static Histogram run(Path directory) throws IOException {
    Histogram histogram = new Histogram(3);
    histogram.setStartTimeStamp(System.currentTimeMillis());
    Path file = Files.createTempFile(directory, "sync-probe", ".tmp");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_LENGTH);
      for (int i = 0; i < ROUNDS; i++) {
        block.clear();
        long start = System.nanoTime();
        while (block.hasRemaining()) {
          channel.write(block);
        }
        channel.force(false);
        histogram.recordValue(System.nanoTime() - start);
      }
    } finally {
      Files.deleteIfExists(file);
    }
    histogram.setEndTimeStamp(System.currentTimeMillis());
    return histogram;
  }
}
