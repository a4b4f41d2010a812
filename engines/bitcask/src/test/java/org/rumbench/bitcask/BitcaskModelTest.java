package org.rumbench.bitcask;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rumbench.engine.Durability;
import org.rumbench.engine.WriteBatch;

/// Random operations against a plain model: versions out of order, batches, deletes, rolls, merges, purges, reopening
/// and kills in the middle of anything.
class BitcaskModelTest {
  static LongStream seeds() {
    return Seeds.of(12);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void holdsWhatTheModelHolds(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Rig rig = Rig.small(seed).open();
    long clock = 1000;
    for (int i = 0; i < 4000; i++) {
      clock++;
      int dice = random.nextInt(1000);
      if (dice < 900) {
        writeSome(rig, random, clock);
      } else if (dice < 950) {
        String key = key(random);
        Rig.Held expected = rig.model.get(key);
        Rig.Held found = rig.held(key);
        if (found != null || expected == null || expected.value() != null) {
          assertThat(found).isEqualTo(expected);
        }
      } else if (dice < 965) {
        rig.runtime.runFor(random.nextInt(200_000));
      } else if (dice < 972) {
        rig.engine().flush();
      } else if (dice < 976) {
        rig.engine().compactAll();
      } else if (dice < 980) {
        rig.drive(rig.engine().settle());
        assertThat(rig.engine().metrics().debtBytes()).isZero();
      } else if (dice < 985) {
        rig.purge((clock - 300) * 10);
      } else if (dice < 990) {
        rig.check();
      } else if (dice < 995) {
        rig.reopen();
      } else {
        rig.kill();
        rig.open();
      }
    }
    rig.check();
    rig.reopen();
    rig.check();
    assertThat(rig.events.stream().filter(event -> event.getClass().getSimpleName().equals("MergeEnded")))
        .as("merges took place")
        .hasSizeGreaterThan(3);
    rig.engine().close();
  }

  private static String key(SplittableRandom random) {
    return "key" + random.nextInt(1 + random.nextInt(200));
  }

  private static void writeSome(Rig rig, SplittableRandom random, long clock) {
    WriteBatch batch = new WriteBatch();
    int count = random.nextInt(10) == 0 ? 1 + random.nextInt(8) : 1;
    for (int i = 0; i < count; i++) {
      String key = key(random);
      long version = (random.nextInt(5) == 0 ? clock - random.nextInt(250) : clock) * 10 + i;
      String value = random.nextInt(5) == 0 ? null : value(random, version);
      rig.addTo(batch, key, version, value);
      rig.note(key, version, value);
    }
    rig.write(batch, random.nextInt(8) == 0 ? Durability.SYNCED : Durability.BUFFERED);
  }

  private static @Nullable String value(SplittableRandom random, long version) {
    return "v" + version + "x".repeat(random.nextInt(120));
  }
}
