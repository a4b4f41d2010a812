package org.rumbench.lsm.twocomponent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.engine.Forecast;
import org.rumbench.storage.LedgerSnapshot;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.ForecastFixture;

/// What the design forecasts of itself, beside what it costs by the byte ledger: every record overwritten three times,
/// with background work that keeps up.
class RollingForecastTest {
  private static final int RECORDS = 1_500;

  @ParameterizedTest
  @CsvSource({"btree,32k,4k", "btree,128k,16k", "skiplist,16k,64k", "unrolled,64k,8k"})
  void holdsForWritesReadsAndSpace(String memtable, String memtableBytes, String subtreeBytes) {
    Design design =
        Design.miniature(new TwoComponentFactory())
            .with(
                Map.of(
                    "memtable", memtable, "memtableBytes", memtableBytes, "subtreeBytes", subtreeBytes, "pageBytes",
                    "1024", "logReserveBytes", "0"));
    ForecastFixture fixture = ForecastFixture.loaded(design, RECORDS);
    LedgerSnapshot before = fixture.ledger();
    EngineMetrics.Reads reads = fixture.store().engine().metrics().reads();
    fixture.overwrite(3 * RECORDS);
    fixture.settle();
    LedgerSnapshot cost = fixture.ledger().since(before);
    EngineMetrics.Reads later = fixture.store().engine().metrics().reads();
    Forecast loadingForecast = fixture.forecast(0);
    Forecast forecast = fixture.forecast(3 * RECORDS);
    double live = fixture.liveBytes();
    double loading = ForecastFixture.issuedBytes(before) / live;
    double writes = ForecastFixture.issuedBytes(cost) / (3 * live);
    double space = cost.space().live().logicalBytes() / live;
    double sources =
        (later.sourcesConsulted() - reads.sourcesConsulted()) / (double) (later.pointReads() - reads.pointReads());
    String seen =
        String.format(
            Locale.ROOT, "%s: loading %.2f, %s; writes %.2f, space %.2f, sources %.2f, %s", design, loading,
            loadingForecast, writes, space, sources, forecast);
    System.out.println(seen);
    fixture.store().close();
    assertThat(loading).as(seen).isCloseTo(loadingForecast.writeAmplification(), Percentage.withPercentage(25));
    assertThat(writes).as(seen).isCloseTo(forecast.writeAmplification(), Percentage.withPercentage(25));
    assertThat(space).as(seen).isCloseTo(forecast.settledSpace(), Percentage.withPercentage(25));
    assertThat(sources).as(seen).isCloseTo(forecast.sourcesPerRead(), Percentage.withPercentage(25));
    assertThat(forecast.peakSpace()).isGreaterThanOrEqualTo(forecast.settledSpace());
  }
}
