package org.rumbench.lsm;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.rumbench.dump.Dumps;
import org.rumbench.engine.Durability;
import org.rumbench.lsm.table.TableDescriptor;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.store.TestStore;

/// What a dump makes of tables, manifests and logs, beyond what holds for the files of every design.
class DumpTest {
  private static final int RECORDS = 200;

  private static SortedMap<String, byte[]> files() {
    Design design = Design.miniature(new LeveledFactory()).with(Map.of("memtableBytes", "8k"));
    TestStore store = new TestStore(design, new SimRuntime(5)).open();
    for (int i = 0; i < RECORDS; i++) {
      write(store, new Edit.Put("key" + (1000 + i), 500 + i, ("value " + i).length(), 0));
    }
    write(store, new Edit.DeleteRange("key1003", "key1005", 499));
    store.drive(store.engine().flush());
    write(store, new Edit.Put("last", 900, 10, 0));
    store.close();
    return store.disk().image().files();
  }

  private static void write(TestStore store, Edit edit) {
    store.write(List.of(edit), Durability.BUFFERED, failure -> {});
  }

  private static String tableOf(SortedMap<String, byte[]> files) {
    return files.keySet().stream().filter(name -> name.endsWith(".table")).findFirst().orElseThrow();
  }

  private static List<String> records(String name, byte[] content) {
    return Dumps.textOf(name, content, Integer.MAX_VALUE).lines()
        .filter(line -> line.contains("  record  put")).toList();
  }

  private static long handle(byte[] table, int part) {
    int at = table.length - TableDescriptor.FOOTER_LENGTH + part * TableDescriptor.HANDLE_LENGTH;
    return ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN).getLong(at);
  }

  @Test
  void everyKindOfFileSaysWhatIsInIt() {
    SortedMap<String, byte[]> files = files();
    StringBuilder all = new StringBuilder();
    files.forEach((name, content) -> all.append(Dumps.textOf(name, content, Integer.MAX_VALUE)));
    assertThat(all.toString())
        .contains("lsm commit log", "lsm manifest", "lsm current pointer", "lsm table")
        .contains("record  put  version 900  seq 202  key \"last\"  value 10 bytes")
        .contains("record  put  version 507  seq 8  key \"key1007\"  value 7 bytes")
        .contains("record  delete-range  version 499  seq 201  key \"key1003\"  up to \"key1005\"")
        .contains("  add     level 0  ")
        .contains("  block   data  ")
        .contains("  1 range tombstones  checksum ok")
        .contains("  ranges  ", "  filter  ", "  index   ", "  props   ", "  footer  ")
        .doesNotContain("DAMAGE");
  }

  /// Goal: without index, or without footer, the data blocks are found by themselves.
  @Test
  void aTableWithoutIndexOrFooterStillShowsItsRecords() {
    SortedMap<String, byte[]> files = files();
    String name = tableOf(files);
    byte[] whole = requireNonNull(files.get(name));
    List<String> good = records(name, whole);
    assertThat(good).hasSizeGreaterThan(20);

    byte[] noIndex = whole.clone();
    noIndex[(int) handle(whole, 2) + 1] ^= 1;
    assertThat(records(name, noIndex)).isEqualTo(good);
    assertThat(Dumps.textOf(name, noIndex, Integer.MAX_VALUE)).containsOnlyOnce("DAMAGE").contains("DAMAGE  the index:");

    byte[] noFooter = whole.clone();
    noFooter[whole.length - 1] ^= 1;
    assertThat(records(name, noFooter)).isEqualTo(good);
    assertThat(Dumps.textOf(name, noFooter, Integer.MAX_VALUE)).contains("DAMAGE  no footer of table");
  }

  /// Goal: two blocks that changed places are both told, although each is whole.
  @Test
  void aBlockInTheWrongPlaceIsDamage() {
    SortedMap<String, byte[]> files = files();
    String name = tableOf(files);
    byte[] whole = requireNonNull(files.get(name));
    List<String> blocks = Dumps.textOf(name, whole, Integer.MAX_VALUE).lines()
        .filter(line -> line.contains("  block   ")).map(line -> line.strip().split(" ", 2)[0]).toList();
    int first = Integer.parseInt(blocks.get(0));
    int second = Integer.parseInt(blocks.get(1));
    int length = second - first;
    byte[] moved = whole.clone();
    System.arraycopy(whole, first, moved, second, length);
    assertThat(Dumps.textOf(name, moved, Integer.MAX_VALUE))
        .contains(second + "  DAMAGE  data block of ").contains("block checksum");
  }

  /// Goal: a renamed file is shown all the same; one under another's number is told.
  @Test
  void aTableIsKnownByItsFirstBytesToo() {
    SortedMap<String, byte[]> files = files();
    byte[] whole = requireNonNull(files.get(tableOf(files)));
    assertThat(Dumps.textOf("copy", whole, Integer.MAX_VALUE)).contains("lsm table").endsWith("  clean\n");
    assertThat(Dumps.textOf("000999.table", whole, Integer.MAX_VALUE))
        .containsOnlyOnce("DAMAGE").contains("in a file named for 999");
  }
}
