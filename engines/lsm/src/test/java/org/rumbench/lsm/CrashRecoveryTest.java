package org.rumbench.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.fault.CrashStorage;
import org.rumbench.storage.sim.MemoryMedium;

/// Kills and power cuts at random moments, during recovery too: what comes back is a prefix of what was written, with
/// everything acknowledged as durable in it.
class CrashRecoveryTest {
  private record Write(String key, long version) {}

  static Stream<EngineFactory> designs() {
    return Stream.of(new LeveledFactory(), new SizeTieredFactory());
  }

  @ParameterizedTest
  @MethodSource("designs")
  void whatComesBackIsAPrefixWithAllThatWasAcknowledged(EngineFactory factory) {
    for (long seed : Seeds.of(20)) {
      try {
        new Lives(factory, seed).run();
      } catch (RuntimeException | AssertionError failure) {
        throw new AssertionError(factory.name() + ", -Dseed=" + seed, failure);
      }
    }
  }

  private static final class Lives {
    private final RandomStream random;
    private final SimRuntime runtime;
    private final CrashStorage disk;
    private final TestTree tree;
    private List<Write> written = new ArrayList<>();
    private int acknowledged;
    private int mustReturn;
    private boolean isCutSinceOpen;
    private long nextVersion = 1;

    Lives(EngineFactory factory, long seed) {
      random = new RandomStream(seed);
      runtime = new SimRuntime(seed);
      MemoryMedium medium = new MemoryMedium();
      disk = new CrashStorage(medium::open);
      tree = new TestTree(runtime, factory, TestTree.tiny(factory), disk::open);
    }

    void run() {
      for (int life = 0; life < 12; life++) {
        tree.open();
        check();
        for (int i = random.nextInt(250); i > 0; i--) {
          write();
          if (random.nextInt(10) == 0) {
            runtime.runFor(random.nextInt(200_000));
          }
        }
        end();
        if (random.nextInt(3) == 0) {
          tree.beginOpening(random.nextInt(30_000));
          end();
        }
      }
    }

    private void write() {
      String key = "key" + random.nextInt(40);
      long version = nextVersion++;
      WriteBatch batch = TestTree.put(new WriteBatch(), key, version, "v".repeat(random.nextInt(150)));
      int place = written.size() + 1;
      boolean isSynced = random.nextInt(4) == 0;
      WriteStatus status =
          tree.engine()
              .write(
                  batch,
                  isSynced ? Durability.SYNCED : Durability.BUFFERED,
                  failure -> acknowledged = failure == null ? Math.max(acknowledged, place) : acknowledged);
      if (status == WriteStatus.STALLED) {
        runtime.runFor(1_000_000);
      } else {
        written.add(new Write(key, version));
      }
    }

    private void end() {
      tree.forget();
      if (random.nextBoolean()) {
        disk.kill();
        mustReturn = isCutSinceOpen ? mustReturn : written.size();
      } else {
        disk.powerCut(random);
        mustReturn = acknowledged;
        isCutSinceOpen = true;
      }
    }

    private void check() {
      SortedMap<String, String> found = tree.entries();
      long highest = 0;
      for (String text : found.values()) {
        highest = Math.max(highest, Long.parseLong(text.substring(text.lastIndexOf('@') + 1)));
      }
      List<Write> survived = new ArrayList<>();
      SortedMap<String, Long> expected = new TreeMap<>();
      for (Write write : written) {
        if (write.version() <= highest) {
          survived.add(write);
          expected.put(write.key(), write.version());
        }
      }
      SortedMap<String, Long> actual = new TreeMap<>();
      found.forEach((key, text) -> actual.put(key, Long.parseLong(text.substring(text.lastIndexOf('@') + 1))));
      assertThat(actual).isEqualTo(expected);
      assertThat(survived.size()).as("writes kept, of those acknowledged").isGreaterThanOrEqualTo(mustReturn);
      written = survived;
      acknowledged = written.size();
      mustReturn = acknowledged;
      isCutSinceOpen = false;
    }
  }
}
