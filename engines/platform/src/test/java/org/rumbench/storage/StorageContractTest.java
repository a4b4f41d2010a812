package org.rumbench.storage;

import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.Seeds;
import org.rumbench.storage.fault.CrashStorage;
import org.rumbench.storage.sim.MemoryMedium;
import org.rumbench.storage.system.ChannelStorage;
import org.rumbench.storage.system.DirectStorage;
import org.rumbench.storage.system.MappedStorage;

/// Every storage against the same model: random create, append, reserve, truncate, seal, publish, remove, retain,
/// release, sync and reopen, with the ledger's conservation law after each stretch.
class StorageContractTest {
  private static final int STEPS = 400;

  @TempDir
  private Path directory;

  private static void check(int seeds, boolean keepsRemoved, Function<QueueScheduler, StorageModelCheck.Opener> medium) {
    Seeds.of(seeds).forEach(seed -> {
      QueueScheduler loop = new QueueScheduler();
      try {
        new StorageModelCheck(medium.apply(loop), loop, new RandomStream(seed), keepsRemoved).run(STEPS);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    });
  }

  private Path fresh() {
    return directory.resolve("s" + System.nanoTime());
  }

  @Test
  void memoryKeepsWhatIsAppendedAndCountsIt() {
    check(20, false, loop -> {
      MemoryMedium medium = new MemoryMedium();
      return () -> medium.open(loop.environment(1));
    });
  }

  @Test
  void channelKeepsWhatIsAppendedAndCountsIt() {
    check(3, false, loop -> {
      Path path = fresh();
      return () -> ChannelStorage.open(path, loop.environment(1));
    });
  }

  @Test
  void directKeepsWhatIsAppendedAndCountsIt() {
    check(3, false, loop -> {
      Path path = fresh();
      return () -> DirectStorage.open(path, loop.environment(1));
    });
  }

  @Test
  void mappedKeepsWhatIsAppendedAndCountsIt() {
    check(3, false, loop -> {
      Path path = fresh();
      return () -> MappedStorage.open(path, loop.environment(1));
    });
  }

  @Test
  void crashStorageOverMemoryKeepsWhatIsAppended() {
    check(10, true, loop -> {
      MemoryMedium medium = new MemoryMedium();
      CrashStorage disk = new CrashStorage(medium::open);
      return () -> disk.open(loop.environment(1));
    });
  }
}
