package org.rumbench.testkit;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.rumbench.engine.DataProfile;
import org.rumbench.engine.Durability;
import org.rumbench.engine.Forecast;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.LedgerSnapshot;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.store.TestStore;

/// The store whose costs by the byte ledger stand beside what its design forecasts: in a simulation, loaded and
/// overwritten as a [DataProfile] says, with background work that keeps up. The same on every run. One thread.
public final class ForecastFixture {
  /// Length of a key.
  public static final int KEY_BYTES = 16;

  /// Length of a value.
  public static final int VALUE_BYTES = 200;

  private static final int WRITES_PER_READ = 4;

  private final Design design;
  private final int records;
  private final TestStore store;
  private final SplittableRandom random = new SplittableRandom(5);
  private long version;

  private ForecastFixture(Design design, int records) {
    this.design = design;
    this.records = records;
    this.store = new TestStore(design, new SimRuntime(1)).open();
  }

  /// An open store with each of `records` written once, in random order, and settled.
  public static ForecastFixture loaded(Design design, int records) {
    ForecastFixture fixture = new ForecastFixture(design, records);
    for (int number : fixture.shuffled()) {
      fixture.put(number);
    }
    fixture.settle();
    return fixture;
  }

  private int[] shuffled() {
    int[] order = new int[records];
    for (int i = 0; i < records; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /// The store.
  public TestStore store() {
    return store;
  }

  /// What its storage has counted so far.
  public LedgerSnapshot ledger() {
    return store.storage().ledger().snapshot();
  }

  /// Writes `count` records drawn uniformly, and reads one for every four. Returns the bytes allocated meanwhile, on
  /// average.
  public double overwrite(int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      put(random.nextInt(records));
      sum += allocatedBytes(ledger());
      if (i % WRITES_PER_READ == 0) {
        store.get(key(random.nextInt(records)), 0, null);
      }
    }
    return sum / count;
  }

  /// Flushes and waits until nothing is owed.
  public void settle() {
    store.drive(store.engine().flush());
    store.drive(store.engine().settle());
    store.runtime().runUntilIdle();
  }

  /// What the design forecasts for these records and so many overwrites of them.
  public Forecast forecast(int overwrites) {
    return design.factory().forecast(design.engineOptions(), data(overwrites)).orElseThrow();
  }

  /// Key and value bytes of all records, once each.
  public double liveBytes() {
    return data(0).liveBytes();
  }

  private DataProfile data(int overwrites) {
    return new DataProfile(records, KEY_BYTES, VALUE_BYTES, overwrites);
  }

  /// Bytes given to the medium for the engine.
  public static long issuedBytes(LedgerSnapshot cost) {
    return cost.rows().stream()
        .filter(row -> row.purpose() != IoPurpose.HARNESS)
        .mapToLong(LedgerSnapshot.Row::issuedBytes)
        .sum();
  }

  /// Bytes taken on the medium, with those of removed files that are still read.
  public static long allocatedBytes(LedgerSnapshot cost) {
    return cost.space().live().plus(cost.space().pinned()).allocatedBytes();
  }

  private void put(int number) {
    version++;
    store.write(List.of(new Edit.Put(key(number), version, VALUE_BYTES, 0)), Durability.BUFFERED, failure -> {});
    store.runtime().runUntilIdle();
  }

  /// Neighbouring numbers have keys far from each other.
  private static String key(int number) {
    return String.format(Locale.ROOT, "user%012d", number * 2_654_435_761L % 1_000_000_007L);
  }
}
