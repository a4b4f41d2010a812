package org.rumbench.bitcask;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rumbench.engine.DataProfile;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.Forecast;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.LedgerSnapshot;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.store.TestStore;

/// What the design forecasts of itself, beside what it costs in the simulator by the byte ledger.
class ForecastTest {
  private static final int RECORDS = 2_000;
  private static final int VALUE_BYTES = 200;
  private static final int KEY_BYTES = 16;

  private final SplittableRandom random = new SplittableRandom(5);
  private long version;

  private static Design design(String deadFraction) {
    return Design.miniature(new BitcaskFactory()).with(
        Map.of("segmentBytes", "8k", "mergeDeadFraction", deadFraction, "mergeMinimumDeadBytes", "8k",
            "mergeMaximumInputBytes", "64k", "smallSegmentBytes", "1k"));
  }

  private static DataProfile data(long overwrites) {
    return new DataProfile(RECORDS, KEY_BYTES, VALUE_BYTES, overwrites);
  }

  /// Every record overwritten three times.
  @ParameterizedTest
  @ValueSource(strings = {"0.25", "0.4", "0.6", "0.8"})
  void holdsForWritesAndSpace(String deadFraction) {
    Design design = design(deadFraction);
    TestStore store = loaded(design);
    LedgerSnapshot before = store.storage().ledger().snapshot();
    double live = data(0).liveBytes();
    double sum = 0;
    for (int i = 0; i < 3 * RECORDS; i++) {
      put(store, random.nextInt(RECORDS));
      sum += allocated(store.storage().ledger().snapshot());
    }
    settle(store);
    LedgerSnapshot cost = store.storage().ledger().snapshot().since(before);
    Forecast forecast =
        design.factory().forecast(design.engineOptions(), data(3L * RECORDS)).orElseThrow();
    double writes = issued(cost) / (3 * live);
    double space = allocated(cost) / live;
    double average = sum / (3 * RECORDS) / live;
    String seen = String.format(Locale.ROOT, "dead fraction %s: writes %.2f, space %.2f, average %.2f; %s",
        deadFraction, writes, space, average, forecast);
    System.out.println(seen);
    store.close();
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
    TestStore store = loaded(design(deadFraction));
    for (int i = 0; i < 8 * RECORDS; i++) {
      put(store, random.nextInt(RECORDS));
    }
    int seen = store.events().size();
    int writes = 8 * RECORDS;
    for (int i = 0; i < writes; i++) {
      put(store, random.nextInt(RECORDS));
    }
    double read = 0;
    double copied = 0;
    for (EngineEvent event : store.events().subList(seen, store.events().size())) {
      if (event instanceof EngineEvent.MergeEnded ended) {
        read += ended.inputBytes();
        copied += ended.outputBytes();
      }
    }
    double user = writes * (KEY_BYTES + VALUE_BYTES + 12.0);
    double amplification = (user + copied) / user;
    CleaningCost formula = CleaningCost.ofDeadFraction(Double.parseDouble(deadFraction));
    System.out.printf(Locale.ROOT, "dead fraction %s: writes %.3f, merged at %.3f, formula %.3f%n", deadFraction,
        amplification, copied / read, formula.writeAmplification());
    store.close();
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

  private TestStore loaded(Design design) {
    TestStore store = new TestStore(design, new SimRuntime(1)).open();
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
    return store;
  }

  private static double allocated(LedgerSnapshot ledger) {
    return ledger.space().live().plus(ledger.space().pinned()).allocatedBytes();
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
    store.write(
        List.of(new Edit.Put(String.format(Locale.ROOT, "user%012d", number), version, VALUE_BYTES, 0)),
        Durability.BUFFERED, failure -> {});
    store.runtime().runUntilIdle();
  }
}
