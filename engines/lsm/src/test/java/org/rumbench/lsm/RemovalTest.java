package org.rumbench.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.store.TestStore;

/// When the files of replaced tables go.
class RemovalTest {
  private static TestStore filled(String rate) {
    return filled(rate, "1000");
  }

  private static TestStore filled(String rate, String backlogShare) {
    Design design = Design.miniature(new SizeTieredFactory()).with(
        Map.of("deleteBytesPerSecond", rate, "deleteBacklogShare", backlogShare, "minThreshold", "64", "maxThreshold",
            "64", "l0SlowdownTrigger", "90", "l0StopTrigger", "99"));
    TestStore store = new TestStore(design, new SimRuntime(11)).open();
    for (int run = 0; run < 10; run++) {
      for (int i = 0; i < 10; i++) {
        store.write(List.of(new Edit.Put("key" + i, run * 10 + i, 100, 0)), Durability.BUFFERED, failure -> {});
      }
      store.drive(store.engine().flush());
    }
    return store;
  }

  private static List<String> tables(TestStore store) {
    return store.storage().list().stream().filter(name -> name.endsWith(".table")).toList();
  }

  private static int liveTables(TestStore store) {
    return store.engine().metrics().shape().stream().mapToInt(EngineMetrics.Level::files).sum();
  }

  private static long merged(TestStore store) {
    long before = store.environment().clock().nanos();
    store.drive(store.engine().compactAll());
    store.drive(store.engine().settle());
    assertThat(liveTables(store)).isEqualTo(1);
    assertThat(tables(store)).hasSize(1);
    return store.environment().clock().nanos() - before;
  }

  @Test
  void obsoleteFilesGoAtTheGivenRate() {
    TestStore slow = filled("1k");
    long bytes = slow.engine().metrics().shape().stream().mapToLong(EngineMetrics.Level::bytes).sum();
    assertThat(tables(slow)).hasSize(10);
    long nanos = merged(slow);
    // The last of ten files of equal length waits for nine.
    assertThat(nanos / 1e9).isBetween(bytes * 0.85 / 1024, bytes * 1.05 / 1024);
    slow.close();

    TestStore unlimited = filled("0");
    assertThat(merged(unlimited)).isLessThan(TimeUnit.SECONDS.toNanos(1));
    unlimited.close();
  }

  @Test
  void whatIsMoreThanItsShareOfTheTreeGoesAtOnce() {
    TestStore store = filled("1k", "0.25");
    // Ten tables of the same ten keys became one: all but a quarter of that one is more than may wait.
    assertThat(merged(store)).isLessThan(TimeUnit.SECONDS.toNanos(1));
    store.close();
  }

  @Test
  void closingDoesNotWaitForThemAndOpeningRemovesThem() {
    TestStore store = filled("1");
    store.engine().compactAll();
    long begun = store.environment().clock().nanos();
    while (liveTables(store) > 1) {
      store.run(1);
    }
    assertThat(store.environment().clock().nanos() - begun).isLessThan(TimeUnit.SECONDS.toNanos(1));
    assertThat(tables(store)).hasSizeGreaterThan(8);
    store.close();
    assertThat(store.runtime().nanos() - begun).isLessThan(TimeUnit.SECONDS.toNanos(1));
    store.open();
    assertThat(tables(store)).hasSize(1);
    assertThat(store.get("key3", 0, null).toString()).contains("93");
    store.close();
  }
}
