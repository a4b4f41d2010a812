package org.rumbench.bitcask;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Durability;
import org.rumbench.engine.WriteBatch;
import org.rumbench.runtime.sim.SimOptions;
import org.rumbench.storage.CorruptionException;

/// Torn and damaged files: a torn end loses nothing whole, damage is never served and never taken for an end.
class DamageTest {
  private static final Map<String, String> OPTIONS = Map.of("segmentBytes", "64k");

  private static Rig filled() {
    Rig rig = new Rig(3, SimOptions.DEFAULT, OPTIONS).open();
    for (int i = 0; i < 12; i++) {
      rig.put("key" + i, 100 + i, "value " + i);
    }
    rig.delete("key3", 200);
    return rig;
  }

  private static String only(Map<String, byte[]> files, String prefix) {
    return files.keySet().stream().filter(name -> name.startsWith(prefix)).findFirst().orElseThrow();
  }

  /// Cuts the active segment at every length: what opens is the batches before the cut, each whole or not at all.
  @Test
  void tornTailAtEveryByteGivesAPrefixOfTheBatches() {
    Rig rig = new Rig(3, SimOptions.DEFAULT, OPTIONS).open();
    for (int i = 0; i < 5; i++) {
      WriteBatch batch = new WriteBatch();
      for (int k = 0; k <= i; k++) {
        rig.addTo(batch, "key" + k, 10 + i, k == 2 ? null : "value " + i);
      }
      rig.write(batch, Durability.BUFFERED);
    }
    Map<String, byte[]> files = rig.image();
    String active = only(files, SegmentDescriptor.DATA_PREFIX);
    byte[] whole = requireNonNull(files.get(active));
    Set<Integer> prefixes = new HashSet<>();
    for (int length = 0; length <= whole.length; length++) {
      Map<String, byte[]> cut = new TreeMap<>(files);
      cut.put(active, Arrays.copyOf(whole, length));
      Rig torn = Rig.over(cut, OPTIONS).open();
      Map<String, Rig.Held> found = torn.entries();
      int batches = found.isEmpty() ? 0 : (int) requireNonNull(found.get("key0")).version() - 9;
      prefixes.add(batches);
      assertThat(found).hasSize(batches);
      for (int k = 0; k < batches; k++) {
        assertThat(found.get("key" + k))
            .as("cut at %s", length)
            .isEqualTo(new Rig.Held(9 + batches, k == 2 ? null : "value " + (batches - 1)));
      }
      // What was recovered is safe from here on: no second tear can take it.
      torn.kill();
      assertThat(torn.open().entries()).isEqualTo(found);
      torn.engine().close();
    }
    assertThat(prefixes).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
  }

  /// riak_kv #1120: a hint file that is cut or altered anywhere is left aside for the records.
  @Test
  void hintFileDamagedAtEveryByteFallsBackToTheRecords() {
    Rig rig = filled();
    rig.drive(rig.engine().flush());
    Map<String, byte[]> files = rig.image();
    String hint = only(files, HintDescriptor.PREFIX);
    byte[] whole = requireNonNull(files.get(hint));
    for (int at = 0; at < whole.length; at++) {
      Map<String, byte[]> altered = new TreeMap<>(files);
      byte[] bytes = whole.clone();
      bytes[at] ^= (byte) (1 << (at % 8));
      altered.put(hint, bytes);
      checkOpens(rig, altered);
      altered.put(hint, Arrays.copyOf(whole, at));
      checkOpens(rig, altered);
    }
    Map<String, byte[]> without = new TreeMap<>(files);
    without.remove(hint);
    checkOpens(rig, without);
  }

  private static void checkOpens(Rig rig, Map<String, byte[]> files) {
    Rig copy = Rig.over(files, OPTIONS).open();
    copy.check(rig.model);
    assertThat(copy.engine().metrics().liveKeysEstimate()).isEqualTo(11);
    copy.engine().close();
  }

  /// A byte altered in a sealed segment is told by whoever meets it, whatever was read before.
  @Test
  void alteredRecordIsNeverServed() {
    Rig rig = filled();
    rig.drive(rig.engine().flush());
    Map<String, byte[]> files = rig.image();
    String data = sealed(files);
    byte[] whole = requireNonNull(files.get(data));
    for (int at = 24; at < whole.length; at += 3) {
      byte[] bytes = whole.clone();
      bytes[at] ^= 0x10;
      Map<String, byte[]> altered = new TreeMap<>(files);
      altered.put(data, bytes);
      Rig copy = Rig.over(altered, OPTIONS).open();
      for (Map.Entry<String, Rig.Held> expected : rig.model.entrySet()) {
        try {
          assertThat(copy.held(expected.getKey())).isEqualTo(expected.getValue());
        } catch (CorruptionException told) {
          assertThat(told.file()).isEqualTo(data);
        }
      }
      assertThatThrownBy(() -> copy.drive(copy.engine().compactAll()))
          .as("a merge meets the byte at %s", at)
          .isInstanceOf(CorruptionException.class);
      assertThatThrownBy(() -> copy.put("key", 999, "refused")).isInstanceOf(CorruptionException.class);
      copy.engine().close();
    }
  }

  private static String sealed(Map<String, byte[]> files) {
    String hint = only(files, HintDescriptor.PREFIX);
    return SegmentDescriptor.DATA_PREFIX + hint.substring(HintDescriptor.PREFIX.length());
  }

  /// Badger #541 and kin: a listed file that is missing, short or damaged is an error, with or without a hint file, and
  /// nothing is cut or removed.
  @Test
  void missingShortOrDamagedSealedSegmentIsAnError() {
    Rig rig = filled();
    rig.drive(rig.engine().flush());
    Map<String, byte[]> files = rig.image();
    String data = sealed(files);
    byte[] whole = requireNonNull(files.get(data));
    Map<String, byte[]> missing = new TreeMap<>(files);
    missing.remove(data);
    checkRefused(missing, data);
    for (int length = 0; length < whole.length; length++) {
      Map<String, byte[]> cut = new TreeMap<>(files);
      cut.put(data, Arrays.copyOf(whole, length));
      checkRefused(cut, data);
    }
    for (int at = 0; at < whole.length; at++) {
      if ((at >= 20 && at < 24) || (at >= 6 && at < 8)) {
        continue;
      }
      Map<String, byte[]> altered = new TreeMap<>(files);
      byte[] bytes = whole.clone();
      bytes[at] ^= 1;
      altered.put(data, bytes);
      altered.remove(only(files, HintDescriptor.PREFIX));
      checkRefused(altered, data);
    }
  }

  @Test
  void missingOrDamagedManifestIsAnError() {
    Rig rig = filled();
    rig.drive(rig.engine().compactAll());
    rig.put("later", 300, "unlisted");
    Map<String, byte[]> files = rig.image();
    Map<String, byte[]> missing = new TreeMap<>(files);
    missing.remove(ManifestDescriptor.FILE_NAME);
    checkRefused(missing, ManifestDescriptor.FILE_NAME);
    byte[] whole = requireNonNull(files.get(ManifestDescriptor.FILE_NAME));
    for (int at = 0; at < whole.length; at++) {
      Map<String, byte[]> cut = new TreeMap<>(files);
      cut.put(ManifestDescriptor.FILE_NAME, Arrays.copyOf(whole, at));
      checkRefused(cut, ManifestDescriptor.FILE_NAME);
    }
  }

  private static void checkRefused(Map<String, byte[]> files, String culprit) {
    Rig copy = Rig.over(files, OPTIONS);
    assertThatThrownBy(copy::open)
        .isInstanceOfSatisfying(CorruptionException.class, told -> assertThat(told.file()).isEqualTo(culprit));
    assertThat(copy.image()).usingRecursiveComparison().isEqualTo(files);
  }
}
