package org.rumbench.coding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.ByteSource;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;
import org.rumbench.storage.sim.MemoryMedium;

/// Goal: the layout and the recovery rule of [BlockLogDescriptor]. Method: units at every place of a block, against a
/// plain list; every cut, every flipped byte, every lost block of small logs.
class BlockLogTest {
  private static final int MAGIC = 0x7465_7374;
  private static final long LOG_ID = 42;
  private static final int HEADER = RecordLogDescriptor.FILE_HEADER_LENGTH;
  private static final int FRAGMENT = BlockLogDescriptor.FRAGMENT_HEADER_LENGTH;
  private static final short NEWEST = BlockLogDescriptor.FORMAT_VERSION;

  private final SimRuntime runtime = new SimRuntime(7);
  private final Storage storage = new MemoryMedium().open(runtime.environment("log"));
  private int files;

  /// What a log should hold.
  ///
  /// @param sequence its sequence
  /// @param offset   of its first fragment
  /// @param end      behind its last
  /// @param synced   bytes that were durable when it was written
  /// @param payload  what is in it
  private record Unit(long sequence, long offset, long end, long synced, UnsafeBuffer payload) {}

  /// A log and what should be read from it.
  private static final class Written {
    final StorageFile file;
    final BlockLogWriter writer;
    final List<Unit> units = new ArrayList<>();

    Written(StorageFile file, int blockBytes) {
      this.file = file;
      this.writer = new BlockLogWriter(file, MAGIC, LOG_ID, blockBytes);
    }

    void append(long sequence, byte[] payload) {
      final long synced = file.syncedBytes();
      byte[] shifted = new byte[payload.length + 3];
      System.arraycopy(payload, 0, shifted, 3, payload.length);
      long offset = writer.append(sequence, new UnsafeBuffer(shifted), 3, payload.length);
      units.add(new Unit(sequence, offset, file.lengthBytes(), synced, new UnsafeBuffer(payload)));
    }

    byte[] bytes() {
      byte[] bytes = new byte[(int) file.lengthBytes()];
      file.read(0, new UnsafeBuffer(bytes), 0, bytes.length, IoPurpose.HARNESS);
      return bytes;
    }
  }

  private Written newLog(int blockBytes) {
    return new Written(newFile(), blockBytes);
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

  private void sync(StorageFile file) {
    Completion synced = new Completion();
    file.sync(synced);
    assertThat(runtime.runUntil(synced::isDone)).isTrue();
  }

  private static byte[] random(RandomStream random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static RecordLogReader open(StorageFile file) {
    return RecordLogReader.open(file, MAGIC, LOG_ID, NEWEST, IoPurpose.RECOVERY);
  }

  private static byte[] payload(RecordLogReader reader) {
    byte[] bytes = new byte[reader.payloadLength()];
    reader.payloadBuffer().getBytes(reader.payloadIndex(), bytes);
    return bytes;
  }

  /// Checks that the present unit is `expected`, each of its bytes where it says that it is.
  private static void assertIs(RecordLogReader reader, Unit expected, byte[] file) {
    assertThat(reader.sequence()).isEqualTo(expected.sequence());
    assertThat(reader.unitOffset()).isEqualTo(expected.offset());
    assertThat(reader.unitLength()).isEqualTo((int) (expected.end() - expected.offset()));
    assertThat(reader.durableToBytes()).isEqualTo(expected.synced());
    assertThat(payload(reader)).isEqualTo(expected.payload().byteArray());
    for (int i = 0; i < expected.payload().capacity(); i++) {
      if (file[(int) reader.offsetOf(reader.payloadIndex() + i)] != expected.payload().getByte(i)) {
        throw new AssertionError("byte " + i + " of the unit at " + expected.offset() + " is elsewhere");
      }
    }
  }

  private static int count(StorageFile file) {
    RecordLogReader reader = open(file);
    int count = 0;
    while (reader.next()) {
      count++;
    }
    return count;
  }

  /// Goal: the layout, byte by byte: padding, an empty FIRST where a header just fits, MIDDLE, LAST, END. The checksums
  /// are those of the standard library.
  @Test
  void theLayoutIsWhatTheDescriptorSays() {
    Written log = newLog(128);
    log.append(1, new byte[128 - HEADER - FRAGMENT - 2 - FRAGMENT]); // Leaves room for one header.
    log.append(300, new byte[130]);
    log.append(2, new byte[379 - 277 - FRAGMENT - 3]); // Leaves five bytes.
    log.writer.close(3);
    byte[] bytes = log.bytes();
    assertThat(bytes[RecordLogDescriptor.FORMAT_VERSION_OFFSET]).isEqualTo((byte) 2);
    assertThat(bytes[RecordLogDescriptor.BLOCK_SHIFT_OFFSET]).isEqualTo((byte) 7);
    assertFragment(bytes, HEADER, BlockLogDescriptor.TYPE_FULL, 88);
    assertFragment(bytes, 120, BlockLogDescriptor.TYPE_FIRST, 0);
    assertFragment(bytes, 128, BlockLogDescriptor.TYPE_MIDDLE, 120);
    assertFragment(bytes, 256, BlockLogDescriptor.TYPE_LAST, 13);
    assertFragment(bytes, 277, BlockLogDescriptor.TYPE_FULL, 94);
    assertThat(Arrays.copyOfRange(bytes, 379, 384)).containsOnly(0);
    assertFragment(bytes, 384, BlockLogDescriptor.TYPE_FULL | BlockLogDescriptor.TYPE_END, 3);
    assertThat(bytes).hasSize(395);
    assertThat(Arrays.copyOfRange(bytes, 392, 395)).as("sequence 3, 384 bytes not durable").containsExactly(3, 0x80, 3);
    assertThat(count(log.file)).isEqualTo(3);
  }

  private static void assertFragment(byte[] file, int at, int type, int length) {
    UnsafeBuffer bytes = new UnsafeBuffer(file);
    assertThat(bytes.getByte(at + BlockLogDescriptor.TYPE_OFFSET)).as("type at %d", at).isEqualTo((byte) type);
    assertThat(bytes.getShort(at + BlockLogDescriptor.LENGTH_OFFSET)).as("length at %d", at).isEqualTo((short) length);
    UnsafeBuffer covered = new UnsafeBuffer(new byte[19 + length]);
    covered.putLong(0, LOG_ID);
    covered.putLong(8, at);
    covered.putBytes(16, bytes, at + BlockLogDescriptor.LENGTH_OFFSET, 3 + length);
    CRC32C crc = new CRC32C();
    crc.update(covered.byteArray(), 0, 19);
    assertThat(bytes.getByte(at + BlockLogDescriptor.CHECK_OFFSET)).isEqualTo((byte) crc.getValue());
    crc.update(covered.byteArray(), 19, length);
    assertThat(bytes.getInt(at + BlockLogDescriptor.CHECKSUM_OFFSET)).isEqualTo((int) crc.getValue());
  }

  /// Goal: every place of the last 40 bytes of a block, and the first ones of the next, as the beginning of a unit, and
  /// every such length behind it.
  @ParameterizedTest
  @ValueSource(ints = {128, 1024, BlockLogDescriptor.BLOCK_BYTES, BlockLogDescriptor.MAX_BLOCK_BYTES})
  void unitsAreReadBackWhereverABlockEnds(int blockBytes) {
    RandomStream random = new RandomStream(blockBytes);
    int lead = blockBytes - HEADER - FRAGMENT - 2;
    for (int before = lead - 40; before <= lead + 12; before += blockBytes > 1024 ? 3 : 1) {
      for (int length : new int[] {0, 1, 30, blockBytes - FRAGMENT - 4 + before % 7, blockBytes, 3 * blockBytes - 25}) {
        Written log = newLog(blockBytes);
        log.append(1, random(random, before));
        log.append(1L << 40, random(random, length));
        log.append(1L << 40 | 1, random(random, 5));
        assertReadsBack(log);
      }
    }
  }

  private static void assertReadsBack(Written log) {
    byte[] bytes = log.bytes();
    RecordLogReader reader = open(log.file);
    for (Unit unit : log.units) {
      assertThat(reader.next()).isTrue();
      assertIs(reader, unit, bytes);
    }
    assertThat(reader.next()).isFalse();
    assertThat(reader.end()).isEqualTo(RecordLogReader.End.TORN);
    assertThat(reader.positionBytes()).isEqualTo(log.file.lengthBytes());
  }

  /// Goal: any log is read as the list that was written, forwards, from any place on, and as far as it was closed.
  @Test
  void aLogIsTheListThatWasWritten() {
    for (int seed = 1; seed <= 60; seed++) {
      RandomStream random = new RandomStream(seed);
      Written log = newLog(128 << random.nextInt(10));
      for (int i = 0; i < 60; i++) {
        int scale = 1 << random.nextInt(12);
        log.append(i, random(random, random.nextInt(scale)));
        if (random.nextInt(6) == 0) {
          sync(log.file);
        }
      }
      assertReadsBack(log);
      byte[] open = log.bytes();
      RecordLogReader reader = RecordLogReader.inspect(ByteSource.of("log", open), LOG_ID, NEWEST);
      for (int i = 0; i < 200; i++) {
        long place = random.nextInt(open.length);
        Unit next = log.units.stream().filter(unit -> unit.offset() >= place).findFirst().orElse(null);
        assertThat(reader.unitBehind(place, Long.MAX_VALUE)).isEqualTo(next != null);
        if (next != null) {
          assertIs(reader, next, open);
        }
      }
      log.writer.close(99);
      RecordLogReader closed = open(log.file);
      while (closed.next()) {
        assertThat(closed.sequence()).isLessThan(60);
      }
      assertThat(closed.end()).isEqualTo(RecordLogReader.End.CLOSED);
      assertThatThrownBy(() -> log.append(1, new byte[0])).isInstanceOf(IllegalStateException.class);
    }
  }

  /// A log of 14 units with up to three fragments each, and one of many.
  private Written sample(boolean isSynced) {
    Written log = newLog(128);
    RandomStream random = new RandomStream(14);
    for (int i = 0; i < 14; i++) {
      log.append(i, random(random, i == 9 ? 900 : random.nextInt(200)));
    }
    if (isSynced) {
      sync(log.file);
      log.writer.close(14);
    }
    return log;
  }

  @Test
  void aLogCutAtAnyByteIsAPrefix() {
    Written log = sample(false);
    byte[] whole = log.bytes();
    for (int cut = 0; cut <= whole.length; cut++) {
      int end = cut;
      int expected = (int) log.units.stream().filter(unit -> unit.end() <= end).count();
      byte[] torn = Arrays.copyOf(whole, cut);
      assertThat(count(copyOf(torn))).isEqualTo(expected);
      assertThat(count(copyOf(Arrays.copyOf(torn, whole.length + 300)))).isBetween(expected, expected + 1);
    }
  }

  /// Goal: nothing that was durable goes silently: header, fragments' headers, bytes. Padding means nothing.
  @Test
  void aFlippedByteOfASyncedLogIsDamageWithFileAndOffset() {
    byte[] whole = sample(true).bytes();
    Written log = sample(false);
    for (int at = 0; at < log.file.lengthBytes(); at++) {
      if (isMeaningless(log, at)) {
        continue;
      }
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      StorageFile file = copyOf(damaged);
      int place = at;
      assertThatThrownBy(() -> count(file)).as("byte %d", at)
          .isInstanceOfSatisfying(CorruptionException.class, damage -> {
            assertThat(damage.file()).isEqualTo(file.name());
            assertThat(damage.offsetBytes()).isBetween(0L, (long) place);
          });
    }
  }

  private static boolean isMeaningless(Written log, int at) {
    boolean isInUnit = log.units.stream().anyMatch(unit -> at >= unit.offset() && at < unit.end());
    return !isInUnit && at >= RecordLogDescriptor.HEADER_RESERVED_OFFSET;
  }

  /// Goal: in a log that nobody synced damage anywhere is its end, at the unit it is in.
  @Test
  void aFlippedByteOfAnUnsyncedLogEndsItThere() {
    Written log = sample(false);
    byte[] whole = log.bytes();
    for (int at = HEADER; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x01;
      int place = at;
      int before = (int) log.units.stream().filter(unit -> unit.end() <= place).count();
      assertThat(count(copyOf(damaged))).isEqualTo(isMeaningless(log, at) ? log.units.size() : before);
    }
  }

  /// Goal: whatever one byte is, every unit but the one it is in is found, by a header that says what the blocks are or
  /// without.
  @Test
  void inspectionFindsEveryOtherUnit() {
    Written log = sample(false);
    byte[] whole = log.bytes();
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x20;
      RecordLogReader reader = RecordLogReader.inspect(ByteSource.of("bad", damaged), LOG_ID, NEWEST);
      long from = HEADER;
      for (Unit unit : log.units) {
        if (at < unit.offset() || at >= unit.end()) {
          assertThat(reader.unitBehind(from, Long.MAX_VALUE)).isTrue();
          assertIs(reader, unit, damaged);
          from = reader.positionBytes();
        }
      }
      assertThat(reader.unitBehind(from, Long.MAX_VALUE)).isFalse();
    }
  }

  /// Goal: a durable unit that damage has taken all the blocks of is missed; one that was not durable is the end.
  @Test
  void lostBlocksAreToldFromATornEnd() {
    for (boolean isSynced : new boolean[] {true, false}) {
      Written log = newLog(128);
      log.append(1, new byte[50]);
      log.append(2, new byte[1_000]);
      if (isSynced) {
        sync(log.file);
      }
      log.append(3, new byte[50]);
      byte[] bytes = log.bytes();
      Unit lost = log.units.get(1);
      Arrays.fill(bytes, (int) lost.offset(), (int) lost.end(), (byte) 0);
      if (isSynced) {
        assertThatThrownBy(() -> count(copyOf(bytes))).isInstanceOf(CorruptionException.class);
      } else {
        assertThat(count(copyOf(bytes))).isEqualTo(1);
      }
    }
  }

  /// Goal: no fragment of another log, or of another place, is taken for one of this.
  @Test
  void staleFragmentsAreNone() {
    Written log = sample(false);
    byte[] whole = log.bytes();
    StorageFile other = newFile();
    new BlockLogWriter(other, MAGIC, LOG_ID + 1, 128);
    other.append(new UnsafeBuffer(whole), HEADER, whole.length - HEADER);
    RecordLogReader reader = RecordLogReader.open(other, MAGIC, LOG_ID + 1, NEWEST, IoPurpose.RECOVERY);
    assertThat(reader.next()).isFalse();
    assertThat(reader.end()).isEqualTo(RecordLogReader.End.TORN);

    byte[] moved = Arrays.copyOf(whole, whole.length + 128);
    System.arraycopy(whole, 128, moved, 256, whole.length - 128);
    Unit second = log.units.stream().filter(unit -> unit.end() > 256).findFirst().orElseThrow();
    assertThat(count(copyOf(moved))).isEqualTo(log.units.indexOf(second));
  }

  /// Goal: the fragments of a unit are one unit or none: neither its beginning without its end, nor its end without its
  /// beginning, nor the beginning of one with the end of another.
  @Test
  void fragmentsOfAUnitWithoutTheOthersAreNone() {
    Written log = newLog(128);
    log.append(1, new byte[300]);
    log.append(2, new byte[300]);
    byte[] whole = log.bytes();
    for (int block = 0; block < whole.length / 128; block++) {
      byte[] damaged = whole.clone();
      int from = Math.max(HEADER, block * 128);
      Arrays.fill(damaged, from, from + FRAGMENT, (byte) 0);
      RecordLogReader reader = RecordLogReader.inspect(ByteSource.of("torn", damaged), LOG_ID, NEWEST);
      for (long at = HEADER; reader.unitBehind(at, Long.MAX_VALUE); at = reader.positionBytes()) {
        assertThat(reader.payloadLength()).isEqualTo(300);
        assertThat(log.units).anyMatch(unit -> unit.offset() == reader.unitOffset());
      }
    }
  }

  /// Goal: a log whose last unit of 8 MiB is torn is given up at a cost that grows like its length, whatever its bytes
  /// are: they may look like fragments.
  @Test
  void aTornUnitIsGivenUpInLinearTime() {
    byte[] payload = new byte[8 << 20];
    for (String content : List.of("random", "types", "headers")) {
      fill(content, payload);
      for (double kept : new double[] {0.01, 0.5, 0.999}) {
        Written log = newLog(BlockLogDescriptor.BLOCK_BYTES);
        log.append(1, new byte[100]);
        log.append(2, payload);
        byte[] torn = Arrays.copyOf(log.bytes(), (int) (kept * log.file.lengthBytes()));
        RandomStream random = new RandomStream(5);
        for (int block = 0; block < torn.length; block += 3 * BlockLogDescriptor.BLOCK_BYTES) {
          int at = Math.max(200, block) + random.nextInt(1_000);
          torn[at] ^= 1;
        }
        RecordLogReader reader = open(copyOf(torn));
        assertThat(reader.next()).isTrue();
        assertThat(reader.next()).isFalse();
        assertThat(reader.end()).isEqualTo(RecordLogReader.End.TORN);
        assertThat(reader.summedBytes()).as("%s, %s", content, kept).isLessThan(25L * torn.length + 1_000);
      }
    }
  }

  /// Bytes of no meaning, or bytes each of which could be a type, or that look like headers everywhere.
  private static void fill(String content, byte[] payload) {
    RandomStream random = new RandomStream(3);
    switch (content) {
      case "random" -> random.nextBytes(payload);
      case "types" -> Arrays.fill(payload, BlockLogDescriptor.TYPE_FULL);
      default -> {
        for (int i = 0; i < payload.length; i++) {
          payload[i] = (byte) (i % 3 == 2 ? BlockLogDescriptor.TYPE_FULL : i % 3 == 1 ? 0x3f : random.nextInt(256));
        }
      }
    }
  }

  /// Goal: what a damaged length or type says is no amount of memory; what is put together was proved.
  @Test
  void damageCostsNoMemory() {
    Written log = newLog(BlockLogDescriptor.BLOCK_BYTES);
    log.append(1, new byte[3_000_000]);
    byte[] bytes = log.bytes();
    bytes[bytes.length / 2] ^= 1;
    RecordLogReader reader = RecordLogReader.inspect(ByteSource.of("damaged", bytes), LOG_ID, NEWEST);
    assertThat(reader.unitAt(HEADER)).isFalse();
    assertThat(reader.refusal()).isEqualTo("another checksum");
    assertThat(reader.payloadBuffer().capacity()).isLessThan(500_000);
  }

  /// Goal: logs of the former format stay readable beside these, and no log is read as another format than it is.
  @Test
  void theFormatIsWhatTheHeaderSays() {
    StorageFile former = newFile();
    new RecordLogWriter(former, MAGIC, LOG_ID).append(5, new UnsafeBuffer(new byte[10]), 0, 10);
    RecordLogReader reader = open(former);
    assertThat(reader.next()).isTrue();
    assertThat(reader.sequence()).isEqualTo(5);

    StorageFile present = sample(true).file;
    assertThatThrownBy(() -> RecordLogReader.open(present, MAGIC, LOG_ID, IoPurpose.RECOVERY))
        .isInstanceOf(CorruptionException.class).hasMessageContaining("format version 1");
    assertThatThrownBy(() -> new BlockLogWriter(newFile(), MAGIC, LOG_ID, 1000))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new BlockLogWriter(newFile(), MAGIC, LOG_ID, 64))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
