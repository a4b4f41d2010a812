package org.rumbench.bitcask;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.rumbench.dump.Dumps;
import org.rumbench.runtime.sim.SimOptions;

/// FORMAT.md and the code agree: the worked example, byte by byte, and the constants.
class FormatTest {
  private static Map<String, byte[]> example() {
    Rig rig = new Rig(1, SimOptions.DEFAULT, Map.of()).open();
    rig.put("k1", 5, "hello");
    rig.delete("k2", 6);
    rig.drive(rig.engine().flush());
    Map<String, byte[]> files = new TreeMap<>(rig.image());
    rig.engine().close();
    return files;
  }

  private static String document() throws IOException {
    return Files.readString(Path.of("FORMAT.md"));
  }

  @Test
  void workedExampleIsWhatIsWritten() throws IOException {
    String document = document();
    Map<String, byte[]> files = example();
    StringBuilder dump = new StringBuilder();
    for (String name : new String[] {"data-00000001.log", "hint-00000001.log", "manifest"}) {
      byte[] content = requireNonNull(files.get(name));
      dump.append(name).append('\n');
      for (int at = 0; at < content.length; at += 16) {
        int length = Math.min(16, content.length - at);
        dump.append(String.format("%04x  ", at))
            .append(HexFormat.ofDelimiter(" ").formatHex(content, at, at + length))
            .append('\n');
      }
    }
    assertThat(document).contains(dump);
  }

  /// Goal: the text of a dump is stable; people and scripts search it.
  @Test
  void exampleIsShownLineByLine() {
    Map<String, byte[]> files = example();
    StringBuilder text = new StringBuilder();
    for (String name : new String[] {"data-00000001.log", "hint-00000001.log", "manifest"}) {
      text.append(Dumps.textOf(name, requireNonNull(files.get(name)), 100));
    }
    assertThat(text.toString()).isEqualTo("""
        data-00000001.log  bitcask segment  79 bytes
                   0  header  magic RBSG  format 1  log 1  checksum ok
                  24  unit    18 bytes  seq 1  durable to 0  checksum ok
                  32  record  put  version 5  seq 1  key "k1"  value 5 bytes
                  50  unit    13 bytes  seq 2  durable to 0  checksum ok
                  58  record  delete  version 6  seq 2  key "k2"  value 0 bytes
                  71  end     seq 3  checksum ok
        summary  end 1  header 1  unit 2  records 2  clean
        hint-00000001.log  bitcask hint file  141 bytes
                   0  header  magic RBHT  format 1  log 1  checksum ok
                  24  unit    28 bytes  seq 0  durable to 0  checksum ok
                  32  hints   segment 1  79 bytes  2 entries  fingerprint 75f20bd081265e51
                  60  unit    64 bytes  seq 0  durable to 0  checksum ok
                  68  record  put  version 5  seq 1  key "k1"  record at 32  18 bytes  crc a268bde9
                 100  record  delete  version 6  seq 2  key "k2"  record at 58  13 bytes  crc 3d0b796e
                 132  end     seq 0  checksum ok
        summary  end 1  header 1  hints 1  unit 2  records 2  clean
        manifest  bitcask manifest  94 bytes
                   0  header  magic RBMF  format 1  log -1  checksum ok
                  24  unit    54 bytes  seq 0  durable to 0  checksum ok
                  32  list    first unlisted 2  next seq 3  highest version 6  2 segments
                  60  sealed  data-00000001.log  79 bytes
                  73  open    data-00000002.log  0 bytes durable
                  86  end     seq 0  checksum ok
        summary  end 1  header 1  list 1  open 1  sealed 1  unit 1  records 0  clean
        """);
  }

  @Test
  void exampleOpens() {
    Rig rig = Rig.over(example(), Map.of()).open();
    assertThat(rig.held("k1")).isEqualTo(new Rig.Held(5, "hello"));
    assertThat(rig.held("k2")).isEqualTo(new Rig.Held(6, null));
    assertThat(rig.engine().highestVersion()).isEqualTo(6);
    rig.engine().close();
  }

  @Test
  void constantsAreTheDescriptors() throws IOException {
    assertThat(document())
        .contains("| data, merge | 0x" + Integer.toHexString(SegmentDescriptor.MAGIC) + " |")
        .contains("| hint | 0x" + Integer.toHexString(HintDescriptor.MAGIC) + " |")
        .contains("| manifest | 0x" + Integer.toHexString(ManifestDescriptor.MAGIC) + " |")
        .contains("summary " + HintDescriptor.SUMMARY_LENGTH + " bytes")
        .contains("entry " + HintDescriptor.KEY_OFFSET + " bytes and the key")
        .contains("segment entry " + ManifestDescriptor.SEGMENT_LENGTH + " bytes");
  }
}
