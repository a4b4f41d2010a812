package org.rumbench.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Capability;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.EngineListener;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.KeyPredicate;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.OptionSpec;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.engine.ReadResult;
import org.rumbench.engine.Snapshot;
import org.rumbench.engine.StorageEngine;
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;
import org.rumbench.storage.sim.MemoryMedium;
import org.rumbench.testkit.model.Model;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.store.TestStore;

/// What factories, opening, closing, jobs, figures and capabilities promise.
public interface LifecycleContract extends TestedDesign {
  private static EngineContext context(Environment environment, Storage storage, EngineOptions options) {
    return new EngineContext(environment, storage, options, EngineListener.NONE);
  }

  @Test
  default void theFactoryDescribesItself() {
    EngineFactory factory = factory();
    assertThat(factory.name()).matches("[a-z][a-z0-9-]*");
    assertThat(factory.summary()).isNotBlank().doesNotContain("\n");
    assertThat(factory.capabilities()).as("a design of the cluster has versions").isNotNull();
    List<String> names = factory.options().stream().map(OptionSpec::name).toList();
    assertThat(new HashSet<>(names)).as("options are listed once").hasSameSizeAs(names);
    assertThat(names).allMatch(name -> name.matches("[a-z][a-zA-Z0-9]*"));
    assertThat(factory.options()).allMatch(spec -> !spec.description().isBlank());
    EngineOptions defaults = EngineOptions.of(factory.options(), Map.of());
    assertThat(defaults.texts().keySet()).containsExactlyInAnyOrderElementsOf(names);
    assertThat(names).as("miniature options").containsAll(factory.miniature().keySet());
    assertThat(EngineOptions.of(factory.options(), factory.miniature()).texts()).hasSameSizeAs(names);
    for (Map<String, String> set : optionSets()) {
      assertThat(names).containsAll(set.keySet());
    }
  }

  @Test
  default void anUnknownOptionIsRefusedWithTheKnownNames() {
    List<OptionSpec> specs = factory().options();
    assertThatThrownBy(() -> EngineOptions.of(specs, Map.of("no-such-option", "1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no-such-option")
        .satisfies(e -> specs.forEach(spec -> assertThat(e).hasMessageContaining(spec.name())));
  }

  @Test
  default void aBadOptionIsRefusedByNameAndValue() {
    for (OptionSpec spec : factory().options()) {
      List<String> unreadable =
          switch (spec.kind()) {
            case LONG -> List.of("", "x", "1.5", "k", "99999999999999999999", "9999999999999g");
            case DOUBLE -> List.of("", "x", "1,5");
            case BOOLEAN -> List.of("", "yes", "TRUE");
            case TEXT -> List.of();
          };
      for (String text : unreadable) {
        assertThatThrownBy(() -> EngineOptions.of(factory().options(), Map.of(spec.name(), text)))
            .as("%s=%s", spec.name(), text)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(spec.name())
            .hasMessageContaining(text);
      }
      List<String> outside =
          switch (spec.kind()) {
            case LONG -> List.of("-1", "-9223372036854775808");
            case DOUBLE -> List.of("-1", "NaN", "-Infinity", "Infinity");
            case BOOLEAN, TEXT -> List.of();
          };
      for (String text : outside) {
        assertThatThrownBy(() -> openingWith(Map.of(spec.name(), text)))
            .as("%s=%s", spec.name(), text)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(spec.name())
            .hasMessageContaining(text.replace("Infinity", "Inf").substring(0, 2));
      }
    }
  }

  private OpenJob openingWith(Map<String, String> more) {
    SimRuntime runtime = new SimRuntime(1);
    Environment environment = runtime.environment("engine");
    return factory().open(
        context(environment, new MemoryMedium().open(environment), design().with(more).engineOptions()));
  }

  @Test
  default void anEngineIsThereOnceItsOpeningIsDone() {
    OpenJob job = openingWith(Map.of());
    assertThat(job.name()).isNotBlank();
    assertThatThrownBy(job::engine).isInstanceOf(IllegalStateException.class);
  }

  @Test
  default void aStoreIsOpenOnceByItsLock() {
    SimRuntime runtime = new SimRuntime(1);
    MemoryMedium medium = new MemoryMedium();
    Environment first = runtime.environment("first");
    Environment second = runtime.environment("second");
    EngineOptions options = design().engineOptions();
    StorageEngine engine = opened(runtime, first, medium, options);
    engine.write(TestStore.batchOf(List.of(new Edit.Put("k", 1, 10, 0))), Durability.BUFFERED, failure -> {});
    assertThatThrownBy(() -> opened(runtime, second, medium, options)).isInstanceOf(IllegalStateException.class);
    engine.write(TestStore.batchOf(List.of(new Edit.Put("k", 2, 10, 0))), Durability.BUFFERED, failure -> {});
    JobHandle flush = engine.flush();
    runtime.runUntilIdle();
    assertThat(flush.isDone()).isTrue();
    assertThat(flush.completion().failure()).as("the first is not disturbed").isNull();
    engine.close();
    StorageEngine again = opened(runtime, second, medium, options);
    assertThat(again.highestVersion()).isEqualTo(2);
    again.close();
  }

  /// Whatever else lies in a directory may be another design's data: it is neither mixed with nor touched.
  @Test
  default void aDirectoryWithSomebodyElsesFilesIsRefusedAndStaysAsItIs() throws IOException {
    for (String foreign : List.of("000004.sst", "data.mdb", "notes.txt", "outside.store")) {
      SimRuntime runtime = new SimRuntime(1);
      MemoryMedium medium = new MemoryMedium();
      Environment environment = runtime.environment("engine");
      Storage storage = medium.open(environment);
      StorageFile file = storage.create(foreign, IoPurpose.HARNESS);
      file.seal();
      file.release();
      storage.close();
      assertThatThrownBy(() -> opened(runtime, environment, medium, design().engineOptions())).as(foreign)
          .isInstanceOfAny(IllegalArgumentException.class, CorruptionException.class)
          .hasMessageContaining(foreign);
      Storage after = medium.open(runtime.environment("after"));
      assertThat(after.list()).containsExactly(foreign);
      after.close();
    }
  }

  private StorageEngine opened(
      SimRuntime runtime, Environment environment, MemoryMedium medium, EngineOptions options) {
    OpenJob job = factory().open(context(environment, medium.open(environment), options));
    JobHandle handle = environment.scheduler().submit(job, Priority.OPEN);
    runtime.runUntil(handle::isDone);
    RuntimeException failure = handle.completion().failure();
    if (failure != null) {
      throw failure;
    }
    return job.engine();
  }

  @Test
  default void aClosedEngineRefusesEveryCall() {
    CheckedStore store = CheckedStore.open(this);
    store.fill("k", 60, 1, 80);
    StorageEngine engine = store.engine();
    @Nullable Snapshot snapshot = store.can(Capability.SNAPSHOT) ? engine.snapshot() : null;
    engine.close();
    engine.close();
    UnsafeBuffer key = TestStore.bytes("k1001");
    ReadResult result = new ReadResult(new UnsafeBuffer(new byte[100]));
    Map<String, Runnable> calls = new TreeMap<>();
    calls.put("write", () ->
        engine.write(TestStore.batchOf(List.of(new Edit.Put("k", 1, 1, 0))), Durability.NONE, failure -> {}));
    calls.put("write nothing", () -> engine.write(TestStore.batchOf(List.of()), Durability.SYNCED, failure -> {}));
    calls.put("get", () -> engine.get(key, 0, 5, IoPurpose.USER_READ, 0, result));
    calls.put("entries", () -> engine.entries(KeyPredicate.ALL, IoPurpose.REPAIR));
    calls.put("setPurgeVersion", () -> engine.setPurgeVersion(5));
    calls.put("setEarliestReadMillis", () -> engine.setEarliestReadMillis(5));
    calls.put("highestVersion", engine::highestVersion);
    calls.put("flush", engine::flush);
    calls.put("compactAll", engine::compactAll);
    calls.put("settle", engine::settle);
    calls.put("metrics", engine::metrics);
    calls.put("stallCause", engine::stallCause);
    if (snapshot != null) {
      calls.put("get of a snapshot", () -> engine.get(key, 0, 5, IoPurpose.USER_READ, 0, snapshot, result));
      calls.put("snapshot", engine::snapshot);
    }
    if (store.can(Capability.ORDERED_SCAN)) {
      calls.put("scan", () -> engine.scan(null, null, IoPurpose.SCAN, 0, null));
    }
    calls.forEach((name, call) ->
        assertThatThrownBy(call::run).as(name).isInstanceOf(IllegalStateException.class));
    boolean[] isTold = new boolean[1];
    engine.onWritable(() -> isTold[0] = true);
    assertThat(store.store().await(() -> isTold[0])).as("who waits to write is told").isTrue();
    if (snapshot != null) {
      snapshot.close();
    }
    store.reopen().check().close();
  }

  /// Cursors and snapshots that are open when the engine closes show nothing more and can be closed.
  @Test
  default void openCursorsAndSnapshotsEndWithTheEngine() {
    CheckedStore store = CheckedStore.open(this);
    store.fill("k", 100, 1, 80).flush().fill("k", 50, 1_000, 80);
    List<Cursor> cursors = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      boolean isScan = store.can(Capability.ORDERED_SCAN) && i % 2 == 0;
      Cursor cursor = isScan ? store.store().openScan(null, null, 0, null) : store.store().openEntries();
      for (int records = 0; records < i * 7; records++) {
        assertThat(cursor.next()).isTrue();
      }
      cursors.add(cursor);
    }
    @Nullable Snapshot snapshot = store.can(Capability.SNAPSHOT) ? store.engine().snapshot() : null;
    store.fill("k", 100, 5_000, 80);
    JobHandle compaction = store.engine().compactAll();
    store.store().run(30);
    store.engine().close();
    for (Cursor cursor : cursors) {
      assertThatThrownBy(cursor::next).isInstanceOf(IllegalStateException.class);
      cursor.close();
      cursor.close();
    }
    if (snapshot != null) {
      snapshot.close();
    }
    assertThat(store.store().await(compaction::isDone)).as("a job has an outcome").isTrue();
    store.reopen().check().close();
  }

  @Test
  default void closingEndsWorkAtAnyMoment() {
    for (int events = 0; events < 120; events += events < 40 ? 3 : 17) {
      CheckedStore store = CheckedStore.open(this);
      store.fill("k", 60, 1, 90).flush().fill("k", 60, 1_000, 90).delete("k1001", 2_000);
      int[] answers = new int[1];
      int pending = 0;
      for (int i = 0; i < 4; i++) {
        Edit edit = new Edit.Put("last" + i, 3_000 + i, 30, 0);
        WriteStatus status = store.store().write(List.of(edit), Durability.SYNCED, failure -> answers[0]++);
        store.model().apply(edit);
        pending += status == WriteStatus.PENDING ? 1 : 0;
        store.store().run(i == 1 ? events / 4 : 0);
      }
      List<JobHandle> jobs =
          List.of(store.engine().flush(), store.engine().compactAll(), store.engine().settle());
      store.store().run(events);
      store.engine().close();
      int expected = pending;
      boolean areAllDone =
          store.store().await(() -> answers[0] == expected && jobs.stream().allMatch(JobHandle::isDone));
      assertThat(areAllDone).as("pending writes have one answer, jobs an outcome, %s events", events).isTrue();
      store.reopen().check().close();
    }
  }

  @Test
  default void closingWritesNothing() {
    CheckedStore store = CheckedStore.open(this);
    store.fill("k", 70, 1, 90).flush().fill("k", 20, 1_000, 90);
    assertThat(store.store().await(() -> true)).isTrue();
    List<Long> written = writtenBytes(store);
    store.engine().close();
    assertThat(store.store().await(() -> true)).isTrue();
    assertThat(writtenBytes(store)).isEqualTo(written);
    store.reopen().check().close();
  }

  private static List<Long> writtenBytes(CheckedStore store) {
    return store.store().storage().ledger().snapshot().rows().stream().map(row -> row.appendedBytes()).toList();
  }

  @Test
  default void whatCannotBeDoneIsRefused() {
    CheckedStore store = CheckedStore.open(this);
    store.put("k", 1, 10);
    StorageEngine engine = store.engine();
    UnsafeBuffer key = TestStore.bytes("k");
    ReadResult result = new ReadResult(new UnsafeBuffer(new byte[10]));
    if (!store.can(Capability.ORDERED_SCAN)) {
      assertThatThrownBy(() -> engine.scan(null, null, IoPurpose.SCAN, 0, null))
          .isInstanceOf(UnsupportedOperationException.class);
    }
    if (store.can(Capability.SNAPSHOT)) {
      Snapshot stranger = new Snapshot() {
        @Override
        public long sequence() {
          return 1;
        }

        @Override
        public void close() {}
      };
      assertThatThrownBy(() -> engine.get(key, 0, 1, IoPurpose.USER_READ, 0, stranger, result))
          .as("a snapshot of somebody else").isInstanceOf(IllegalArgumentException.class);
    } else {
      assertThatThrownBy(engine::snapshot).isInstanceOf(UnsupportedOperationException.class);
    }
    if (!store.can(Capability.RANGE_DELETE)) {
      List<Edit> edits = List.of(new Edit.Put("before", 2, 10, 0), new Edit.DeleteRange("a", "z", 3));
      assertThatThrownBy(() -> engine.write(TestStore.batchOf(edits), Durability.NONE, failure -> {}))
          .isInstanceOf(UnsupportedOperationException.class);
    }
    if (!store.can(Capability.EXPIRY)) {
      List<Edit> edits = List.of(new Edit.Put("k", 2, 10, 5_000));
      assertThatThrownBy(() -> engine.write(TestStore.batchOf(edits), Durability.NONE, failure -> {}))
          .isInstanceOf(UnsupportedOperationException.class);
    }
    store.check().put("k", 4, 20).reopen().check().close();
  }

  @Test
  default void jobsEndWhenTheirWorkIsDurable() {
    CheckedStore store = CheckedStore.open(this);
    store.flush().compactAll().settle();
    store.fill("k", 200, 1, 90);
    JobHandle settle = store.engine().settle();
    JobHandle flush = store.engine().flush();
    JobHandle compaction = store.engine().compactAll();
    JobHandle another = store.engine().compactAll();
    JobHandle last = store.engine().flush();
    for (JobHandle job : List.of(last, another, flush, settle, compaction)) {
      store.store().drive(job);
    }
    store.put("unflushed", 5_000, 10).flush();
    store.store().powerCut(new org.rumbench.runtime.RandomStream(5));
    store.store().open();
    store.check().close();
  }

  @Test
  default void settlingLeavesNothingOwed() {
    CheckedStore store = CheckedStore.open(this);
    for (int round = 0; round < 5; round++) {
      store.fill("k", 120, 1_000L * round + 1, 100).settle();
      assertThat(store.engine().metrics().debtBytes()).as("debt, round %s", round).isZero();
      assertThat(store.engine().metrics().work().running()).isZero();
    }
    store.check().close();
  }

  @Test
  default void figuresAreSane() {
    CheckedStore store = CheckedStore.open(this);
    sane(store.engine().metrics(), 0);
    for (int round = 0; round < 4; round++) {
      store.fill("k", 100, 1_000L * round + 1, 90).delete("k1010", 1_000L * round + 500);
      if (round == 2) {
        store.engine().compactAll();
        store.store().run(10);
      }
      sane(store.engine().metrics(), live(store.model()));
    }
    store.flush().settle().compactAll();
    EngineMetrics before = store.engine().metrics();
    sane(before, live(store.model()));
    for (int i = 0; i < 50; i++) {
      store.get("k" + (1_000 + i));
    }
    EngineMetrics after = store.engine().metrics();
    assertThat(after.reads().pointReads() - before.reads().pointReads()).isEqualTo(50);
    assertThat(after.reads().sourcesConsulted()).isGreaterThanOrEqualTo(before.reads().sourcesConsulted());
    assertThat(after.work()).isEqualTo(before.work());
    UnsafeBuffer key = TestStore.bytes("k1001");
    ReadResult result = new ReadResult(new UnsafeBuffer(new byte[200]));
    store.engine().get(key, 0, key.capacity(), IoPurpose.REPAIR, 0, result);
    store.store().entries();
    sane(store.engine().metrics(), live(store.model()));
    store.reopen();
    sane(store.engine().metrics(), live(store.model()));
    store.close();
  }

  private static long live(Model model) {
    return model.keys().stream()
        .filter(key -> model.expected(key, Model.NOTHING_EXPIRED).outcome() == ReadOutcome.VALUE)
        .count();
  }

  private static void sane(EngineMetrics metrics, long live) {
    EngineMetrics.Memory memory = metrics.memory();
    EngineMetrics.Reads reads = metrics.reads();
    EngineMetrics.Work work = metrics.work();
    assertThat(List.of(
        memory.memtableBytes(), memory.indexBytes(), memory.filterBytes(), memory.cacheBytes(),
        memory.keyDirectoryBytes(), reads.pointReads(), reads.sourcesConsulted(), reads.filtersProbed(),
        reads.filterFalsePositives(), reads.blocksTouched(), reads.cacheHits(), work.flushes(), work.compactions(),
        work.merges(), work.collections(), (long) work.running(), metrics.debtBytes(), metrics.stalls().count(),
        metrics.stalls().totalNanos(), metrics.refusedWrites())).allMatch(figure -> figure >= 0);
    assertThat(memory.totalBytes()).isEqualTo(memory.memtableBytes() + memory.indexBytes() + memory.filterBytes()
        + memory.cacheBytes() + memory.keyDirectoryBytes());
    assertThat(reads.cacheHits()).isLessThanOrEqualTo(reads.blocksTouched());
    assertThat(reads.filterFalsePositives()).isLessThanOrEqualTo(reads.filtersProbed());
    assertThat(metrics.shape()).allMatch(level -> !level.name().isBlank() && level.files() >= 0 && level.bytes() >= 0);
    assertThat(metrics.liveKeysEstimate()).as("live keys: exact, or -1 for unknown").isIn(-1L, live);
  }
}
