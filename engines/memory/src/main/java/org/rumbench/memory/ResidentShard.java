package org.rumbench.memory;

import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.bitcask.KeyDemand;
import org.rumbench.engine.ReadResult;
import org.rumbench.engine.RecordKind;
import org.rumbench.engine.RecordView;
import org.rumbench.engine.WriteBatch;

/// One part of the resident values: a table with its codec and, for TinyLFU, its sketch. Its monitor guards it: whoever
/// calls holds it, for no longer than a copy or a decompression of one value takes.
final class ResidentShard {
  private final ResidentTable table;
  private final ValueCodec codec;
  private final @Nullable FrequencySketch sketch;
  private final ExpandableArrayBuffer unpacked = new ExpandableArrayBuffer(256);
  /// Keys of dirty items that the key directory has yet to take in. The writer's.
  final KeyDemand pendingKeys = new KeyDemand();
  private long hits;

  /// An empty shard of `plan`, with all memory that keys may have one day.
  ResidentShard(MemoryPlan plan, MemoryOptions options) {
    table = new ResidentTable(plan.chunkBytes(), plan.chunksOfAShard(0));
    codec = new ValueCodec(options.compression(), plan.longestCompressed(), options.hasDictionary());
    sketch = plan.sketchWords() == 0 ? null : new FrequencySketch(plan.sketchWords());
  }

  ResidentTable table() {
    return table;
  }

  ValueCodec codec() {
    return codec;
  }

  /// Reads answered.
  long hits() {
    return hits;
  }

  // ---- reading

  /// Answers a read; false when the key is not resident.
  boolean get(int hash, DirectBuffer key, int offset, int length, long nowMillis, ReadResult result) {
    if (sketch != null) {
      sketch.count(hash);
    }
    int reference = table.find(hash, key, offset, length);
    if (reference == 0) {
      return false;
    }
    hits++;
    table.touch(reference);
    UnsafeBuffer buffer = table.bufferOf(reference);
    int base = table.offsetOf(reference);
    long version = buffer.getLong(base + ItemDescriptor.VERSION_OFFSET);
    long expiryMillis = buffer.getLong(base + ItemDescriptor.EXPIRY_OFFSET);
    int flags = buffer.getByte(base + ItemDescriptor.FLAGS_OFFSET);
    if ((flags & ItemDescriptor.FLAG_TOMBSTONE) != 0 || (expiryMillis != 0 && expiryMillis <= nowMillis)) {
      result.setTombstone(version);
      return true;
    }
    int valueLength = buffer.getInt(base + ItemDescriptor.VALUE_LENGTH_OFFSET);
    boolean fits = valueLength <= result.buffer().capacity();
    if (fits) {
      int at = base + ItemDescriptor.KEY_OFFSET + length;
      if ((flags & ItemDescriptor.FLAG_COMPRESSED) == 0) {
        result.buffer().putBytes(0, buffer, at, valueLength);
      } else {
        int packedLength = buffer.getInt(base + ItemDescriptor.STORED_LENGTH_OFFSET);
        codec.decompress(buffer, at, packedLength, result.buffer(), valueLength);
      }
    }
    result.setValue(version, expiryMillis, valueLength, fits);
    return true;
  }

  /// The version of what is resident for a key, [Long#MIN_VALUE] for nothing.
  long versionOf(int hash, DirectBuffer key, int offset, int length) {
    int reference = table.find(hash, key, offset, length);
    return reference == 0
        ? Long.MIN_VALUE
        : table.bufferOf(reference).getLong(table.offsetOf(reference) + ItemDescriptor.VERSION_OFFSET);
  }

  /// Whether what is resident for a key is not in the log yet.
  boolean isDirty(int hash, DirectBuffer key, int offset, int length) {
    int reference = table.find(hash, key, offset, length);
    return reference != 0
        && (table.bufferOf(reference).getByte(table.offsetOf(reference) + ItemDescriptor.FLAGS_OFFSET)
                & ItemDescriptor.FLAG_DIRTY)
            != 0;
  }

  // ---- changing

  /// A value read from disk, which is still the key's, becomes resident if it is worth it.
  void admit(int hash, DirectBuffer key, int offset, int length, ReadResult read) {
    if (table.find(hash, key, offset, length) != 0) {
      return;
    }
    FrequencySketch counts = sketch;
    int lengthBytes = ItemDescriptor.lengthBytes(length, read.valueLength());
    if (counts != null && table.isPressed(lengthBytes)) {
      int victim = table.victim();
      if (victim != 0) {
        int victimHash = table.bufferOf(victim).getInt(table.offsetOf(victim) + ItemDescriptor.HASH_OFFSET);
        if (counts.frequency(hash) <= counts.frequency(victimHash)) {
          return;
        }
        table.remove(victim);
      }
    }
    ResidentTable.Room ignored = put(
        hash, key, offset, length, read.version(), read.expiryMillis(), 0, read.buffer(), 0, read.valueLength());
  }

  /// A record that was written takes the place of what the key has, unless there is no room for it: then nothing
  /// changes.
  ResidentTable.Room put(int hash, RecordView record, boolean isDirty) {
    int flags = (isDirty ? ItemDescriptor.FLAG_DIRTY : 0)
        | (record.kind() == RecordKind.TOMBSTONE ? ItemDescriptor.FLAG_TOMBSTONE : 0);
    return put(hash, record.buffer(), record.keyOffset(), record.keyLength(), record.version(), record.expiryMillis(),
        flags, record.buffer(), record.valueOffset(), record.valueLength());
  }

  private ResidentTable.Room put(
      int hash, DirectBuffer key, int offset, int length, long version, long expiryMillis, int flags,
      DirectBuffer value, int valueOffset, int valueLength) {
    int packedLength = codec.compress(value, valueOffset, valueLength);
    int storedLength = packedLength < 0 ? valueLength : packedLength;
    ResidentTable.Room room = table.makeRoom(ItemDescriptor.lengthBytes(length, storedLength));
    if (room != ResidentTable.Room.READY) {
      return room;
    }
    int allFlags = packedLength < 0 ? flags : flags | ItemDescriptor.FLAG_COMPRESSED;
    int reference =
        table.add(hash, key, offset, length, version, expiryMillis, allFlags, valueLength, storedLength);
    UnsafeBuffer buffer = table.bufferOf(reference);
    int at = table.offsetOf(reference) + ItemDescriptor.KEY_OFFSET + length;
    if (packedLength < 0) {
      buffer.putBytes(at, value, valueOffset, valueLength);
    } else {
      buffer.putBytes(at, codec.packed(), 0, packedLength);
    }
    return room;
  }

  /// The key has no resident item any more.
  void forget(int hash, DirectBuffer key, int offset, int length) {
    int reference = table.find(hash, key, offset, length);
    if (reference != 0) {
      table.remove(reference);
    }
  }

  // ---- dirty items

  /// Adds dirty items to an empty batch, up to `mostBytes` or one; [ResidentTable#markWritten] follows once the log has
  /// them.
  void collectDirty(WriteBatch batch, int mostBytes) {
    table.offerDirty((buffer, base) -> {
      int keyLength = buffer.getShort(base + ItemDescriptor.KEY_LENGTH_OFFSET) & 0xffff;
      int valueLength = buffer.getInt(base + ItemDescriptor.VALUE_LENGTH_OFFSET);
      if (batch.recordCount() > 0 && batch.lengthBytes() + keyLength + valueLength > mostBytes) {
        return false;
      }
      add(batch, buffer, base, keyLength, valueLength);
      return true;
    });
  }

  private void add(WriteBatch batch, UnsafeBuffer buffer, int base, int keyLength, int valueLength) {
    int keyOffset = base + ItemDescriptor.KEY_OFFSET;
    int valueOffset = keyOffset + keyLength;
    long version = buffer.getLong(base + ItemDescriptor.VERSION_OFFSET);
    long expiryMillis = buffer.getLong(base + ItemDescriptor.EXPIRY_OFFSET);
    int flags = buffer.getByte(base + ItemDescriptor.FLAGS_OFFSET);
    if ((flags & ItemDescriptor.FLAG_TOMBSTONE) != 0) {
      batch.delete(buffer, keyOffset, keyLength, version);
    } else if ((flags & ItemDescriptor.FLAG_COMPRESSED) == 0) {
      batch.put(buffer, keyOffset, keyLength, version, expiryMillis, buffer, valueOffset, valueLength);
    } else {
      unpacked.checkLimit(valueLength);
      int packedLength = buffer.getInt(base + ItemDescriptor.STORED_LENGTH_OFFSET);
      codec.decompress(buffer, valueOffset, packedLength, unpacked, valueLength);
      batch.put(buffer, keyOffset, keyLength, version, expiryMillis, unpacked, 0, valueLength);
    }
  }

  /// Frees everything.
  void close() {
    codec.close();
    table.close();
  }
}
