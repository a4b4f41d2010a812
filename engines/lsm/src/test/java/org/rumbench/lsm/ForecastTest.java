package org.rumbench.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rumbench.engine.DataProfile;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.engine.Forecast;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.LedgerSnapshot;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.store.TestStore;

/// What a design forecasts of itself, beside what it costs in the simulator by the byte ledger: every record
/// overwritten three times, with background work that keeps up.
final class ForecastTest {
  private static final int RECORDS = 1_500;
  private static final int VALUE_BYTES = 200;
  private static final int KEY_BYTES = 16;
  private static final int MEMTABLE_BYTES = 8 * 1024;

  private final SplittableRandom random = new SplittableRandom(5);
  private long version;

  static Stream<Arguments> designs() {
    return Stream.of(3, 8).flatMap(ratio -> {
      String text = Integer.toString(ratio);
      return Stream.of(
          Arguments.of(new LeveledFactory(),
              Map.of("levelMultiplier", text, "tableBytes", "8k", "baseLevelBytes", "16k")),
          Arguments.of(new SizeTieredFactory(), Map.of("minThreshold", text, "minTableBytes", "4k")),
          Arguments.of(new UniversalFactory(), Map.of("runTrigger", text, "tableBytes", "8k")),
          Arguments.of(new LazyLeveledFactory(), Map.of("sizeRatio", text, "tableBytes", "8k")),
          Arguments.of(new UnifiedFactory(),
              Map.of("scalingParameters", "T" + text, "targetTableBytes", "32k", "minShardBytes", "8k")));
    });
  }

  @ParameterizedTest
  @MethodSource("designs")
  void holdsForWritesReadsAndSpace(LsmFactory factory, Map<String, String> own) {
    SortedMap<String, String> options = new TreeMap<>(own);
    options.putAll(
        Map.of("memtableBytes", Integer.toString(MEMTABLE_BYTES), "logReserveBytes", "0", "l0SlowdownTrigger", "200",
            "l0StopTrigger", "200"));
    Design design = Design.miniature(factory).with(options);
    TestStore store = new TestStore(design, new SimRuntime(1)).open();
    load(store);
    LedgerSnapshot ledger = store.storage().ledger().snapshot();
    EngineMetrics.Reads reads = store.engine().metrics().reads();
    double average = overwrite(store) / data().liveBytes();
    LedgerSnapshot cost = store.storage().ledger().snapshot().since(ledger);
    EngineMetrics.Reads later = store.engine().metrics().reads();
    DataProfile data = data();
    Forecast forecast = factory.forecast(design.engineOptions(), data).orElseThrow();
    double writes = issued(cost) / (3.0 * data.liveBytes());
    double space = cost.space().live().logicalBytes() / (double) data.liveBytes();
    double filters =
        (later.filtersProbed() - reads.filtersProbed()) / (double) (later.pointReads() - reads.pointReads());
    String seen = String.format(Locale.ROOT, "%s: writes %.2f, space %.2f, average %.2f, filters %.2f; %s", design,
        writes, space, average, filters, forecast);
    System.out.println(seen);
    store.close();
    assertThat(writes).as(seen).isCloseTo(forecast.writeAmplification(), Percentage.withPercentage(writeTolerance(factory)));
    assertThat(filters).as(seen).isCloseTo(forecast.filtersPerRead(), Percentage.withPercentage(35));
    assertThat(space).as(seen).isCloseTo(forecast.settledSpace(), Percentage.withPercentage(35));
    assertThat(average).as(seen).isCloseTo(forecast.averageSpace(), Percentage.withPercentage(25));
    assertThat(forecast.peakSpace()).isGreaterThanOrEqualTo(forecast.averageSpace());
  }

  private static DataProfile data() {
    return new DataProfile(RECORDS, KEY_BYTES, VALUE_BYTES, 3L * RECORDS);
  }

  /// The shards of unified compaction move with the data, which the simulation does not follow.
  private static double writeTolerance(LsmFactory factory) {
    return factory instanceof UnifiedFactory ? 35 : 25;
  }

  private static double issued(LedgerSnapshot cost) {
    return cost.rows().stream().filter(row -> row.purpose() != IoPurpose.HARNESS)
        .mapToLong(LedgerSnapshot.Row::issuedBytes).sum();
  }

  private void load(TestStore store) {
    int[] order = new int[RECORDS];
    for (int i = 0; i < RECORDS; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    for (int number : order) {
      put(store, number);
    }
    settle(store);
  }

  /// The bytes allocated meanwhile, on average.
  private double overwrite(TestStore store) {
    double sum = 0;
    for (int i = 0; i < 3 * RECORDS; i++) {
      put(store, random.nextInt(RECORDS));
      LedgerSnapshot.Space space = store.storage().ledger().snapshot().space();
      sum += space.live().plus(space.pinned()).allocatedBytes();
      if (i % 4 == 0) {
        store.get(key(random.nextInt(RECORDS)), 0, null);
      }
    }
    settle(store);
    return sum / (3 * RECORDS);
  }

  private static void settle(TestStore store) {
    store.drive(store.engine().flush());
    store.drive(store.engine().settle());
    store.runtime().runUntilIdle();
  }

  private void put(TestStore store, int number) {
    version++;
    store.write(List.of(new Edit.Put(key(number), version, VALUE_BYTES, 0)), Durability.BUFFERED, failure -> {});
    store.runtime().runUntilIdle();
  }

  private static String key(int number) {
    return String.format(Locale.ROOT, "user%012d", number * 2_654_435_761L % 1_000_000_007L);
  }

  /// A store so large that its simulation would take minutes has no forecast; one that is only loaded has.
  @Test
  void isMadeForAnySizeThatCanBeSimulated() {
    Design design = Design.miniature(new LazyLeveledFactory());
    assertThat(design.factory().forecast(design.engineOptions(), new DataProfile(100_000_000, 16, 100, 1)))
        .isEmpty();
    Forecast loading =
        design.factory().forecast(design.engineOptions(), new DataProfile(1_000, 16, 100, 0)).orElseThrow();
    assertThat(loading.writeAmplification()).isGreaterThan(2);
  }
}
