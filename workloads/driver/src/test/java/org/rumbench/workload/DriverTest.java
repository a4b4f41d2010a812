package org.rumbench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Entropy;

class DriverTest extends DriverFixture {
  @Test
  void loadsEveryRecordOnceAndKnowsTheLiveBytes() {
    PhaseResult result = loop.run(driver(spec("a")), new Phase.Load("load", 16));

    assertConsistent(result);
    assertThat(target.records).hasSize(1_000);
    assertThat(target.mostInFlight).isEqualTo(16);
    assertThat(result.count(OperationType.INSERT, Outcome.OK)).isEqualTo(1_000);
    assertThat(live.extent().isExact()).isTrue();
    assertThat(live.extent().lowBytes()).isEqualTo(target.liveBytes());
    assertThat(result.totals().acknowledgedBytes()).isEqualTo(target.liveBytes());
  }

  /// Every workload, three phases; afterwards the oracle agrees with the store to the byte.
  @ParameterizedTest
  @ValueSource(strings = {"a", "b", "c", "d", "e", "f", "delete"})
  void runsEveryWorkloadWithExactLiveBytes(String name) {
    target.delay = operation -> 50_000 + operation.key().getByte(operation.keyLength() - 1) * 1_000L;
    Driver driver = driver(spec(name));
    loop.run(driver, new Phase.Load("load", 8));
    PhaseResult max = loop.run(driver, Phase.Max.forOperations("max", 8, 3_000));
    PhaseResult run =
        loop.run(driver, Phase.Run.forNanos("run", 64, new Arrivals.Poisson(5_000), 2 * SECOND));

    for (PhaseResult result : List.of(max, run)) {
      assertConsistent(result);
      assertThat(result.totals().wrongValues()).isZero();
      assertThat(result.totals().missing()).isZero();
    }
    assertThat(max.totals().started()).isEqualTo(3_000);
    assertThat(run.isTargetMet()).isTrue();
    assertThat(live.extent().lowBytes()).isEqualTo(target.liveBytes());
    assertThat(live.extent().highBytes()).isEqualTo(target.liveBytes());
    assertThat(live.extent().lowRecords()).isEqualTo(target.records.size());
  }

  @Test
  void recordsOfVaryingLengthAreCountedExactlyToo() {
    Driver driver =
        driver(
            spec(
                "a",
                "workload.ycsb.fieldlengthdistribution", "uniform",
                "workload.ycsb.insertproportion", "0.1"));
    loop.run(driver, new Phase.Load("load", 8));
    // One at a time: overlapping writes of unlike sizes leave an interval, rightly.
    PhaseResult result = loop.run(driver, Phase.Max.forOperations("max", 1, 3_000));

    assertConsistent(result);
    assertThat(result.totals().wrongValues()).isZero();
    assertThat(live.extent().lowBytes()).isEqualTo(target.liveBytes());
    assertThat(live.extent().isExact()).isTrue();
  }

  @Test
  void updatesReadFirstAndSoSaysTheResult() {
    Driver driver = driver(spec("a"));
    loop.run(driver, new Phase.Load("load", 8));
    PhaseResult result = loop.run(driver, Phase.Max.forOperations("max", 4, 2_000));

    long updates = result.count(OperationType.UPDATE, Outcome.OK);
    assertThat(latency(result, LatencySeries.UPDATE_GET, LatencyKind.SERVICE).count()).isEqualTo(updates);
    assertThat(latency(result, LatencySeries.UPDATE_PUT, LatencyKind.SERVICE).count()).isEqualTo(updates);
    assertThat(latency(result, LatencySeries.UPDATE, LatencyKind.SERVICE).percentileNanos(50))
        .isCloseTo(200_000L, within(400L));
    assertThat(latency(result, LatencySeries.UPDATE_GET, LatencyKind.SERVICE).percentileNanos(50))
        .isCloseTo(100_000L, within(200L));
  }

  @Test
  void wholeRecordUpdatesDoNotRead() {
    Driver driver = driver(spec("a", "workload.update", "whole-record"));
    loop.run(driver, new Phase.Load("load", 8));
    PhaseResult result = loop.run(driver, Phase.Max.forOperations("max", 4, 2_000));

    assertThat(result.latency(LatencySeries.UPDATE_GET, LatencyKind.SERVICE)).isNull();
    assertThat(latency(result, LatencySeries.UPDATE, LatencyKind.SERVICE).maxNanos()).isEqualTo(100_000);
    assertThat(result.totals().wrongValues()).isZero();
  }

  /// Keys of sixteen bytes, half of the reads for keys that no record has: not found is the right answer there, a value
  /// a wrong one, and everywhere else it is the other way round.
  @Test
  void readsOfAbsentKeysAreOkWhenNothingIsFound() {
    Driver driver = driver(spec("c", "workload.keyBytes", "16", "workload.absentShare", "0.5"));
    loop.run(driver, new Phase.Load("load", 8));
    assertThat(target.records.keySet()).allSatisfy(key -> assertThat(key).hasSize(16)).hasSize(1_000);

    PhaseResult result = loop.run(driver, Phase.Max.forOperations("max", 4, 2_000));

    assertConsistent(result);
    assertThat(result.count(OperationType.READ, Outcome.OK)).isEqualTo(2_000);
    assertThat(result.totals().returnedValues()).isBetween(900L, 1_100L);
    assertThat(result.totals().wrongValues()).isZero();
    assertThat(result.totals().missing()).isZero();

    byte[] anybodys = target.records.values().iterator().next();
    target.mischief = (operation, outcome) -> {
      String key = operation.key().getStringWithoutLengthAscii(0, operation.keyLength());
      target.records.putIfAbsent(key, anybodys);
      return outcome;
    };
    PhaseResult invented = loop.run(driver, Phase.Max.forOperations("invented", 4, 200));
    assertThat(invented.totals().wrongValues()).isBetween(60L, 140L);
  }

  /// A store that stands still for a second in the middle: response times must show it for every operation that was
  /// meant to start meanwhile, service times only for those in flight.
  @Test
  void aStallShowsInResponseTimesOfAllThatWereMeantToStart() {
    Driver driver = driver(spec("c"));
    loop.run(driver, new Phase.Load("load", 8));
    long stallFrom = loop.nanos() + 2 * SECOND;
    target.delay =
        operation -> {
          long now = loop.nanos();
          return now >= stallFrom && now < stallFrom + SECOND ? stallFrom + SECOND - now : MILLI / 10;
        };
    PhaseResult result =
        loop.run(driver, Phase.Run.forNanos("run", 4, new Arrivals.Uniform(1_000), 5 * SECOND));

    assertConsistent(result);
    LatencyHistogram response = latency(result, LatencySeries.READ, LatencyKind.RESPONSE);
    LatencyHistogram service = latency(result, LatencySeries.READ, LatencyKind.SERVICE);
    LatencyHistogram wait = latency(result, LatencySeries.READ, LatencyKind.WAIT);
    assertThat(response.count()).isEqualTo(5_000);
    // 1,000 of 5,000 were hit, evenly over the second: p80 is near nothing, p90 half of it.
    assertThat(response.percentileNanos(75)).isLessThan(MILLI);
    assertThat(response.percentileNanos(90)).isBetween(400 * MILLI, 600 * MILLI);
    assertThat(response.maxNanos()).isBetween(990 * MILLI, 1_010 * MILLI);
    assertThat(service.percentileNanos(99)).isLessThan(MILLI);
    assertThat(wait.percentileNanos(90)).isBetween(400 * MILLI, 600 * MILLI);
    assertThat(result.totals().waited()).isBetween(900L, 1_100L);
    assertThat(target.mostInFlight).isLessThanOrEqualTo(8);
    assertThat(result.timeline().get(2).okCount()).isLessThan(20);
    assertThat(result.timeline().get(2).overdue()).isGreaterThan(900);
  }

  @Test
  void anOverloadedRunSaysHowMuchNeverStarted() {
    Driver driver = driver(spec("c"), DriverSettings.defaults().withDrainNanos(SECOND));
    loop.run(driver, new Phase.Load("load", 8));
    target.delay = operation -> 10 * MILLI;
    PhaseResult result =
        loop.run(driver, Phase.Run.forNanos("run", 4, new Arrivals.Uniform(1_000), 3 * SECOND));

    assertConsistent(result);
    assertThat(result.isTargetMet()).isFalse();
    assertThat(result.totals().offered()).isEqualTo(3_000);
    assertThat(result.totals().doneInWindow()).isBetween(1_190L, 1_200L);
    assertThat(result.totals().notStarted()).isBetween(1_390L, 1_410L);
    assertThat(result.donePerSecond()).isCloseTo(400, within(5.0));
  }

  @Test
  void stopEndsThePhaseAndKeepsWhatWasMeasured() {
    Driver driver = driver(spec("a"));
    loop.run(driver, new Phase.Load("load", 8));
    loop.after(SECOND, driver::stop);
    PhaseResult result =
        loop.run(driver, Phase.Run.forNanos("run", 64, new Arrivals.Poisson(1_000), 100 * SECOND));

    assertConsistent(result);
    assertThat(result.totals().isStopped()).isTrue();
    assertThat(result.totals().started()).isBetween(800L, 1_200L);
    assertThat(result.windowSeconds()).isCloseTo(1.0, within(0.01));
  }

  @Test
  void aTargetThatAnswersInsideSubmitIsDrivenWithoutRecursion() {
    target.isInline = true;
    Driver driver = driver(spec("f"));
    loop.run(driver, new Phase.Load("load", 1));
    PhaseResult result = loop.run(driver, Phase.Max.forOperations("max", 1, 50_000));

    assertConsistent(result);
    assertThat(result.count(Outcome.OK)).isEqualTo(50_000);
  }

  @Test
  void theTimelineHasARowForEverySecondAndTheListenerSeesThemInTime() {
    Driver driver = driver(spec("c"));
    loop.run(driver, new Phase.Load("load", 8));
    long start = loop.nanos();
    List<Long> seen = new ArrayList<>();
    Completion ended =
        driver.start(
            Phase.Run.forNanos("run", 64, new Arrivals.Burst(10, 30), 10 * SECOND),
            new PhaseListener() {
              @Override
              public void onSecond(TimelineRow row) {
                seen.add(loop.nanos() - start);
                assertThat(row.second()).isEqualTo(seen.size() - 1L);
              }
            });
    loop.runUntil(ended);

    assertThat(seen).hasSize(10);
    for (int second = 0; second < 10; second++) {
      assertThat(seen.get(second)).isEqualTo((second + 1) * SECOND);
    }
  }

  /// Four drivers on one store issue together exactly what one would.
  @Test
  void fourDriversShareAWorkload() {
    List<Driver> drivers = new ArrayList<>();
    for (int shard = 0; shard < 4; shard++) {
      drivers.add(driver(spec("d"), DriverSettings.defaults().withShard(shard, 4)));
    }
    PhaseResult load = runAll(drivers, new Phase.Load("load", 4));
    PhaseResult max = runAll(drivers, Phase.Max.forOperations("max", 4, 4_001));
    PhaseResult run =
        runAll(drivers, Phase.Run.forNanos("run", 16, new Arrivals.Poisson(2_000), 3 * SECOND));

    assertThat(load.count(Outcome.OK)).isEqualTo(1_000);
    assertThat(max.totals().started()).isEqualTo(4_001);
    assertThat(max.streamHash().hex())
        .isEqualTo(Driver.streamHash(spec("d"), Entropy.of(TestSeeds.seed(61)), 4_001).hex());
    assertThat(run.totals().offered()).isBetween(5_600L, 6_400L);
    for (PhaseResult result : List.of(load, max, run)) {
      assertConsistent(result);
      assertThat(result.totals().wrongValues()).isZero();
    }
    assertThat(run.timeline().get(1).response().get(OperationType.READ)).isNotNull();
    assertThat(live.extent().lowBytes()).isEqualTo(target.liveBytes());
  }

  private PhaseResult runAll(List<Driver> drivers, Phase phase) {
    List<PhaseResult> results = new ArrayList<>();
    List<Completion> ended = new ArrayList<>();
    for (Driver driver : drivers) {
      ended.add(
          driver.start(
              phase,
              new PhaseListener() {
                @Override
                public void onEnded(PhaseResult result) {
                  results.add(result);
                }
              }));
    }
    ended.forEach(loop::runUntil);
    return PhaseResult.merge(results);
  }

  @Test
  void theSameSeedGivesTheSameRunInVirtualTime() {
    List<String> traces = new ArrayList<>();
    for (int repeat = 0; repeat < 2; repeat++) {
      VirtualLoop own = new VirtualLoop();
      MapTarget store = new MapTarget(own);
      StringBuilder trace = new StringBuilder();
      store.delay =
          operation -> {
            trace.append(own.nanos()).append(operation.request()).append(operation.valueLength());
            return 100_000;
          };
      Driver driver =
          new Driver(spec("f"), Entropy.of(5), store, own, DriverSettings.defaults(), new LiveBytes(16));
      own.run(driver, new Phase.Load("load", 8));
      PhaseResult result =
          own.run(driver, Phase.Run.forNanos("run", 8, new Arrivals.Poisson(3_000), SECOND));
      traces.add(trace.append(result.timeline()).append(result.totals()).toString());
    }
    assertThat(traces.get(0)).isEqualTo(traces.get(1));
  }

  /// Writing down, checking, timing and the oracle allocate nothing for an operation, once all slots and series exist.
  @ParameterizedTest
  @ValueSource(strings = {"a", "d", "f"})
  void allocatesNothingPerOperation(String name) {
    byte[][] store = new byte[1 << 16][];
    KeyValueTarget table =
        (operation, completion) -> {
          int place = (operation.key().getInt(operation.keyLength() - 4) * 0x9E3779B1) >>> 16;
          byte[] record = store[place];
          if (operation.request() == Request.PUT && record == null) {
            record = new byte[2_000];
            store[place] = record;
          }
          if (operation.request() == Request.PUT && record != null) {
            operation.value().getBytes(0, record, 0, operation.valueLength());
          } else if (record != null) {
            operation.value().putBytes(0, record, 0, 1_000);
            operation.setValueLength(1_000);
          }
          completion.onCompleted(operation, record == null ? Outcome.NOT_FOUND : Outcome.OK);
        };
    // Keys share places in the table, so values are not checked here.
    Driver driver =
        new Driver(
            spec(name), Entropy.of(1), table, loop, DriverSettings.defaults().withVerifying(false),
            new LiveBytes(100_000));
    loop.run(driver, new Phase.Load("load", 4));
    loop.run(driver, Phase.Max.forOperations("warm", 4, 50_000));
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    long before = threads.getCurrentThreadAllocatedBytes();
    PhaseResult result = loop.run(driver, Phase.Max.forOperations("max", 4, 100_000));
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    long newRecords = result.count(OperationType.INSERT, Outcome.OK);
    // A phase's histograms take some 300 kB each.
    assertThat(allocated - newRecords * 2_016).isLessThan(5_000_000);
    assertThat(result.totals().started()).isEqualTo(100_000);
  }
}
