package org.rumbench.storage.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rumbench.runtime.Environment;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.LedgerSnapshot.Row;
import org.rumbench.storage.QueueScheduler;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// The block format of direct I/O: padding, blocks that are never rewritten, and what recovery makes of damage.
class DirectStorageTest {
  private static final int BLOCK = DirectDescriptor.BLOCK_BYTES;

  private final Environment environment = new QueueScheduler().environment(1);

  @TempDir
  private Path directory;

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static void append(StorageFile file, byte[] bytes) {
    file.append(new UnsafeBuffer(bytes), 0, bytes.length);
  }

  private static byte[] contents(StorageFile file) {
    byte[] bytes = new byte[(int) file.lengthBytes()];
    file.read(0, new UnsafeBuffer(bytes), 0, bytes.length, IoPurpose.RECOVERY);
    return bytes;
  }

  @Test
  void aLogPadsEachAppendAndBulkOutputOnlyTheLast() {
    try (Storage storage = DirectStorage.open(directory, environment)) {
      StorageFile log = storage.create("log", IoPurpose.LOG);
      StorageFile table = storage.create("table", IoPurpose.FLUSH);
      for (int i = 0; i < 10; i++) {
        append(log, filled(100, i));
        append(table, filled(100, i));
      }
      table.seal();
      Row logRow = storage.ledger().snapshot().row(IoPurpose.LOG);
      Row tableRow = storage.ledger().snapshot().row(IoPurpose.FLUSH);
      assertThat(logRow.appendedBytes()).isEqualTo(1000);
      assertThat(logRow.issuedBytes()).isEqualTo(10L * BLOCK);
      assertThat(tableRow.issuedBytes()).isEqualTo(BLOCK);
    }
  }

  /// The worked example of DIRECT_FORMAT.md, byte by byte; the checksum from the standard library.
  @Test
  void theWorkedExampleOfTheFormatHolds() throws IOException {
    try (Storage storage = DirectStorage.open(directory, environment)) {
      StorageFile log = storage.create("log", IoPurpose.LOG);
      append(log, "hello".getBytes(StandardCharsets.US_ASCII));
      append(log, "!".getBytes(StandardCharsets.US_ASCII));
    }
    byte[] file = Files.readAllBytes(directory.resolve("log"));
    byte[] expected = new byte[2 * BLOCK];
    header(expected, 0, 5, 0);
    System.arraycopy("hello".getBytes(StandardCharsets.US_ASCII), 0, expected, 16, 5);
    header(expected, BLOCK, 1, 5);
    expected[BLOCK + 16] = '!';
    assertThat(file).isEqualTo(expected);
  }

  private static void header(byte[] block, int at, int payload, int logical) {
    byte[] checked = {0x52, 0x44, (byte) payload, 0, 0, 0, 0, 0, (byte) logical, 0, 0, 0, 0, 0, 0, 0};
    CRC32C crc = new CRC32C();
    crc.update(checked);
    System.arraycopy(checked, 0, block, at, 4);
    ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).putInt(at + 4, (int) crc.getValue());
    block[at + 8] = (byte) logical;
  }

  @Test
  void aBlockOnceWrittenStaysAsItIs() throws IOException {
    try (Storage storage = DirectStorage.open(directory, environment)) {
      StorageFile log = storage.create("log", IoPurpose.LOG);
      append(log, filled(100, 1));
      byte[] before = Files.readAllBytes(directory.resolve("log"));
      append(log, filled(5000, 2));
      log.truncate(2000);
      append(log, filled(300, 3));
      byte[] after = Files.readAllBytes(directory.resolve("log"));
      assertThat(Arrays.copyOf(after, before.length)).isEqualTo(before);
    }
  }

  @Test
  void aTruncationInsideABlockIsFoundAgain() {
    for (int next : new int[] {0, 50, 9000}) {
      Path path = directory.resolve("t" + next);
      try (Storage storage = DirectStorage.open(path, environment)) {
        StorageFile log = storage.create("log", IoPurpose.LOG);
        append(log, filled(5000, 1));
        log.truncate(4500);
        append(log, filled(100, 2));
        log.truncate(4500);
        append(log, filled(next, 3));
        int blocks = 2 + 1 + 1 + 1 + (next + DirectDescriptor.PAYLOAD_BYTES - 1) / DirectDescriptor.PAYLOAD_BYTES;
        assertThat(storage.ledger().snapshot().row(IoPurpose.LOG).issuedBytes()).isEqualTo((long) blocks * BLOCK);
      }
      try (Storage storage = DirectStorage.open(path, environment)) {
        byte[] expected = Arrays.copyOf(filled(4500, 1), 4500 + next);
        Arrays.fill(expected, 4500, expected.length, (byte) 3);
        assertThat(contents(storage.open("log", IoPurpose.RECOVERY))).isEqualTo(expected);
      }
    }
  }

  private void overwrite(String name, long offset, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(directory.resolve(name), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), offset);
    }
  }

  @Test
  void aLostBlockReadsAsZerosAndALostTailIsCut() throws IOException {
    try (Storage storage = DirectStorage.open(directory, environment)) {
      StorageFile log = storage.create("log", IoPurpose.LOG);
      for (int i = 1; i <= 5; i++) {
        append(log, filled(1000, i));
      }
    }
    overwrite("log", BLOCK, new byte[BLOCK]);
    overwrite("log", 4L * BLOCK, new byte[512]);
    try (Storage storage = DirectStorage.open(directory, environment)) {
      byte[] found = contents(storage.open("log", IoPurpose.RECOVERY));
      assertThat(found).hasSize(4000);
      assertThat(Arrays.copyOfRange(found, 0, 1000)).containsOnly(1);
      assertThat(Arrays.copyOfRange(found, 1000, 2000)).containsOnly(0);
      assertThat(Arrays.copyOfRange(found, 2000, 3000)).containsOnly(3);
      assertThat(Arrays.copyOfRange(found, 3000, 4000)).containsOnly(4);
    }
  }

  @Test
  void aDamagedHeaderInADenseFileIsReported() throws IOException {
    try (Storage storage = DirectStorage.open(directory, environment)) {
      StorageFile table = storage.create("table", IoPurpose.FLUSH);
      append(table, filled(40_000, 7));
    }
    overwrite("table", 3L * BLOCK + DirectDescriptor.LOGICAL_OFFSET, new byte[] {99});
    try (Storage storage = DirectStorage.open(directory, environment)) {
      StorageFile table = storage.open("table", IoPurpose.RECOVERY);
      assertThatThrownBy(() -> contents(table)).isInstanceOf(CorruptionException.class);
    }
  }
}
