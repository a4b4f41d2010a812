package org.rumbench.lsm.twocomponent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rumbench.engine.DataProfile;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.engine.Forecast;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.LedgerSnapshot;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.store.TestStore;

/// What the design forecasts of itself, beside what it costs by the byte ledger: every record overwritten three times,
/// with background work that keeps up.
class RollingForecastTest {
  private static final int RECORDS = 1_500;
  private static final int KEY_BYTES = 16;
  private static final int VALUE_BYTES = 200;

  private final RandomStream random = new RandomStream(5);
  private long version;

  @ParameterizedTest
  @CsvSource({"btree,32k,4k", "btree,128k,16k", "skiplist,16k,64k", "unrolled,64k,8k"})
  void holdsForWritesReadsAndSpace(String memtable, String memtableBytes, String subtreeBytes) {
    Design design =
        Design.miniature(new TwoComponentFactory())
            .with(
                Map.of(
                    "memtable", memtable, "memtableBytes", memtableBytes, "subtreeBytes", subtreeBytes, "pageBytes",
                    "1024", "logReserveBytes", "0"));
    TestStore store = new TestStore(design, new SimRuntime(1)).open();
    for (int i = 0; i < RECORDS; i++) {
      put(store, i * 7 % RECORDS);
    }
    settle(store);
    double loading = issued(store.storage().ledger().snapshot());
    LedgerSnapshot before = store.storage().ledger().snapshot();
    EngineMetrics.Reads reads = store.engine().metrics().reads();
    for (int i = 0; i < 3 * RECORDS; i++) {
      put(store, random.nextInt(RECORDS));
      if (i % 4 == 0) {
        store.get(key(random.nextInt(RECORDS)), 0, null);
      }
    }
    settle(store);
    LedgerSnapshot cost = store.storage().ledger().snapshot().since(before);
    EngineMetrics.Reads later = store.engine().metrics().reads();
    Forecast forecast = forecast(design, 3L * RECORDS);
    double live = (double) RECORDS * (KEY_BYTES + VALUE_BYTES);
    double writes = issued(cost) / (3 * live);
    double space = cost.space().live().logicalBytes() / live;
    double sources =
        (later.sourcesConsulted() - reads.sourcesConsulted()) / (double) (later.pointReads() - reads.pointReads());
    String seen =
        String.format(
            Locale.ROOT, "%s: loading %.2f, %s; writes %.2f, space %.2f, sources %.2f, %s", design, loading / live,
            forecast(design, 0), writes, space, sources, forecast);
    System.out.println(seen);
    store.close();
    assertThat(loading / live)
        .as(seen)
        .isCloseTo(forecast(design, 0).writeAmplification(), Percentage.withPercentage(25));
    assertThat(writes).as(seen).isCloseTo(forecast.writeAmplification(), Percentage.withPercentage(25));
    assertThat(space).as(seen).isCloseTo(forecast.settledSpace(), Percentage.withPercentage(25));
    assertThat(sources).as(seen).isCloseTo(forecast.sourcesPerRead(), Percentage.withPercentage(25));
    assertThat(forecast.peakSpace()).isGreaterThanOrEqualTo(forecast.settledSpace());
  }

  private static Forecast forecast(Design design, long overwrites) {
    return design.factory()
        .forecast(design.engineOptions(), new DataProfile(RECORDS, KEY_BYTES, VALUE_BYTES, overwrites))
        .orElseThrow();
  }

  private static double issued(LedgerSnapshot cost) {
    return cost.rows().stream().filter(row -> row.purpose() != IoPurpose.HARNESS)
        .mapToLong(LedgerSnapshot.Row::issuedBytes).sum();
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
}
