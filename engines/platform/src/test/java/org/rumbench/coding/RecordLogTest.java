package org.rumbench.coding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;
import org.rumbench.storage.sim.MemoryMedium;

/// Goal: the recovery rule of [RecordLogDescriptor]. Method: every cut and every flipped bit of small logs.
class RecordLogTest {
  private static final int MAGIC = 0x7465_7374;
  private static final long LOG_ID = 42;

  private final SimRuntime runtime = new SimRuntime(7);
  private final Storage storage = new MemoryMedium().open(runtime.environment("log"));
  private int files;

  @Test
  void readsBackEveryUnitWithItsSequenceAndPlace() {
    RandomStream random = new RandomStream(3);
    List<byte[]> payloads = new ArrayList<>();
    StorageFile file = newFile();
    RecordLogWriter writer = new RecordLogWriter(file, MAGIC, LOG_ID);
    List<Long> offsets = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      byte[] payload = new byte[random.nextInt(5_000)];
      random.nextBytes(payload);
      payloads.add(payload);
      offsets.add(writer.append(1000L + i, new UnsafeBuffer(payload), 0, payload.length));
    }
    writer.close(2000);

    RecordLogReader reader = RecordLogReader.open(file, MAGIC, LOG_ID, IoPurpose.RECOVERY);
    for (int i = 0; i < payloads.size(); i++) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.sequence()).isEqualTo(1000L + i);
      assertThat(reader.unitOffset()).isEqualTo(offsets.get(i));
      assertThat(payload(reader)).isEqualTo(payloads.get(i));
    }
    assertThat(reader.next()).isFalse();
    assertThat(reader.end()).isEqualTo(RecordLogReader.End.CLOSED);
  }

  @Test
  void aLogCutAtAnyByteIsAPrefix() {
    byte[] whole = log(20, false);
    for (int cut = 0; cut <= whole.length; cut++) {
      byte[] torn = java.util.Arrays.copyOf(whole, cut);
      assertThat(count(copyOf(torn))).isLessThanOrEqualTo(20);
      byte[] zeroed = java.util.Arrays.copyOf(torn, whole.length);
      assertThat(count(copyOf(zeroed))).isEqualTo(count(copyOf(torn)));
    }
    assertThat(count(copyOf(whole))).isEqualTo(20);
  }

  @Test
  void aFlippedBitOfASyncedLogIsDamageWithFileAndOffset() {
    byte[] whole = log(12, true);
    for (int at = 0; at < whole.length - 12; at++) {
      if (at >= RecordLogDescriptor.HEADER_CHECKSUM_OFFSET + 4 && at < RecordLogDescriptor.FILE_HEADER_LENGTH) {
        continue; // Reserved bytes that mean nothing.
      }
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      StorageFile file = copyOf(damaged);
      assertThatThrownBy(() -> count(file))
          .as("byte %d", at)
          .isInstanceOfSatisfying(CorruptionException.class, damage -> {
            assertThat(damage.file()).isEqualTo(file.name());
            assertThat(damage.offsetBytes()).isBetween(0L, (long) whole.length);
          });
    }
  }

  @Test
  void aFlippedBitOfAnUnsyncedLogEndsItThere() {
    byte[] whole = log(12, false);
    for (int at = RecordLogDescriptor.FILE_HEADER_LENGTH; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x01;
      assertThat(count(copyOf(damaged))).isLessThan(12);
    }
  }

  @Test
  void aUnitOfAnotherLogIsNoUnit() {
    byte[] whole = log(3, false);
    byte[] other = whole.clone();
    StorageFile file = newFile();
    new RecordLogWriter(file, MAGIC, LOG_ID + 1);
    file.append(
        new UnsafeBuffer(other), RecordLogDescriptor.FILE_HEADER_LENGTH,
        other.length - RecordLogDescriptor.FILE_HEADER_LENGTH);

    RecordLogReader reader = RecordLogReader.open(file, MAGIC, LOG_ID + 1, IoPurpose.RECOVERY);

    assertThat(reader.next()).isFalse();
    assertThat(reader.end()).isEqualTo(RecordLogReader.End.TORN);
  }

  private byte[] log(int units, boolean isSynced) {
    StorageFile file = newFile();
    RecordLogWriter writer = new RecordLogWriter(file, MAGIC, LOG_ID);
    RandomStream random = new RandomStream(units);
    for (int i = 0; i < units; i++) {
      byte[] payload = new byte[10 + random.nextInt(60)];
      random.nextBytes(payload);
      writer.append(i, new UnsafeBuffer(payload), 0, payload.length);
    }
    if (isSynced) {
      Completion synced = new Completion();
      file.sync(synced);
      assertThat(runtime.runUntil(synced::isDone)).isTrue();
      writer.close(units);
    }
    byte[] bytes = new byte[(int) file.lengthBytes()];
    file.read(0, new UnsafeBuffer(bytes), 0, bytes.length, IoPurpose.HARNESS);
    return bytes;
  }

  private StorageFile newFile() {
    return storage.create("log-" + files++, IoPurpose.LOG);
  }

  private StorageFile copyOf(byte[] bytes) {
    StorageFile file = newFile();
    if (bytes.length > 0) {
      file.append(new UnsafeBuffer(bytes), 0, bytes.length);
    }
    return file;
  }

  private static int count(StorageFile file) {
    RecordLogReader reader = RecordLogReader.open(file, MAGIC, LOG_ID, IoPurpose.RECOVERY);
    int count = 0;
    while (reader.next()) {
      count++;
    }
    return count;
  }

  private static byte[] payload(RecordLogReader reader) {
    byte[] bytes = new byte[reader.payloadLength()];
    reader.payloadBuffer().getBytes(reader.payloadIndex(), bytes);
    return bytes;
  }
}
