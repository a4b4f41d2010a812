package org.rumbench.microbench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.coding.Checksum;
import org.rumbench.coding.KeyOrder;
import org.rumbench.engine.ReadResult;
import org.rumbench.engine.RecordKind;
import org.rumbench.engine.RecordView;
import org.rumbench.engine.WriteBatch;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.StorageFile;

/// Numbered records in one file, and the least that finds one by its key as an engine has to: what a get of an engine is
/// held against.
///
/// A get reads through the shim, whose ledger counts it, checks the record's checksum, form and key, and copies the
/// value out. It is spared all else. The table is open addressing with linear probing at a load of 0.85, of sixteen
/// bytes a slot: record number, eight bits of the hash, checksum, length. It cannot grow, nobody changes it beside a
/// reader, no file can go away, and one thread reads.
///
/// Beside it the bare read: the same bytes of the same file, neither found nor understood.
final class StaticStore implements AutoCloseable {
  private static final double LOAD = 0.85;
  private static final int SLOT_BYTES = 16;
  private static final int CHECK_OFFSET = 8;
  private static final int TAG_BITS = 8;
  private static final String FILE = "records";

  private final boolean isMapped;
  private final int recordBytes;
  private final UnsafeBuffer key = new UnsafeBuffer(new byte[OpenedEngine.KEY_BYTES]);
  private final UnsafeBuffer record;
  private final ReadResult result;
  private final RecordView view = new RecordView();
  private final Checksum checksum = new Checksum();
  private final byte[] copy;
  private final ByteBuffer direct;
  private final CRC32C crc = new CRC32C();
  private final Arena arena = Arena.ofShared();
  private final OpenedStorage opened;
  private final StorageFile file;
  private final FileChannel channel;
  private final MemorySegment mapping;
  private final UnsafeBuffer slots;
  private final int slotCount;

  /// Writes the records 0 to `count`, exclusively, one by one as an engine does that acknowledges each.
  StaticStore(int count, int valueBytes, String medium) throws IOException {
    this.isMapped = medium.equals("mapped");
    this.opened = new OpenedStorage(medium);
    this.slotCount = (int) (count / LOAD) + 1;
    this.slots = new UnsafeBuffer(ByteBuffer.allocateDirect(slotCount * SLOT_BYTES));
    this.result = new ReadResult(new UnsafeBuffer(new byte[valueBytes]));
    this.file = opened.storage.create(FILE, IoPurpose.DATA_LOG);
    WriteBatch batch = new WriteBatch();
    UnsafeBuffer value = new UnsafeBuffer(new byte[valueBytes]);
    for (int i = 0; i < count; i++) {
      value.putLong(0, i);
      OpenedEngine.point(key, i);
      batch.clear().put(key, 0, OpenedEngine.KEY_BYTES, i, 0, value, 0, valueBytes);
      file.append(batch.buffer(), 0, batch.lengthBytes());
      enter(i, batch);
    }
    this.recordBytes = batch.lengthBytes();
    this.record = new UnsafeBuffer(ByteBuffer.allocateDirect(recordBytes));
    this.copy = new byte[recordBytes];
    this.direct = ByteBuffer.allocateDirect(recordBytes);
    file.seal();
    this.channel = FileChannel.open(opened.directory.resolve(FILE), StandardOpenOption.READ);
    this.mapping = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
  }

  private void enter(int number, WriteBatch batch) {
    long hash = hash();
    int slot = home(hash);
    while (slots.getLong(slot) != 0) {
      slot = next(slot);
    }
    slots.putLong(slot, ((number + 1L) << TAG_BITS) | tag(hash));
    slots.putInt(slot + CHECK_OFFSET, checksum.reset().update(batch.buffer(), 0, batch.lengthBytes()).value());
    slots.putInt(slot + CHECK_OFFSET + Integer.BYTES, batch.lengthBytes());
  }

  private long hash() {
    long h = key.getLong(0) * 0xBF58476D1CE4E5B9L;
    h = (h ^ (h >>> 29) ^ key.getLong(Long.BYTES)) * 0x94D049BB133111EBL;
    h = (h ^ (h >>> 32)) * 0xBF58476D1CE4E5B9L;
    return h ^ (h >>> 32);
  }

  private int home(long hash) {
    return (int) Math.unsignedMultiplyHigh(hash, slotCount) * SLOT_BYTES;
  }

  private static long tag(long hash) {
    return hash & ((1 << TAG_BITS) - 1);
  }

  private int next(int slot) {
    int next = slot + SLOT_BYTES;
    return next == slots.capacity() ? 0 : next;
  }

  /// One read of a whole record and the CRC32C of all of it, which is the answer.
  long readBare(long number) throws IOException {
    long offset = number * recordBytes;
    crc.reset();
    if (isMapped) {
      MemorySegment.copy(mapping, ValueLayout.JAVA_BYTE, offset, copy, 0, recordBytes);
      crc.update(copy, 0, recordBytes);
    } else {
      direct.clear();
      while (direct.hasRemaining()) {
        channel.read(direct, offset + direct.position());
      }
      crc.update(direct.flip());
    }
    return crc.getValue();
  }

  /// Finds the record of that number by its key and copies its value out; the last eight bytes of that.
  long get(long number) {
    OpenedEngine.point(key, number);
    long hash = hash();
    for (int slot = home(hash); ; slot = next(slot)) {
      long word = slots.getLong(slot);
      if (word == 0) {
        throw new IllegalStateException("record " + number + " is not there");
      }
      if (tag(word) == tag(hash)) {
        int length = slots.getInt(slot + CHECK_OFFSET + Integer.BYTES);
        if (take(((word >>> TAG_BITS) - 1) * recordBytes, length, slots.getInt(slot + CHECK_OFFSET))) {
          return result.buffer().getLong(result.valueLength() - Long.BYTES);
        }
      }
    }
  }

  /// Whether the record there is that of the key.
  private boolean take(long offset, int length, int expected) {
    file.read(offset, record, 0, length, IoPurpose.USER_READ);
    if (checksum.reset().update(record, 0, length).value() != expected
        || view.wrap(record, 0, length) != length
        || view.kind() != RecordKind.VALUE) {
      throw new IllegalStateException("the record at " + offset + " is damaged");
    }
    if (view.keyLength() != OpenedEngine.KEY_BYTES
        || !KeyOrder.isEqual(record, view.keyOffset(), key, 0, OpenedEngine.KEY_BYTES)) {
      return false;
    }
    result.buffer().putBytes(0, record, view.valueOffset(), view.valueLength());
    result.setValue(view.version(), view.expiryMillis(), view.valueLength(), true);
    return true;
  }

  @Override
  public void close() throws IOException {
    arena.close();
    channel.close();
    file.release();
    opened.close();
  }
}
