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
