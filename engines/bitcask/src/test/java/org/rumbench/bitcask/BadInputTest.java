package org.rumbench.bitcask;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rumbench.engine.Durability;
import org.rumbench.runtime.sim.SimOptions;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.StorageException;
import org.rumbench.storage.fault.CrashStorage;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.metamorphic.system.RealDisk;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.store.TestStore;
import org.rumbench.testkit.store.system.Backend;

/// Files whose checksums are right and whose contents are not, and files that are cut under an open store: an error
/// that names file and offset, never another value.
class BadInputTest {
  private static final Map<String, String> OPTIONS = Map.of("segmentBytes", "1m", "smallSegmentBytes", "0");
  private static final String DATA = "data-00000001.log";

  /// Ways in which a hint file can disagree with its segment.
  enum Lie {
    KEY,
    KEY_OF_ANOTHER,
    OFFSET,
    OFFSET_BEYOND_THE_END,
    NEGATIVE_OFFSET,
    LENGTH,
    LENGTH_OF_NOTHING,
    LENGTH_BEYOND_THE_END,
    UNKNOWN_FLAG,
    DELETION,
    CHECKSUM,
    VERSION,
    SEQUENCE,
    PLACES_OF_TWO,
    KEYS_OF_TWO,
    FIRST_LEFT_OUT,
    ONE_LEFT_OUT,
    LAST_LEFT_OUT,
    ONE_TWICE
  }

  private static List<HintFile.Entry> told(Lie lie, List<HintFile.Entry> entries) {
    List<HintFile.Entry> all = new ArrayList<>(entries);
    HintFile.Entry e = all.get(4);
    HintFile.Entry other = all.get(5);
    switch (lie) {
      case KEY -> all.set(4, named(e, "kex4"));
      case KEY_OF_ANOTHER -> all.set(4, named(e, "key7"));
      case OFFSET -> all.set(4, placed(e, e.offset() + 1, e.lengthAndFlags(), e.checksum()));
      case OFFSET_BEYOND_THE_END -> all.set(4, placed(e, 1 << 20, e.lengthAndFlags(), e.checksum()));
      case NEGATIVE_OFFSET -> all.set(4, placed(e, -e.offset(), e.lengthAndFlags(), e.checksum()));
      case LENGTH -> all.set(4, placed(e, e.offset(), e.lengthAndFlags() - 1, e.checksum()));
      case LENGTH_OF_NOTHING -> all.set(4, placed(e, e.offset(), 0, e.checksum()));
      case LENGTH_BEYOND_THE_END -> all.set(4, placed(e, e.offset(), e.lengthAndFlags() + 100_000, e.checksum()));
      case UNKNOWN_FLAG -> all.set(4, placed(e, e.offset(), e.lengthAndFlags() | (1 << 28), e.checksum()));
      case DELETION ->
          all.set(4, placed(e, e.offset(), e.lengthAndFlags() | KeyEntryDescriptor.FLAG_TOMBSTONE, e.checksum()));
      case CHECKSUM -> all.set(4, placed(e, e.offset(), e.lengthAndFlags(), ~e.checksum()));
      case VERSION -> all.set(4, dated(e, e.version() + 1, e.sequence()));
      case SEQUENCE -> all.set(4, dated(e, e.version(), e.sequence() + 50));
      case PLACES_OF_TWO -> {
        all.set(4, placed(e, other.offset(), other.lengthAndFlags(), other.checksum()));
        all.set(5, placed(other, e.offset(), e.lengthAndFlags(), e.checksum()));
      }
      case KEYS_OF_TWO -> {
        all.set(4, named(e, other.key()));
        all.set(5, named(other, e.key()));
      }
      case FIRST_LEFT_OUT -> all.removeFirst();
      case ONE_LEFT_OUT -> all.remove(4);
      case LAST_LEFT_OUT -> all.removeLast();
      case ONE_TWICE -> all.add(4, e);
    }
    return all;
  }

  private static HintFile.Entry placed(HintFile.Entry entry, int offset, int lengthAndFlags, int checksum) {
    return new HintFile.Entry(offset, lengthAndFlags, checksum, entry.version(), entry.sequence(), entry.key());
  }

  private static HintFile.Entry named(HintFile.Entry entry, String key) {
    return new HintFile.Entry(
        entry.offset(), entry.lengthAndFlags(), entry.checksum(), entry.version(), entry.sequence(), key);
  }

  private static HintFile.Entry dated(HintFile.Entry entry, long version, long sequence) {
    return new HintFile.Entry(
        entry.offset(), entry.lengthAndFlags(), entry.checksum(), version, sequence, entry.key());
  }

  private static Rig filled() {
    Rig rig = new Rig(3, SimOptions.DEFAULT, OPTIONS).open();
    for (int i = 0; i < 9; i++) {
      rig.put("key" + i, 100 + i, "value " + i);
    }
    rig.delete("key3", 200);
    rig.drive(rig.engine().flush());
    return rig;
  }

  private static Map<String, byte[]> withHints(Map<String, byte[]> files, Lie lie, HintFile.Fingerprint fingerprint) {
    String name = HintDescriptor.fileName(1);
    HintFile told = HintFile.of(1, requireNonNull(files.get(name)));
    Map<String, byte[]> changed = new TreeMap<>(files);
    changed.put(name, told.with(told(lie, told.entries())).bytes(fingerprint));
    return changed;
  }

  /// Entries damaged in memory before they were summed, or put together wrongly: the fingerprint is not of them.
  @ParameterizedTest
  @EnumSource
  void hintsThatDisagreeAreLeftAsideOrTold(Lie lie) {
    Rig rig = filled();
    Map<String, byte[]> files = withHints(rig.image(), lie, HintFile.Fingerprint.KEPT);
    Rig copy = Rig.over(files, OPTIONS);
    try {
      copy.open();
    } catch (CorruptionException told) {
      assertThat(told.file()).isEqualTo(HintDescriptor.fileName(1));
      assertThat(told.offsetBytes()).isPositive();
      assertThat(copy.image()).as("nothing was touched").usingRecursiveComparison().isEqualTo(files);
      Map<String, byte[]> without = new TreeMap<>(files);
      without.remove(HintDescriptor.fileName(1));
      Rig.over(without, OPTIONS).open().check(rig.model);
      return;
    }
    copy.check(rig.model);
    copy.drive(copy.engine().compactAll());
    copy.reopen();
    copy.check(rig.model);
  }

  /// Nothing in the file tells: then no read gives the value of another key or version, and no merge loses a record.
  @ParameterizedTest
  @EnumSource
  void forgedHintsGiveNoOtherValueAndLoseNothing(Lie lie) {
    Rig rig = filled();
    for (HintFile.Fingerprint fingerprint : List.of(HintFile.Fingerprint.MADE, HintFile.Fingerprint.NONE)) {
      Map<String, byte[]> files = withHints(rig.image(), lie, fingerprint);
      Rig copy = Rig.over(files, OPTIONS).open();
      for (Map.Entry<String, Rig.Held> expected : rig.model.entrySet()) {
        Rig.Held held = heldOrTold(copy, expected.getKey());
        if (held != null && held.value() != null) {
          assertThat(held).as("%s of %s", expected.getKey(), lie).isEqualTo(expected.getValue());
        }
      }
      try {
        copy.drive(copy.engine().compactAll());
        copy.check(rig.model);
      } catch (CorruptionException told) {
        assertThat(told.file()).isEqualTo(DATA);
        assertThat(told.offsetBytes()).isPositive();
        assertThat(copy.image().get(DATA)).isEqualTo(files.get(DATA));
      }
    }
  }

  private static Rig.@Nullable Held heldOrTold(Rig rig, String key) {
    try {
      return rig.held(key);
    } catch (CorruptionException told) {
      assertThat(told.file()).isEqualTo(DATA);
      assertThat(told.offsetBytes()).isPositive();
      return null;
    }
  }

  /// A hint file of several units, one of them damaged: what was taken in before is not taken in again.
  @Test
  void recordsMetInAHintFileThatIsDamagedFurtherOnCountOnce() {
    Rig rig = new Rig(3, SimOptions.DEFAULT, OPTIONS).open();
    for (int i = 0; i < 2_500; i++) {
      rig.put("key" + i % 1_700, 100 + i, i % 5 == 0 ? null : "value " + i);
    }
    rig.drive(rig.engine().flush());
    Map<String, byte[]> files = rig.image();
    byte[] hints = requireNonNull(files.get(HintDescriptor.fileName(1))).clone();
    for (int at = 100; at < hints.length; at += HintDescriptor.UNIT_BYTES / 2) {
      Map<String, byte[]> damaged = new TreeMap<>(files);
      byte[] bytes = hints.clone();
      bytes[at] ^= 4;
      damaged.put(HintDescriptor.fileName(1), bytes);
      Rig copy = Rig.over(damaged, OPTIONS).open();
      copy.runtime.runUntilIdle();
      Audit.check(copy.store());
      copy.check(rig.model);
    }
  }

  @Test
  void aHintFileThatWasLeftAsideIsWrittenAnew() {
    Rig rig = filled();
    Map<String, byte[]> files = rig.image();
    String name = HintDescriptor.fileName(1);
    byte[] whole = requireNonNull(files.get(name));
    byte[] altered = whole.clone();
    altered[whole.length / 2] ^= 1;
    Map<String, byte[]> damaged = new TreeMap<>(files);
    damaged.put(name, altered);
    Map<String, byte[]> missing = new TreeMap<>(files);
    missing.remove(name);
    for (Map<String, byte[]> left : List.of(damaged, missing)) {
      Rig copy = Rig.over(left, OPTIONS).open();
      copy.drive(copy.engine().settle());
      assertThat(copy.image().get(name)).isEqualTo(whole);
      copy.reopen();
      copy.check(rig.model);
      copy.drive(copy.engine().compactAll());
      copy.check(rig.model);
    }
  }

  /// A file that somebody cuts while the store is open.
  @ParameterizedTest
  @EnumSource(names = {"CHANNEL", "DIRECT"})
  void aPointerBehindTheEndOfAFileIsAnError(Backend backend) throws IOException {
    try (RealDisk disk = new RealDisk(backend)) {
      TestStore store =
          new TestStore(Design.miniature(new BitcaskFactory()), new SimRuntime(1), new CrashStorage(disk::open)).open();
      for (int i = 0; i < 10; i++) {
        store.write(List.of(new Edit.Put("key" + i, i + 1, 300, 0)), Durability.BUFFERED, failure -> {});
      }
      store.drive(store.engine().flush());
      try (FileChannel file = FileChannel.open(disk.directory().resolve(DATA), StandardOpenOption.WRITE)) {
        file.truncate(1_000);
      }
      assertThatThrownBy(() -> store.get("key9", 0, null))
          .isInstanceOf(StorageException.class)
          .hasMessageMatching(".*" + DATA + " ends before \\d+, shorter than it was");
      assertThatThrownBy(() -> store.drive(store.engine().compactAll()))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining(DATA);
      assertThat(disk.directory().resolve(DATA)).exists();
      store.close();
    }
  }

  /// References tell apart a number of slabs: what needs more is refused before it is taken in.
  @Test
  void keysAboveWhatTheDirectoryCanAddressAreForeseen() {
    Object lock = new Object();
    KeyDirectory directory = new KeyDirectory(lock, 20);
    UnsafeBuffer key = new UnsafeBuffer(new byte[1_000]);
    synchronized (lock) {
      int count = 0;
      for (; directory.room().canAddress(new KeyDemand().add(1_000)); count++) {
        key.putInt(0, count);
        directory.beginChange();
        directory.insert(KeyDirectory.hash(key, 0, 1_000), key, 0, 1_000, new KeyLocation());
        directory.endChange();
      }
      assertThat(count).isBetween(450, 20 * BlockMemory.SLAB_BYTES / 1_032);
      assertThat(directory.room().memoryBytes()).isLessThanOrEqualTo(20 * BlockMemory.SLAB_BYTES + 64 * 1024);
      assertThat(directory.room().isRoomy()).isFalse();
    }
  }
}
