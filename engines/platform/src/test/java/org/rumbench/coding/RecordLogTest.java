package org.rumbench.coding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.ByteSource;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.DeviceException;
import org.rumbench.storage.ForwardingFile;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;
import org.rumbench.storage.sim.MemoryMedium;

/// Goal: the recovery rule of [RecordLogDescriptor]. Method: every cut and every flipped bit of small logs.
class RecordLogTest {
  private static final int MAGIC = 0x7465_7374;
  private static final long LOG_ID = 42;
  private static final short VERSION = RecordLogDescriptor.FORMAT_VERSION;

  private final SimRuntime runtime = new SimRuntime(7);
  private final Storage storage = new MemoryMedium().open(runtime.environment("log"));
  private int files;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3_000, 65_536})
  void readsBackEveryUnitWithItsSequenceAndPlace(int gatherBytes) {
    RandomStream random = new RandomStream(3);
    List<byte[]> payloads = new ArrayList<>();
    StorageFile file = newFile();
    RecordLogWriter writer = RecordLogWriter.gathering(file, MAGIC, LOG_ID, gatherBytes);
    List<Long> offsets = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      byte[] payload = new byte[random.nextInt(i % 50 == 7 ? 90_000 : 5_000)];
      random.nextBytes(payload);
      payloads.add(payload);
      offsets.add(writer.append(1000L + i, new UnsafeBuffer(payload), 0, payload.length));
      assertThat(writer.positionBytes() - file.lengthBytes()).isBetween(0L, Math.max(0, gatherBytes - 1L));
      if (i % 100 == 99) {
        writer.flush();
        assertThat(file.lengthBytes()).isEqualTo(writer.positionBytes());
      }
    }
    writer.close(2000);
    assertThat(file.lengthBytes()).isEqualTo(writer.positionBytes());

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

  /// A device that takes nothing at one append: what was in it is not in the log. Where units were gathered nothing
  /// follows it, because the places of those behind are taken; where not, the log goes on as if it had never been
  /// asked.
  @ParameterizedTest
  @ValueSource(ints = {0, 1_000})
  void aFailedAppendLeavesNothingBehind(int gatherBytes) {
    StorageFile file = newFile();
    boolean[] isFailing = new boolean[1];
    RecordLogWriter writer =
        RecordLogWriter.gathering(
            new ForwardingFile(file) {
              @Override
              public long append(DirectBuffer source, int offset, int lengthBytes) {
                if (isFailing[0]) {
                  throw new DeviceException("no", null);
                }
                return super.append(source, offset, lengthBytes);
              }
            },
            MAGIC, LOG_ID, gatherBytes);
    UnsafeBuffer payload = new UnsafeBuffer(new byte[400]);
    for (int i = 0; i < 5; i++) {
      writer.append(i, payload, 0, 400);
    }
    writer.flush();
    long whole = file.lengthBytes();
    isFailing[0] = true;
    assertThatThrownBy(() -> {
      for (int i = 0; i < 5; i++) {
        writer.append(100, payload, 0, 400);
      }
    }).isInstanceOf(DeviceException.class);
    isFailing[0] = false;
    assertThat(file.lengthBytes()).isEqualTo(whole);
    assertThat(writer.positionBytes()).isEqualTo(whole);
    if (gatherBytes > 0) {
      assertThatThrownBy(() -> writer.append(101, payload, 0, 400)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> writer.close(101)).isInstanceOf(IllegalStateException.class);
      return;
    }
    assertThat(writer.append(101, payload, 0, 400)).isEqualTo(whole);
    writer.close(102);
    RecordLogReader reader = RecordLogReader.open(file, MAGIC, LOG_ID, IoPurpose.RECOVERY);
    for (long sequence : List.of(0L, 1L, 2L, 3L, 4L, 101L)) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.sequence()).isEqualTo(sequence);
    }
    assertThat(reader.next()).isFalse();
  }

  /// Whoever points into a unit that is not complete yet knows where it will lie, also beside a sync that comes to its
  /// end.
  @Test
  void thePlaceOfAWidePayloadIsKnownBeforehand() {
    RandomStream random = new RandomStream(5);
    StorageFile file = newFile();
    RecordLogWriter writer = new RecordLogWriter(file, MAGIC, LOG_ID);
    List<byte[]> payloads = new ArrayList<>();
    List<Long> places = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      byte[] payload = new byte[i % 4 == 0 ? i : random.nextInt(40_000)];
      random.nextBytes(payload);
      payloads.add(payload);
      places.add(i % 3 == 2 ? -1L : writer.widePayloadOffset());
      if (i % 5 == 0) {
        file.sync(new Completion());
        runtime.runUntilIdle();
      }
      if (i % 3 == 2) {
        writer.append(i, new UnsafeBuffer(payload), 0, payload.length);
      } else {
        writer.appendWide(i == 4 ? Long.MAX_VALUE : i, new UnsafeBuffer(payload), 0, payload.length);
      }
    }
    RecordLogReader reader = RecordLogReader.open(file, MAGIC, LOG_ID, IoPurpose.RECOVERY);
    for (int i = 0; i < payloads.size(); i++) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.sequence()).isEqualTo(i == 4 ? Long.MAX_VALUE : i);
      assertThat(payload(reader)).isEqualTo(payloads.get(i));
      assertThat(places.get(i)).isIn(-1L, reader.payloadOffset());
    }
    assertThat(reader.next()).isFalse();
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

  /// Goal: whoever inspects a damaged log finds every unit but the damaged one, and why that is none.
  @Test
  void inspectionFindsTheUnitsBehindDamage() {
    byte[] whole = log(8, false);
    RecordLogReader good = RecordLogReader.inspect(ByteSource.of("good", whole), LOG_ID, VERSION);
    List<Long> offsets = new ArrayList<>();
    for (long at = RecordLogDescriptor.FILE_HEADER_LENGTH; good.unitAt(at); at = good.positionBytes()) {
      offsets.add(at);
    }
    assertThat(offsets).hasSize(8);
    for (int broken = 0; broken < 7; broken++) {
      byte[] damaged = whole.clone();
      damaged[(int) (offsets.get(broken) + 12)] ^= 1;
      RecordLogReader reader = RecordLogReader.inspect(ByteSource.of("bad", damaged), LOG_ID, VERSION);
      assertThat(reader.unitAt(offsets.get(broken))).isFalse();
      assertThat(reader.refusal()).isEqualTo("another checksum");
      assertThat(reader.unitBehind(offsets.get(broken) + 1, Long.MAX_VALUE)).isTrue();
      assertThat(reader.unitOffset()).isEqualTo(offsets.get(broken + 1));
      assertThat(reader.unitBehind(offsets.get(broken) + 1, 3)).as("a budget ends the search").isFalse();
    }
  }

  /// Goal: behind a hole, the search for durable units goes from unit to unit: a log that nobody synced, with a hole in
  /// front of many units that hold nearly all of the file, is given up in linear time.
  @Test
  void aHoleBeforeManyUnsyncedUnitsEndsTheLogSoon() {
    StorageFile file = newFile();
    RecordLogWriter writer = new RecordLogWriter(file, MAGIC, LOG_ID);
    RandomStream random = new RandomStream(9);
    byte[] payload = new byte[4_000];
    for (int i = 0; i < 2_000; i++) {
      random.nextBytes(payload);
      writer.append(i, new UnsafeBuffer(payload), 0, payload.length);
    }
    byte[] bytes = new byte[(int) file.lengthBytes()];
    file.read(0, new UnsafeBuffer(bytes), 0, bytes.length, IoPurpose.RECOVERY);
    bytes[RecordLogDescriptor.FILE_HEADER_LENGTH + 100] ^= 1;
    long[] readBytes = new long[1];
    ByteSource source = ByteSource.of("hole", bytes);
    ByteSource counting = new ByteSource() {
      @Override
      public String name() {
        return source.name();
      }

      @Override
      public long lengthBytes() {
        return source.lengthBytes();
      }

      @Override
      public void read(long offset, MutableDirectBuffer target, int targetOffset, int length) {
        readBytes[0] += length;
        source.read(offset, target, targetOffset, length);
      }
    };
    RecordLogReader reader = RecordLogReader.inspect(counting, LOG_ID, VERSION);
    assertThat(reader.next()).isFalse();
    assertThat(reader.end()).isEqualTo(RecordLogReader.End.TORN);
    assertThat(reader.positionBytes()).isEqualTo(RecordLogDescriptor.FILE_HEADER_LENGTH);
    assertThat(readBytes[0]).isLessThan(40L * bytes.length);
  }

  /// Goal: a damaged length is not believed, not even as an amount of memory.
  @Test
  void aDamagedLengthCostsNoMemory() {
    StorageFile file = newFile();
    RecordLogWriter writer = new RecordLogWriter(file, MAGIC, LOG_ID);
    byte[] payload = new byte[3_000_000];
    writer.append(1, new UnsafeBuffer(payload), 0, payload.length);
    byte[] bytes = new byte[(int) file.lengthBytes()];
    file.read(0, new UnsafeBuffer(bytes), 0, bytes.length, IoPurpose.RECOVERY);
    RecordLogReader whole = RecordLogReader.inspect(ByteSource.of("whole", bytes), LOG_ID, VERSION);
    assertThat(whole.unitAt(RecordLogDescriptor.FILE_HEADER_LENGTH)).isTrue();
    assertThat(whole.payloadLength()).isEqualTo(payload.length);
    assertThat(whole.payloadBuffer().capacity()).isGreaterThanOrEqualTo(payload.length);

    bytes[bytes.length - 1] ^= 1;
    RecordLogReader reader = RecordLogReader.inspect(ByteSource.of("damaged", bytes), LOG_ID, VERSION);
    assertThat(reader.unitAt(RecordLogDescriptor.FILE_HEADER_LENGTH)).isFalse();
    assertThat(reader.payloadBuffer().capacity()).isLessThan(payload.length);
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
