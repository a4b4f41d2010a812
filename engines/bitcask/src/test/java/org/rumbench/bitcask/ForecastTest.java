package org.rumbench.bitcask;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rumbench.engine.DataProfile;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.Forecast;
import org.rumbench.storage.LedgerSnapshot;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.ForecastFixture;

/// What the design forecasts of itself, beside what it costs in the simulator by the byte ledger.
class ForecastTest {
  private static final int RECORDS = 2_000;

  private static Design design(String deadFraction) {
    return Design.miniature(new BitcaskFactory()).with(
        Map.of("segmentBytes", "8k", "mergeDeadFraction", deadFraction, "mergeMinimumDeadBytes", "8k",
            "mergeMaximumInputBytes", "64k", "smallSegmentBytes", "1k"));
  }

  /// Every record overwritten three times.
  @ParameterizedTest
  @ValueSource(strings = {"0.25", "0.4", "0.6", "0.8"})
  void holdsForWritesAndSpace(String deadFraction) {
    ForecastFixture fixture = ForecastFixture.loaded(design(deadFraction), RECORDS);
    LedgerSnapshot before = fixture.ledger();
    double live = fixture.liveBytes();
    double average = fixture.overwrite(3 * RECORDS) / live;
    fixture.settle();
    LedgerSnapshot cost = fixture.ledger().since(before);
    Forecast forecast = fixture.forecast(3 * RECORDS);
    double writes = ForecastFixture.issuedBytes(cost) / (3 * live);
    double space = ForecastFixture.allocatedBytes(cost) / live;
    String seen = String.format(Locale.ROOT, "dead fraction %s: writes %.2f, space %.2f, average %.2f; %s",
        deadFraction, writes, space, average, forecast);
    System.out.println(seen);
    fixture.store().close();
    assertThat(writes).as(seen).isCloseTo(forecast.writeAmplification(), Percentage.withPercentage(15));
    assertThat(space).as(seen).isCloseTo(forecast.settledSpace(), Percentage.withPercentage(15));
    assertThat(average).as(seen).isCloseTo(forecast.averageSpace(), Percentage.withPercentage(15));
    assertThat(forecast.peakSpace()).isGreaterThanOrEqualTo(forecast.averageSpace());
    assertThat(forecast.sourcesPerRead()).isEqualTo(1);
    assertThat(forecast.filtersPerRead()).isZero();
  }

  /// In the long run a merge pays 1/(1-u) by the share u that it found alive, and that is what the threshold leaves.
  @ParameterizedTest
  @ValueSource(strings = {"0.3", "0.5", "0.7"})
  void theLongRunComesToTheClosedForm(String deadFraction) {
    int writes = 8 * RECORDS;
    ForecastFixture fixture = ForecastFixture.loaded(design(deadFraction), RECORDS);
    fixture.overwrite(writes);
    List<EngineEvent> events = fixture.store().events();
    int seen = events.size();
    fixture.overwrite(writes);
    double read = 0;
    double copied = 0;
    for (EngineEvent event : events.subList(seen, events.size())) {
      if (event instanceof EngineEvent.MergeEnded ended) {
        read += ended.inputBytes();
        copied += ended.outputBytes();
      }
    }
    double user = writes * (ForecastFixture.KEY_BYTES + ForecastFixture.VALUE_BYTES + 12.0);
    double amplification = (user + copied) / user;
    CleaningCost formula = CleaningCost.ofDeadFraction(Double.parseDouble(deadFraction));
    System.out.printf(Locale.ROOT, "dead fraction %s: writes %.3f, merged at %.3f, formula %.3f%n", deadFraction,
        amplification, copied / read, formula.writeAmplification());
    fixture.store().close();
    assertThat(amplification)
        .isCloseTo(new CleaningCost(copied / read).writeAmplification(), Percentage.withPercentage(5));
    assertThat(amplification).isCloseTo(formula.writeAmplification(), Percentage.withPercentage(10));
  }

  @Test
  void isMadeForAnySizeThatCanBeSimulated() {
    Design design = Design.miniature(new BitcaskFactory());
    assertThat(design.factory().forecast(design.engineOptions(), new DataProfile(1_000_000_000, 16, 100, 1)))
        .isEmpty();
    Design full = new Design(new BitcaskFactory(), new TreeMap<>());
    Forecast loading =
        full.factory().forecast(full.engineOptions(), new DataProfile(1_000_000, 16, 1_000, 0)).orElseThrow();
    assertThat(loading.writeAmplification()).as("records and hints once").isBetween(1.0, 1.1);
    assertThat(loading.settledSpace()).isBetween(1.0, 1.1);
  }
}
