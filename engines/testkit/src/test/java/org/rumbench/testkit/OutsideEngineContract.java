package org.rumbench.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rumbench.engine.Capability;
import org.rumbench.engine.Durability;
import org.rumbench.engine.OwnAccount;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.engine.Snapshot;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.IoPurpose;
import org.rumbench.testkit.kill.OnTheBuildsDisk;
import org.rumbench.testkit.kill.system.RealStore;
import org.rumbench.testkit.model.Model;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.store.TestStore;
import org.rumbench.testkit.store.system.Backend;
import org.rumbench.testkit.store.system.RealMachine;
import org.rumbench.testkit.stress.system.StressPlan;
import org.rumbench.testkit.stress.system.StressReport;
import org.rumbench.testkit.stress.system.StressRun;

/// What an outside engine ([org.rumbench.engine.EngineFactory#isOutside]) has to pass: the contract, the model and the
/// kept scripts on real files, with versions that rise, and `kill -9`. What needs a simulated disk (crashes at every call,
/// failing calls, damage, slices) is between that engine and its own tests. An engine's test class extends it.
public abstract class OutsideEngineContract
    implements ModelContract, ReadContract, WriteContract, LifecycleContract, ScriptsContract, KillContract {
  private static final int MODEL_SCRIPTS = 2;
  private static final int STRESS_BATCHES = 600;

  @TempDir(factory = OnTheBuildsDisk.class)
  private Path root = Path.of("");

  private final AtomicInteger directories = new AtomicInteger();

  private Path freshDirectory() {
    return root.resolve("store-" + directories.incrementAndGet());
  }

  @Override
  public TestStore newStore(Design design, long seed) {
    return new TestStore(design, new RealMachine(freshDirectory()));
  }

  @Override
  public int modelScripts() {
    return MODEL_SCRIPTS;
  }

  /// On the real machine no seed decides what runs when.
  @Override
  public int schedules() {
    return 1;
  }

  /// An engine that its factory calls outside is one.
  @Test
  void saysThatItIsOutside() {
    assertThat(factory().isOutside()).isTrue();
    assertThat(factory().summary()).startsWith("outside engine: ");
    assertThat(factory().capabilities()).contains(Capability.ORDERED_SCAN);
  }

  @Test
  @Override
  public void anEngineIsThereOnceItsOpeningIsDone() {
    TestStore store = newStore(design(), 1);
    var job = store.beginOpen();
    assertThat(job.name()).isNotBlank();
    assertThatThrownBy(job::engine).isInstanceOf(IllegalStateException.class);
    store.storage().close();
  }

  /// A storage that is no directory of a file system, as in a simulation, is refused.
  @Test
  void aStorageWithoutADirectoryIsRefused() {
    TestStore store = new TestStore(design(), new SimRuntime(1));
    assertThatThrownBy(store::open).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("directory");
  }

  @Test
  @Override
  public void aStoreIsOpenOnceByItsLock() {
    Path directory = freshDirectory();
    TestStore first = new TestStore(design(), new RealMachine(directory)).open();
    put(first, "k", 1);
    TestStore second = new TestStore(design(), new RealMachine(directory));
    assertThatThrownBy(second::open).isInstanceOf(IllegalStateException.class).hasMessageContaining("in use");
    put(first, "k", 2);
    first.drive(first.engine().flush());
    first.close();
    assertThat(second.open().engine().highestVersion()).isEqualTo(2);
    second.close();
  }

  private static void put(TestStore store, String key, long version) {
    store.write(List.of(new Edit.Put(key, version, 40, 0)), Durability.BUFFERED, failure -> {});
  }

  @Test
  @Override
  public void aDirectoryWithSomebodyElsesFilesIsRefusedAndStaysAsItIs() throws IOException {
    Path directory = Files.createDirectories(freshDirectory());
    Files.writeString(directory.resolve("manifest-000001"), "somebody else's");
    TestStore store = new TestStore(design(), new RealMachine(directory));
    assertThatThrownBy(store::open).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(factory().name())
        .hasMessageContaining("manifest-000001");
    store.kill();
    try (var files = Files.list(directory)) {
      assertThat(files.map(file -> String.valueOf(file.getFileName())).filter(name -> !name.equals("LOCK")))
          .containsExactly("manifest-000001");
    }
  }

  /// Of a key the last to arrive wins, deletions are forgotten, and a range deletion hides what came before it only.
  @Test
  void theLastToArriveWins() {
    if (design().can(Capability.VERSIONED)) {
      return;
    }
    CheckedStore store = CheckedStore.open(this);
    store.put("k", 50, 10).put("k", 60, 20).delete("d", 70).put("d", 80, 5).delete("k", 90);
    assertThat(store.get("k").outcome()).isNotEqualTo(ReadOutcome.VALUE);
    store.check().reopen().check().put("k", 100, 30).flush().check();
    if (store.can(Capability.RANGE_DELETE)) {
      store.fill("r", 40, 200, 30).deleteRange("r1010", "r1020", 300).put("r1012", 310, 12).check();
      store.flush().check().compactAll().check().reopen().check();
      assertThat(store.engine().highestVersion()).isEqualTo(310);
    }
    store.close();
  }

  /// The engine's own figures: what was written is in them, and they say where they come from.
  @Test
  void itsOwnFiguresHoldWhatWasWritten() {
    CheckedStore store = CheckedStore.open(this);
    store.fill("k", 300, 1, 900).flush().settle();
    OwnAccount account = store.engine().account();
    assertThat(account).isNotNull();
    if (account != null) {
      long written = account.ledger().rows().stream().mapToLong(row -> row.issuedBytes()).sum();
      assertThat(written).isGreaterThan(300 * 900);
      assertThat(account.ledger().space().live().allocatedBytes()).isGreaterThan(300 * 900);
      assertThat(account.ledger().space().isConserved()).isTrue();
      assertThat(account.counters()).isNotBlank();
      assertThat(account.ledger().row(IoPurpose.HARNESS).issuedBytes()).isZero();
    }
    store.close();
  }

  /// A snapshot shows its state however often everything is rewritten and reorganised meanwhile.
  @Test
  void aSnapshotOutlivesManyReorganisations() {
    if (!design().can(Capability.SNAPSHOT)) {
      return;
    }
    CheckedStore store = CheckedStore.open(this);
    store.fill("k", 100, 1, 100);
    Model before = store.model().copy();
    try (Snapshot snapshot = store.engine().snapshot()) {
      for (int round = 1; round < 6; round++) {
        store.fill("k", 100, 1_000L * round, 100 + round).flush().compactAll();
        store.checkAgainst(before, snapshot);
      }
    }
    store.check().close();
  }

  /// A planted loss: writes that are acknowledged as BUFFERED and wait in the process for the next one that is synced.
  @Override
  public void appendsThatStayInTheProcessAreFoundByKillingIt(Path directory) {
    // The storage below is not used by an outside engine, so nothing can be held back in it.
  }

  /// Readers, scans, snapshots, flushes and reorganisations beside the writer, as [StressContract] has them.
  @Test
  void answersRightBesideWritesAndBackgroundWork() {
    StressReport report = StressRun.run(design(), StressPlan.of(1).withBatches(STRESS_BATCHES), freshDirectory());
    assertThat(report.violations()).isEmpty();
    assertThat(report.gets()).isPositive();
  }

  /// Closing under calls of all kinds ends none of them in native code.
  @Test
  void closesUnderCallsInFlight() {
    StressPlan plan = StressPlan.of(2).withBatches(STRESS_BATCHES);
    assertThat(StressRun.closing(design(), plan, freshDirectory(), 3).violations()).isEmpty();
  }

  /// An empty store is closed and opened again.
  @Test
  void anEmptyStoreIsOpenedAgain() {
    Path directory = freshDirectory();
    SortedMap<String, String> options = new TreeMap<>(factory().miniature());
    Design design = new Design(factory(), options);
    try (RealStore store = RealStore.open(design, Backend.CHANNEL, directory)) {
      assertThat(store.engine().highestVersion()).isEqualTo(Long.MIN_VALUE);
    }
    try (RealStore store = RealStore.open(design, Backend.CHANNEL, directory)) {
      assertThat(store.reader().entries()).isEmpty();
    }
  }
}
