package org.rumbench.wisckey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.coding.RecordLogWriter;
import org.rumbench.engine.WriteBatch;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;
import org.rumbench.storage.sim.MemoryMedium;

/// FORMAT.md says what the code writes.
final class FormatTest {
  private static String document() throws IOException {
    try (InputStream in = FormatTest.class.getResourceAsStream("FORMAT.md")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String ascii(int magic) {
    UnsafeBuffer bytes = new UnsafeBuffer(new byte[4]);
    bytes.putInt(0, magic, ByteOrder.LITTLE_ENDIAN);
    return new String(bytes.byteArray(), StandardCharsets.US_ASCII);
  }

  private static String hex(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bytes.length; i += 16) {
      text.append(String.format(Locale.ROOT, "%08x ", i));
      for (int j = i; j < Math.min(i + 16, bytes.length); j++) {
        text.append(j % 8 == 0 && j > i ? " " : "").append(String.format(Locale.ROOT, " %02x", bytes[j]));
      }
      text.append('\n');
    }
    return text.toString();
  }

  @Test
  void constantsAreThoseOfTheDescriptors() throws IOException {
    assertThat(document())
        .contains("| magic of a head segment | `" + ascii(ValueLogDescriptor.HEAD_MAGIC) + "` |")
        .contains("| magic of a collected segment | `" + ascii(ValueLogDescriptor.COLLECTED_MAGIC) + "` |")
        .contains("| extension of head segments | `" + ValueLogDescriptor.HEAD_EXTENSION + "` |")
        .contains("| extension of collected segments | `" + ValueLogDescriptor.COLLECTED_EXTENSION + "` |")
        .contains("| length of a pointer | " + ValuePointerDescriptor.LENGTH + " |")
        .contains("| length of a segment entry | " + SegmentAttachment.LENGTH + " |");
  }

  @Test
  void theWorkedExampleIsWhatTheCodeWrites() throws IOException {
    Storage storage = new MemoryMedium().open(new SimRuntime(1).environment("engine"));
    StorageFile file = storage.create(ValueLogDescriptor.nameOf(12, false), IoPurpose.VALUE_LOG);
    RecordLogWriter writer = new RecordLogWriter(file, ValueLogDescriptor.HEAD_MAGIC, 12);
    UnsafeBuffer key = new UnsafeBuffer("k1".getBytes(StandardCharsets.US_ASCII));
    UnsafeBuffer value = new UnsafeBuffer("v".repeat(32).getBytes(StandardCharsets.US_ASCII));
    WriteBatch batch = new WriteBatch().put(key, 0, 2, 7, 0, value, 0, 32);
    long unit = writer.append(1, batch.buffer(), 0, batch.lengthBytes());
    RecordSeparator separator = new RecordSeparator(32);
    separator.separate(batch.buffer(), 0, batch.lengthBytes(), 12, unit + writer.lastHeaderLength());
    byte[] bytes = new byte[(int) file.lengthBytes()];
    file.read(0, new UnsafeBuffer(bytes), 0, bytes.length, IoPurpose.RECOVERY);
    assertThat(document()).contains(hex(bytes));
    byte[] record = new byte[separator.lengthBytes()];
    separator.records().getBytes(0, record);
    assertThat(document()).contains(hex(record));
    storage.close();
  }
}
