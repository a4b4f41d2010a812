package org.rumbench.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.dump.DumpOptions;
import org.rumbench.dump.DumpSummary;
import org.rumbench.dump.Dumps;
import org.rumbench.dump.FileFormat;
import org.rumbench.engine.Durability;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.ByteSource;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.store.TestStore;

/// Every file a design leaves can be shown: whole, with every record; damaged, with the place of the damage and
/// everything but the unit or block it is in.
public interface DumpContract extends TestedDesign {
  /// Places that are damaged in each file, one after the other.
  int FLIPS = 60;
  /// A record's line.
  Pattern RECORD = Pattern.compile(" *\\d+  record  (\\S+)  version (-?\\d+) .*?key (\"[^\"]*\")(?:  .*)?");

  /// One dump.
  ///
  /// @param lines   its lines
  /// @param summary what it came to
  record Shown(List<String> lines, DumpSummary summary) {
    static Shown of(String name, byte[] content) {
      ByteSource source = ByteSource.of(name, content);
      FileFormat format = Dumps.formatOf(source).orElseThrow(() -> new AssertionError(name + " has no known format"));
      List<String> lines = new ArrayList<>();
      DumpSummary summary = Dumps.dump(format, source, DumpOptions.ALL, lines::add);
      return new Shown(lines, summary);
    }

    /// `key@version` of all records.
    Set<String> records() {
      Set<String> found = new TreeSet<>();
      for (String line : lines) {
        Matcher record = RECORD.matcher(line);
        if (record.matches()) {
          found.add(record.group(3) + "@" + record.group(2));
        }
      }
      return found;
    }

    /// Whether it is a log that was not closed, nothing wrong with it.
    boolean isOpen() {
      return summary.isClean() && lines.stream().anyMatch(line -> line.contains("  open    "));
    }

    /// Most records that are kept in one unit or block, and so can be lost together.
    long largestGroup() {
      long largest = 0;
      long present = 0;
      for (String line : lines) {
        present = line.contains("  record  ") ? present + 1 : 0;
        largest = Math.max(largest, present);
      }
      return largest;
    }
  }

  /// Flushes, merges and an open log; keys that are written once, so that nothing may have been dropped of them.
  private SortedMap<String, byte[]> store(long seed, Set<String> written) {
    RandomStream random = new RandomStream(seed);
    TestStore store = new TestStore(design(), new SimRuntime(seed)).open();
    long version = 1_000;
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 60; i++) {
        List<Edit> batch = new ArrayList<>();
        for (int k = random.nextInt(3); k >= 0; k--) {
          version++;
          String key = "once" + version;
          boolean isDelete = random.nextInt(6) == 0;
          batch.add(isDelete
              ? new Edit.Delete(key, version)
              : new Edit.Put(key, version, random.nextInt(120), random.nextInt(9) == 0 ? 1_000_000 + version : 0));
          written.add('"' + key + "\"@" + version);
        }
        version++;
        batch.add(new Edit.Put("often" + random.nextInt(5), version, 40 + random.nextInt(80), 0));
        store.write(batch, i % 20 == 7 ? Durability.SYNCED : Durability.BUFFERED, failure -> {});
      }
      if (round < 2) {
        store.drive(store.engine().flush());
      }
      if (round == 1) {
        store.drive(store.engine().compactAll());
      }
      // Files that a job is still writing are no format yet.
      store.drive(store.engine().settle());
    }
    SortedMap<String, byte[]> files = files(store.storage());
    store.kill();
    return files;
  }

  private static SortedMap<String, byte[]> files(Storage storage) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    for (String name : storage.list()) {
      StorageFile file = storage.open(name, IoPurpose.HARNESS);
      byte[] content = new byte[Math.toIntExact(file.lengthBytes())];
      if (content.length > 0) {
        file.read(0, new UnsafeBuffer(content), 0, content.length, IoPurpose.HARNESS);
      }
      file.release();
      files.put(name, content);
    }
    return files;
  }

  /// Goal: nothing that was written is missing from what is shown, with its version, and all of it is clean.
  @Test
  default void dumpShowsEveryRecordOfEveryFile() {
    seeds(2).forEach(seed -> {
      Set<String> written = new TreeSet<>();
      Set<String> shown = new TreeSet<>();
      for (Map.Entry<String, byte[]> file : store(seed, written).entrySet()) {
        Shown dump = Shown.of(file.getKey(), file.getValue());
        assertThat(dump.summary().isClean()).as("seed %s: %s", seed, dump.lines()).isTrue();
        assertThat(dump.lines().getLast()).startsWith("summary").endsWith("clean");
        shown.addAll(dump.records());
      }
      assertThat(shown).as("seed %s", seed).containsAll(written);
    });
  }

  /// Goal: one wrong byte anywhere is told, and costs at most the records of its unit or block.
  @Test
  default void dumpNamesADamagedByteAndGoesOn() {
    seeds(1).forEach(seed -> {
      RandomStream random = new RandomStream(seed);
      store(seed, new TreeSet<>()).forEach((name, whole) -> {
        Shown good = Shown.of(name, whole);
        for (int i = 0; i < FLIPS && whole.length > 0; i++) {
          int at = i < 40 ? Math.min(i, whole.length - 1) : random.nextInt(whole.length);
          byte[] damaged = whole.clone();
          damaged[at] ^= (byte) (1 + random.nextInt(255));
          Shown bad = Shown.of(name, damaged);
          String where = "seed " + seed + ", byte " + at + " of " + name + ": " + Dumps.textOf(name, damaged, 30);
          assertThat(bad.summary().isClean()).as(where).isFalse();
          assertThat(bad.summary().records()).as(where)
              .isGreaterThanOrEqualTo(good.summary().records() - good.largestGroup());
          assertThat(Dumps.textOf(name, damaged, 12).lines().count()).isLessThanOrEqualTo(12);
          assertThat(Dumps.textOf(name, damaged, 12)).contains("  DAMAGE  ");
        }
      });
    });
  }

  /// Goal: a file that was cut, or partly overwritten, is shown to its end. Only a log that may be open can end between
  /// two units and be whole.
  @Test
  default void dumpSurvivesCutsAndGarbage() {
    seeds(1).forEach(seed -> {
      RandomStream random = new RandomStream(seed + 77);
      store(seed, new TreeSet<>()).forEach((name, whole) -> {
        for (int i = 0; i < FLIPS && whole.length > 0; i++) {
          int cut = random.nextInt(whole.length);
          Shown torn = Shown.of(name, Arrays.copyOf(whole, cut));
          assertThat(torn.summary().isClean()).as("seed %s, %s cut at %s: %s", seed, name, cut, torn.lines())
              .isEqualTo(torn.isOpen());

          byte[] garbage = whole.clone();
          byte[] noise = new byte[Math.min(1 + random.nextInt(2_000), whole.length - cut)];
          if (i % 2 == 0) {
            random.nextBytes(noise);
          }
          System.arraycopy(noise, 0, garbage, cut, noise.length);
          if (!Arrays.equals(garbage, whole)) {
            DumpSummary shown = Shown.of(name, garbage).summary();
            boolean isZeroedTail = i % 2 == 1 && cut + noise.length == whole.length;
            assertThat(shown.isClean() && !isZeroedTail).as("seed %s, %s from %s", seed, name, cut).isFalse();
          }
        }
      });
    });
  }

  /// Goal: a file under another file's name is told.
  @Test
  default void dumpTellsSwappedFiles() {
    SortedMap<String, byte[]> files = store(1, new TreeSet<>());
    for (String name : files.keySet()) {
      for (String other : files.keySet()) {
        byte[] content = requireNonNull(files.get(other));
        if (!name.equals(other) && content.length > 0) {
          assertThat(Shown.of(name, content).summary().isClean()).as("%s under the name %s", other, name).isFalse();
        }
      }
    }
  }
}
