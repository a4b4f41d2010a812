package org.rumbench.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rumbench.engine.DataProfile;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.engine.Forecast;
import org.rumbench.storage.LedgerSnapshot;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.ForecastFixture;

/// What a design forecasts of itself, beside what it costs in the simulator by the byte ledger: every record
/// overwritten three times, with background work that keeps up.
final class ForecastTest {
  private static final int RECORDS = 1_500;
  private static final int MEMTABLE_BYTES = 8 * 1024;

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
    ForecastFixture fixture = ForecastFixture.loaded(design, RECORDS);
    LedgerSnapshot before = fixture.ledger();
    EngineMetrics.Reads reads = fixture.store().engine().metrics().reads();
    double live = fixture.liveBytes();
    double average = fixture.overwrite(3 * RECORDS) / live;
    fixture.settle();
    LedgerSnapshot cost = fixture.ledger().since(before);
    EngineMetrics.Reads later = fixture.store().engine().metrics().reads();
    Forecast forecast = fixture.forecast(3 * RECORDS);
    double writes = ForecastFixture.issuedBytes(cost) / (3 * live);
    double space = cost.space().live().logicalBytes() / live;
    double filters =
        (later.filtersProbed() - reads.filtersProbed()) / (double) (later.pointReads() - reads.pointReads());
    String seen = String.format(Locale.ROOT, "%s: writes %.2f, space %.2f, average %.2f, filters %.2f; %s", design,
        writes, space, average, filters, forecast);
    System.out.println(seen);
    fixture.store().close();
    assertThat(writes)
        .as(seen)
        .isCloseTo(forecast.writeAmplification(), Percentage.withPercentage(writeTolerance(factory)));
    assertThat(filters).as(seen).isCloseTo(forecast.filtersPerRead(), Percentage.withPercentage(35));
    assertThat(space).as(seen).isCloseTo(forecast.settledSpace(), Percentage.withPercentage(35));
    assertThat(average).as(seen).isCloseTo(forecast.averageSpace(), Percentage.withPercentage(25));
    assertThat(forecast.peakSpace()).isGreaterThanOrEqualTo(forecast.averageSpace());
  }

  /// The shards of unified compaction move with the data, which the simulation does not follow.
  private static double writeTolerance(LsmFactory factory) {
    return factory instanceof UnifiedFactory ? 35 : 25;
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
