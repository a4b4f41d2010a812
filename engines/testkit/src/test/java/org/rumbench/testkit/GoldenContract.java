package org.rumbench.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Capability;
import org.rumbench.engine.Durability;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.fault.CrashStorage;
import org.rumbench.testkit.metamorphic.system.RealDisk;
import org.rumbench.testkit.model.Model;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.script.Operation;
import org.rumbench.testkit.script.Script;
import org.rumbench.testkit.store.TestStore;
import org.rumbench.testkit.store.system.Backend;
import org.rumbench.testkit.system.GoldenStore;

/// Stores written by earlier builds, on each storage backend, open with everything in them. Whoever changes a format keeps
/// a store of the new one: `-Dgolden.write=v2 -Dtest='LeveledContractTest#everyStoreOfEarlierBuildsOpens'` writes the
/// next generation, and never over one that is there.
public interface GoldenContract extends TestedDesign {
  @Test
  default void everyStoreOfEarlierBuildsOpens() {
    String generation = System.getProperty("golden.write");
    if (generation != null) {
      written(generation).writeFor(design().name());
    }
    List<GoldenStore> stores = GoldenStore.of(design().name());
    assertThat(stores).as("golden stores of %s, see GoldenContract", design().name()).isNotEmpty();
    for (GoldenStore golden : stores) {
      assertThat(golden.files().keySet()).as("backends").hasSize(Backend.values().length);
      golden.files().forEach((backend, files) -> opens(design(), golden, backend, files));
      SortedMap<String, byte[]> files = golden.files().firstEntry().getValue();
      opens(new Design(factory(), new TreeMap<>()), golden, golden.files().firstKey(), files);
    }
  }

  private static void opens(
      Design design, GoldenStore golden, String backend, SortedMap<String, byte[]> files) {
    Model model = new Model();
    golden.script().operations().forEach(operation -> {
      if (operation instanceof Operation.Write write) {
        write.edits().forEach(model::apply);
      }
    });
    try (RealDisk disk = new RealDisk(Backend.valueOf(backend.toUpperCase(Locale.ROOT)))) {
      GoldenStore.copyInto(disk.directory(), files);
      TestStore store = new TestStore(design, new SimRuntime(1), new CrashStorage(disk::open)).open();
      String where = golden.generation() + " on " + backend + " with " + design.options();
      agree(where, store, model);
      Edit later = new Edit.Put("later", model.highestVersion() + 1, 30, 0);
      store.write(List.of(later), Durability.BUFFERED, failure -> {});
      model.apply(later);
      store.drive(store.engine().compactAll());
      agree(where + ", compacted", store, model);
      store.close();
      store.open();
      agree(where + ", opened again", store, model);
      store.close();
    }
  }

  private static void agree(String where, TestStore store, Model model) {
    assertThat(model.differs(store.entries(), null, null, Model.NOTHING_EXPIRED, Long.MIN_VALUE)).as(where).isNull();
    for (String key : model.keys()) {
      assertThat(store.get(key, Model.NOTHING_EXPIRED, null)).as("%s: %s", where, key)
          .isEqualTo(model.expected(key, Model.NOTHING_EXPIRED));
    }
    assertThat(store.engine().highestVersion()).as(where).isEqualTo(model.highestVersion());
  }

  /// A store as it is while its process lives: with merged and unmerged files, and a log that was not closed.
  private GoldenStore written(String generation) {
    Script script = new Script(1, design().options(), operations());
    SortedMap<String, SortedMap<String, byte[]>> files = new TreeMap<>();
    for (Backend backend : Backend.values()) {
      try (RealDisk disk = new RealDisk(backend)) {
        TestStore store = new TestStore(design(), new SimRuntime(1), new CrashStorage(disk::open)).open();
        for (Operation operation : script.operations()) {
          switch (operation) {
            case Operation.Write write -> store.write(write.edits(), write.durability(), failure -> {});
            case Operation.Flush ignored -> store.drive(store.engine().flush());
            case Operation.CompactAll ignored -> store.drive(store.engine().compactAll());
            case Operation.Settle ignored -> store.drive(store.engine().settle());
            default -> throw new AssertionError("not in a golden script: " + operation);
          }
        }
        store.runtime().runUntilIdle();
        files.put(backend.name().toLowerCase(Locale.ROOT), GoldenStore.filesIn(disk.directory()));
        store.kill();
      }
    }
    return new GoldenStore(generation, script, files);
  }

  private List<Operation> operations() {
    RandomStream random = new RandomStream(42);
    List<Operation> operations = new ArrayList<>();
    long version = 1_000;
    for (int round = 0; round < 5; round++) {
      for (int batch = 0; batch < 8; batch++) {
        List<Edit> edits = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
          version++;
          String key = "key" + random.nextInt(60);
          long place = random.nextInt(6) == 0 ? version - random.nextInt(400) * 1_000_000L : version;
          if (random.nextInt(6) == 0) {
            edits.add(new Edit.Delete(key, place));
          } else {
            boolean expires = design().can(Capability.EXPIRY) && random.nextInt(6) == 0;
            edits.add(new Edit.Put(key, place, random.nextInt(130), expires ? 4_000_000_000_000L + version : 0));
          }
        }
        if (batch == 5 && design().can(Capability.RANGE_DELETE)) {
          edits.add(new Edit.DeleteRange("key" + round, "key" + round + "5", ++version));
        }
        operations.add(new Operation.Write(edits, Durability.BUFFERED, true));
      }
      if (round == 1) {
        operations.add(new Operation.CompactAll(true));
      } else if (round < 4) {
        operations.add(round == 2 ? new Operation.Settle() : new Operation.Flush(true));
      }
    }
    return operations;
  }
}
