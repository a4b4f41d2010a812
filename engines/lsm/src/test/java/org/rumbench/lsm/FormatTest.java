package org.rumbench.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.coding.BlockLogDescriptor;
import org.rumbench.coding.BlockLogWriter;
import org.rumbench.engine.WriteBatch;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;
import org.rumbench.storage.sim.MemoryMedium;

/// FORMAT.md and the code agree: the worked example of the commit log, byte by byte.
final class FormatTest {
  private static final Pattern HEX = Pattern.compile("(?m)^((?:[0-9a-f]{2} )+) {2,}");

  @Test
  void theWorkedExampleOfTheCommitLogIsWhatTheCodeWrites() throws IOException {
    String document = Files.readString(Path.of("FORMAT.md"));
    int start = document.indexOf("52 42 43 4c");
    StringBuilder example = new StringBuilder();
    Matcher lines = HEX.matcher(document.substring(start, document.indexOf("```", start)));
    while (lines.find()) {
      example.append(lines.group(1));
    }

    Storage storage = new MemoryMedium().open(new SimRuntime(1).environment("log"));
    StorageFile file = storage.create("000006.log", IoPurpose.LOG);
    BlockLogWriter writer = new BlockLogWriter(file, RecordCommitLog.MAGIC, 6, BlockLogDescriptor.BLOCK_BYTES);
    WriteBatch batch = new WriteBatch();
    UnsafeBuffer text = new UnsafeBuffer("kv".getBytes(StandardCharsets.US_ASCII));
    batch.put(text, 0, 1, 7, 0, text, 1, 1);
    writer.append(3, batch.buffer(), 0, batch.lengthBytes());
    byte[] bytes = new byte[(int) file.lengthBytes()];
    file.read(0, new UnsafeBuffer(bytes), 0, bytes.length, IoPurpose.HARNESS);
    assertThat(HexFormat.ofDelimiter(" ").formatHex(bytes)).isEqualTo(example.toString().strip());
  }
}
