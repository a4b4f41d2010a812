package org.rumbench.bitcask;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.coding.RecordLogReader;
import org.rumbench.coding.RecordLogWriter;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;
import org.rumbench.storage.sim.MemoryMedium;
import org.rumbench.storage.sim.SimulatedDisk;

/// A hint file taken apart, to be put together otherwise, with the right checksums.
///
/// @param id          the segment's
/// @param length      the segment's
/// @param fingerprint as the summary tells
/// @param entries     in order
record HintFile(int id, long length, long fingerprint, List<Entry> entries) {
  /// What the summary of a file that is put together tells of the fingerprint.
  enum Fingerprint {
    /// What it told before.
    KEPT,
    /// That of the entries as they are now.
    MADE,
    /// Nothing: a file of the first format.
    NONE
  }

  /// One record's.
  record Entry(int offset, int lengthAndFlags, int checksum, long version, long sequence, String key) {
    private KeyLocation location() {
      KeyLocation made = new KeyLocation();
      made.recordOffset = offset;
      made.lengthAndFlags = lengthAndFlags;
      made.checksum = checksum;
      made.version = version;
      made.sequence = sequence;
      return made;
    }

    private UnsafeBuffer keyBytes() {
      return new UnsafeBuffer(key.getBytes(StandardCharsets.UTF_8));
    }
  }

  static HintFile of(int id, byte[] file) {
    String name = HintDescriptor.fileName(id);
    MemoryMedium medium = new MemoryMedium(SimulatedDisk.free(), Map.of(name, file));
    Storage storage = medium.open(new SimRuntime(1).environment("reader"));
    StorageFile opened = storage.open(name, IoPurpose.HARNESS);
    RecordLogReader reader = RecordLogReader.open(opened, HintDescriptor.MAGIC, id, IoPurpose.HARNESS);
    boolean ignored = reader.next();
    int at = reader.payloadIndex();
    DirectBuffer summary = reader.payloadBuffer();
    long length = summary.getLong(at + HintDescriptor.SUMMARY_SEGMENT_LENGTH_OFFSET, ByteOrder.LITTLE_ENDIAN);
    long fingerprint = summary.getLong(at + HintDescriptor.SUMMARY_FINGERPRINT_OFFSET, ByteOrder.LITTLE_ENDIAN);
    List<Entry> entries = new ArrayList<>();
    while (reader.next()) {
      read(reader, entries);
    }
    return new HintFile(id, length, fingerprint, entries);
  }

  private static void read(RecordLogReader reader, List<Entry> target) {
    DirectBuffer payload = reader.payloadBuffer();
    KeyLocation found = new KeyLocation();
    int limit = reader.payloadIndex() + reader.payloadLength();
    for (int at = reader.payloadIndex(); at < limit; ) {
      int end = HintBuffer.decode(payload, at, limit, found);
      String key =
          payload.getStringWithoutLengthUtf8(at + HintDescriptor.KEY_OFFSET, HintBuffer.keyLength(payload, at));
      target.add(
          new Entry(
              found.recordOffset, found.lengthAndFlags, found.checksum, found.version, found.sequence, key));
      at = end;
    }
  }

  HintFile with(List<Entry> others) {
    return new HintFile(id, length, fingerprint, others);
  }

  /// The bytes of a file with these entries.
  byte[] bytes(Fingerprint told) {
    UnsafeBuffer summary = new UnsafeBuffer(new byte[HintDescriptor.SUMMARY_LENGTH]);
    summary.putLong(HintDescriptor.SUMMARY_SEGMENT_LENGTH_OFFSET, length, ByteOrder.LITTLE_ENDIAN);
    summary.putLong(HintDescriptor.SUMMARY_ENTRY_COUNT_OFFSET, entries.size(), ByteOrder.LITTLE_ENDIAN);
    summary.putInt(HintDescriptor.SUMMARY_SEGMENT_ID_OFFSET, id, ByteOrder.LITTLE_ENDIAN);
    HintBuffer hints = new HintBuffer(new AtomicLong());
    long made = 0;
    for (Entry entry : entries) {
      UnsafeBuffer key = entry.keyBytes();
      hints.add(key, 0, key.capacity(), entry.location());
      made += Segment.fingerprint(entry.location(), KeyDirectory.hash(key, 0, key.capacity()));
    }
    summary.putLong(
        HintDescriptor.SUMMARY_FINGERPRINT_OFFSET, told == Fingerprint.KEPT ? fingerprint : made,
        ByteOrder.LITTLE_ENDIAN);
    MemoryMedium medium = new MemoryMedium();
    Storage storage = medium.open(new SimRuntime(1).environment("writer"));
    StorageFile file = storage.create(HintDescriptor.fileName(id), IoPurpose.HARNESS);
    RecordLogWriter writer = new RecordLogWriter(file, HintDescriptor.MAGIC, id);
    writer.append(
        0, summary, 0,
        told == Fingerprint.NONE ? HintDescriptor.FIRST_SUMMARY_LENGTH : HintDescriptor.SUMMARY_LENGTH);
    writer.append(0, hints.buffer(), 0, hints.lengthBytes());
    writer.close(0);
    byte[] bytes = new byte[(int) file.lengthBytes()];
    file.read(0, new UnsafeBuffer(bytes), 0, bytes.length, IoPurpose.HARNESS);
    return bytes;
  }
}
