package org.rumbench.lsm.twocomponent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.rumbench.dump.DumpOptions;
import org.rumbench.dump.Dumps;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimOptions;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.ByteSource;
import org.rumbench.storage.fault.DiskImage;
import org.rumbench.storage.sim.MemoryMedium;
import org.rumbench.storage.sim.SimulatedDisk;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.model.Seen;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.store.TestStore;

/// The three rules of flushing a subtree (*Database Internals*, chapter 7), looked at between any two events of a flush
/// that goes on record by record.
class SubtreeFlushTest {
  private static final Design DESIGN =
      Design.miniature(new TwoComponentFactory()).with(Map.of("memtableBytes", "16k", "maxImmutableMemtables", "2"));
  private static final int KEYS = 120;

  private long version;

  private static TestStore store(long seed) {
    return new TestStore(DESIGN, new SimRuntime(seed, SimOptions.DEFAULT.withFixedBudgetBytes(1))).open();
  }

  private static String key(int number) {
    return "k%03d".formatted(number);
  }

  private Edit put(int number) {
    return new Edit.Put(key(number), ++version, 40, 0);
  }

  /// C1 of many subtrees, and C0 with a newer record of every other key.
  private SortedMap<String, Long> fill(TestStore store) {
    SortedMap<String, Long> newest = new TreeMap<>();
    for (int i = 0; i < KEYS; i++) {
      write(store, put(i), newest);
    }
    store.drive(store.engine().flush());
    assertThat(store.engine().metrics().shape().getFirst().files()).isGreaterThan(3);
    for (int i = 0; i < KEYS; i += 2) {
      write(store, put(i), newest);
    }
    return newest;
  }

  private void write(TestStore store, Edit edit, SortedMap<String, Long> newest) {
    assertThat(store.engine().write(TestStore.batchOf(List.of(edit)), Durability.BUFFERED, failure -> {}))
        .isEqualTo(WriteStatus.DONE);
    newest.put(((Edit.Put) edit).key(), version);
  }

  private static SortedMap<String, Long> versions(SortedMap<String, Seen> seen) {
    SortedMap<String, Long> versions = new TreeMap<>();
    seen.forEach((key, one) -> {
      if (one.outcome() == ReadOutcome.VALUE) {
        versions.put(key, one.version());
      }
    });
    return versions;
  }

  private static long published(TestStore store) {
    return store.events().stream().filter(event -> event instanceof EngineEvent.CompactionEnded).count();
  }

  private static TestStore reopened(DiskImage image, long seed) {
    return new TestStore(DESIGN, new SimRuntime(seed), new MemoryMedium(SimulatedDisk.restless(), image.files())::open)
        .open();
  }

  /// The newest version of each key in the subtrees, memory and log left out.
  private static SortedMap<String, Long> versionsOnDisk(TestStore store) {
    Pattern record = Pattern.compile(" *\\d+  record  put  version (\\d+) .*key \"([^\"]*)\".*");
    SortedMap<String, Long> newest = new TreeMap<>();
    store.disk().image().files().forEach((name, content) -> {
      if (name.endsWith(".subtree")) {
        Dumps.dump(new SubtreeFormat(), ByteSource.of(name, content), DumpOptions.ALL, line -> {
          Matcher found = record.matcher(line);
          if (found.matches()) {
            newest.merge(found.group(2), Long.parseLong(found.group(1)), Math::max);
          }
        });
      }
    });
    return newest;
  }

  @Test
  void fromTheStartOfAFlushNewWritesGoToANewMemoryTree() {
    TestStore store = store(1);
    SortedMap<String, Long> newest = fill(store);
    long before = version;
    JobHandle flush = store.engine().flush();
    // Written behind, before and where the cursor of the flush is: none of it may get into the subtrees being merged.
    RandomStream random = new RandomStream(1);
    long during = 0;
    while (!flush.isDone()) {
      if (during < 60 && random.nextInt(4) == 0) {
        write(store, put(random.nextInt(KEYS)), newest);
        during++;
      }
      store.run(1);
    }
    assertThat(during).isGreaterThan(30);
    assertThat(versionsOnDisk(store).values()).allSatisfy(found -> assertThat(found).isLessThanOrEqualTo(before));
    assertThat(versions(store.entries())).isEqualTo(newest);
    store.drive(store.engine().flush());
    assertThat(versionsOnDisk(store)).isEqualTo(newest);
  }

  @Test
  void bothSubtreesStayReadableDuringAFlush() {
    TestStore store = store(2);
    SortedMap<String, Long> newest = fill(store);
    JobHandle flush = store.engine().flush();
    RandomStream random = new RandomStream(2);
    for (int step = 0; !flush.isDone(); step++) {
      store.run(1);
      String key = key(random.nextInt(KEYS));
      assertThat(store.get(key, 0, null).version()).as("%s in step %d", key, step).isEqualTo(newest.get(key));
      if (step % 16 == 0) {
        assertThat(versions(store.scan(null, null, 0, null))).as("step %d", step).isEqualTo(newest);
      }
    }
    assertThat(published(store)).isGreaterThan(4);
  }

  @Test
  void whatReadsBothSubtreesKeepsThemUntilItIsClosed() {
    TestStore store = store(3);
    SortedMap<String, Long> newest = fill(store);
    Cursor scan = store.openScan(null, null, 0, null);
    SortedMap<String, Long> expected = new TreeMap<>(newest);
    store.drive(store.engine().flush());
    store.drive(store.engine().settle());
    for (int i = 0; i < KEYS; i++) {
      write(store, put(i), newest);
    }
    store.drive(store.engine().flush());
    int files = store.storage().list().size();
    assertThat(versions(TestStore.drain(scan, true))).isEqualTo(expected);
    store.drive(store.engine().settle());
    assertThat(store.storage().list().size()).isLessThan(files);
  }

  /// C1 has deletions, and C0 older values of the same keys that arrived late; both may be purged together. Whoever
  /// sees half of the step in which a merged subtree takes the place of the two sees such a value.
  private List<String> lateValues(TestStore store, SortedMap<String, Long> newest) {
    List<String> deleted = new ArrayList<>();
    long late = version;
    version += 1_000;
    for (int i = 1; i < KEYS; i += 8) {
      version++;
      store.write(List.of(new Edit.Delete(key(i), version)), Durability.BUFFERED, failure -> {});
      deleted.add(key(i));
      newest.remove(key(i));
    }
    store.drive(store.engine().flush());
    for (String key : deleted) {
      store.write(List.of(new Edit.Put(key, ++late, 40, 0)), Durability.BUFFERED, failure -> {});
    }
    store.purge(version);
    return deleted;
  }

  @Test
  void forReadersPublishingTheMergedSubtreeAndDiscardingTheTwoOldOnesIsOneStep() {
    TestStore store = store(4);
    SortedMap<String, Long> newest = fill(store);
    List<String> deleted = lateValues(store, newest);
    JobHandle flush = store.engine().flush();
    Set<Integer> goneTogether = new TreeSet<>();
    for (int step = 0; !flush.isDone(); step++) {
      store.run(1);
      int gone = 0;
      for (String key : deleted) {
        Seen seen = store.get(key, 0, null);
        assertThat(seen.outcome()).as(key).isNotEqualTo(ReadOutcome.VALUE);
        gone += seen.equals(Seen.ABSENT) ? 1 : 0;
      }
      goneTogether.add(gone);
      if (step % 16 == 0) {
        assertThat(versions(store.entries())).as("step %d", step).isEqualTo(newest);
      }
    }
    assertThat(goneTogether).hasSizeGreaterThan(4).contains(0, deleted.size());
  }

  /// The crash comes between any two subtrees of a flush; the log still has all records then.
  @Test
  void forCrashesPublishingTheMergedSubtreeAndDiscardingTheTwoOldOnesIsOneStep() {
    TestStore store = store(5);
    SortedMap<String, Long> newest = fill(store);
    lateValues(store, newest);
    JobHandle flush = store.engine().flush();
    RandomStream random = new RandomStream(5);
    long before = published(store);
    long seen = before;
    int crashes = 0;
    for (int step = 0; !flush.isDone(); step++) {
      store.run(1);
      if (published(store) == seen && step % 25 > 0) {
        continue;
      }
      seen = published(store);
      crashes++;
      // Nothing of memory is in C1 before all of its log is durable, so from then on a power cut loses nothing either.
      boolean isLogDurable = seen > before;
      DiskImage image =
          isLogDurable && crashes % 2 == 0 ? store.disk().afterPowerCut(random) : store.disk().image();
      TestStore reopened = reopened(image, crashes);
      assertThat(versions(reopened.entries())).as("crash %d, step %d", crashes, step).isEqualTo(newest);
    }
    assertThat(seen - before).isGreaterThan(4);
    assertThat(crashes).isGreaterThan(10);
  }
}
