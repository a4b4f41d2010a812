package org.rumbench.harness.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.StorageEngine;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteStatus;
import org.rumbench.harness.run.Engines;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.fault.CrashStorage;
import org.rumbench.storage.sim.IoCost;
import org.rumbench.storage.sim.MemoryMedium;
import org.rumbench.storage.sim.SimulatedDisk;

/// Goal: a power cut loses no write that was acknowledged as synced, and shows nothing that was never written. Method:
/// every design found, in simulated time over a disk that drops, keeps and tears what was not synced; several lives of
/// one store per seed, synced and buffered writes mixed, cut at any moment.
class PowerCutTest {
  private static final int LIVES = 4;

  private final WriteBatch batch = new WriteBatch();
  private final Map<String, Held> synced = new TreeMap<>();
  private SimRuntime runtime = new SimRuntime(0);
  private long acknowledgedSyncs;

  static Stream<Arguments> designsAndSeeds() {
    return Engines.all().stream().filter(factory -> !factory.isTestEngine())
        .flatMap(factory -> Seeds.of(3).mapToObj(seed -> Arguments.of(factory.name(), seed)));
  }

  @ParameterizedTest(name = "{0}, seed {1}")
  @MethodSource("designsAndSeeds")
  void aPowerCutLosesNoSyncedWrite(String design, long seed) {
    EngineFactory factory = Engines.named(design);
    WriteScript script = new WriteScript(seed, 60, 600);
    SplittableRandom random = new SplittableRandom(seed);
    RandomStream cuts = new RandomStream(seed);
    runtime = new SimRuntime(seed);
    MemoryMedium medium =
        new MemoryMedium(new SimulatedDisk(0, 0, 50_000, 0, Long.MAX_VALUE), IoCost.FREE, (c, f, o, l) -> {});
    CrashStorage disk = new CrashStorage(medium::open);
    StorageEngine engine = open(factory, disk);
    long number = 1;
    for (int life = 0; life < LIVES; life++) {
      for (int writes = 100 + random.nextInt(500); writes > 0; writes--) {
        write(engine, script, number++, random.nextInt(4) == 0 ? Durability.SYNCED : Durability.BUFFERED);
        if (random.nextInt(10) == 0) {
          runtime.runFor(random.nextInt(200_000));
        }
        if (random.nextInt(300) == 0) {
          engine.flush();
        }
      }
      runtime.kill("store");
      disk.powerCut(cuts);
      engine = open(factory, disk);
      check(engine, script, number - 1);
    }
    assertThat(acknowledgedSyncs).isGreaterThan(LIVES);
    engine.close();
  }

  private StorageEngine open(EngineFactory factory, CrashStorage disk) {
    Environment environment = runtime.environment("store");
    EngineOptions options = EngineOptions.of(factory.options(), OpenStore.smallOptions(factory));
    OpenJob job = factory.open(new EngineContext(environment, disk.open(environment), options, event -> {}));
    var handle = environment.scheduler().submit(job, Priority.OPEN);
    assertThat(runtime.runUntil(handle::isDone)).isTrue();
    assertThat(handle.completion().failure()).isNull();
    return job.engine();
  }

  private void write(StorageEngine engine, WriteScript script, long number, Durability durability) {
    script.fill(batch, number);
    while (true) {
      WriteStatus status = engine.write(batch, durability, failure -> {
        assertThat(failure).isNull();
        onSynced(script, number);
      });
      switch (status) {
        case DONE -> {
          if (durability == Durability.SYNCED) {
            onSynced(script, number);
          }
          return;
        }
        case PENDING -> {
          return;
        }
        case STALLED -> {
          boolean[] isWritable = new boolean[1];
          engine.onWritable(() -> isWritable[0] = true);
          assertThat(runtime.runUntil(() -> isWritable[0])).isTrue();
        }
      }
    }
  }

  private void onSynced(WriteScript script, long number) {
    acknowledgedSyncs++;
    script.records(number).forEach((key, held) ->
        synced.merge(key, held, (before, now) -> before.version() > now.version() ? before : now));
  }

  /// Every key holds what its last synced write said or something newer that was written, and what is there now stays.
  private void check(StorageEngine engine, WriteScript script, long lastNumber) {
    Map<String, Held> written = new TreeMap<>();
    for (long number = 1; number <= lastNumber; number++) {
      script.records(number).forEach((key, held) -> written.put(key + "@" + held.version(), held));
    }
    Map<String, Held> found = OpenStore.entries(engine);
    synced.forEach((key, held) -> {
      assertThat(found).as("%s was synced with version %d", key, held.version()).containsKey(key);
      assertThat(found.getOrDefault(key, held).version()).as(key).isGreaterThanOrEqualTo(held.version());
    });
    found.forEach((key, held) -> {
      assertThat(held).as(key).isEqualTo(written.get(key + "@" + held.version()));
      assertThat(OpenStore.get(engine, key)).as(key).isEqualTo(held);
    });
    synced.putAll(found);
  }
}
