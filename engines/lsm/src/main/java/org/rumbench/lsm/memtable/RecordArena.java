package org.rumbench.lsm.memtable;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.coding.KeyOrder;
import org.rumbench.engine.RecordView;
import org.rumbench.lsm.record.Candidate;
import org.rumbench.runtime.Invariant;

/// One block of memory that records and the index over them share, given out from front to back and never taken back.
/// What is in it is named by its offset; 0 is nothing. No object per record.
///
/// ```
///  header                                 record, at a multiple of 8
///   0      4        8                      0        8         16         24       32     36      40     41
///  +------+--------+------------+         +--------+---------+----------+--------+------+-------+------+-----+-------+
///  | used | records| data bytes |         | prefix | version | sequence | expiry | key  | value | kind | key | value |
///  +------+--------+------------+         +--------+---------+----------+--------+------+-------+------+-----+-------+
/// ```
///
/// The prefix is the key's first eight bytes as a number, so that most comparisons touch no key. Any thread; a record is
/// written before its offset is published and never changes.
final class RecordArena {
  static final int NOTHING = 0;
  private static final int USED = 0;
  private static final int RECORDS = 4;
  private static final int DATA_BYTES = 8;
  private static final int HEADER_LENGTH = 16;

  private static final int PREFIX = 0;
  private static final int VERSION = 8;
  private static final int SEQUENCE = 16;
  private static final int EXPIRY = 24;
  private static final int KEY_LENGTH = 32;
  private static final int VALUE_LENGTH = 36;
  private static final int KIND = 40;
  private static final int KEY = 41;
  /// Upper bound of what a record takes beside its key and value.
  static final int RECORD_OVERHEAD = KEY + 7;
  /// What an arena takes that holds nothing.
  static final int FIXED_BYTES = HEADER_LENGTH;

  private final UnsafeBuffer memory;

  /// An empty arena over `memory`, whatever that holds.
  RecordArena(UnsafeBuffer memory) {
    this.memory = memory;
    memory.putInt(RECORDS, 0);
    memory.putLong(DATA_BYTES, 0);
    memory.putIntRelease(USED, HEADER_LENGTH);
  }

  UnsafeBuffer memory() {
    return memory;
  }

  static int aligned(int bytes) {
    return (bytes + 7) & ~7;
  }

  /// Takes `bytes`, a multiple of 8, whose content is arbitrary. The caller knows that there is room.
  int allocate(int bytes) {
    int at = memory.getAndAddInt(USED, bytes);
    Invariant.check(at >= 0 && at + bytes <= memory.capacity(), "a memtable has room for what it takes", at, bytes);
    return at;
  }

  /// Takes the room of a record with `dataBytes` of key and value that is kept elsewhere: its memtable fills all the
  /// same.
  void charge(int dataBytes) {
    allocate(aligned(KEY + dataBytes));
  }

  /// Bytes given out.
  int usedBytes() {
    return memory.getIntVolatile(USED);
  }

  /// Copies a record in, with `linkBytes` left free before it.
  int put(RecordView record, UnsafeBuffer source, int kindAndFlags, long prefix, long sequence, int linkBytes) {
    int keyLength = record.keyLength();
    int valueLength = record.valueLength();
    int at = allocate(linkBytes + aligned(KEY + keyLength + valueLength)) + linkBytes;
    memory.putLong(at + PREFIX, prefix);
    memory.putLong(at + VERSION, record.version());
    memory.putLong(at + SEQUENCE, sequence);
    memory.putLong(at + EXPIRY, record.expiryMillis());
    memory.putInt(at + KEY_LENGTH, keyLength);
    memory.putInt(at + VALUE_LENGTH, valueLength);
    memory.putByte(at + KIND, (byte) kindAndFlags);
    memory.putBytes(at + KEY, source, record.keyOffset(), keyLength);
    memory.putBytes(at + KEY + keyLength, source, record.valueOffset(), valueLength);
    return at;
  }

  /// A record is in the order.
  void count(int dataBytes) {
    memory.getAndAddLong(DATA_BYTES, dataBytes);
    memory.getAndAddInt(RECORDS, 1);
  }

  int recordCount() {
    return memory.getIntVolatile(RECORDS);
  }

  long dataBytes() {
    return memory.getLongVolatile(DATA_BYTES);
  }

  /// Negative, zero or positive as the record is before, at or behind a place.
  int compare(int record, long prefix, DirectBuffer key, int keyOffset, int keyLength, long version, long sequence) {
    int order = compareKey(record, prefix, key, keyOffset, keyLength);
    if (order != 0) {
      return order;
    }
    order = Long.compare(version, memory.getLong(record + VERSION));
    return order != 0 ? order : Long.compare(sequence, memory.getLong(record + SEQUENCE));
  }

  /// Negative, zero or positive as the record's key is before, equal to or behind a key.
  int compareKey(int record, long prefix, DirectBuffer key, int keyOffset, int keyLength) {
    long own = memory.getLong(record + PREFIX);
    if (own != prefix) {
      return Long.compareUnsigned(own, prefix);
    }
    int ownLength = memory.getInt(record + KEY_LENGTH);
    int skip = Math.min(ownLength, keyLength) >= Long.BYTES ? Long.BYTES : 0;
    return KeyOrder.compare(
        memory, record + KEY + skip, ownLength - skip, key, keyOffset + skip, keyLength - skip);
  }

  /// Shows a record to a point read.
  void offer(int record, Candidate candidate) {
    long version = version(record);
    long sequence = sequence(record);
    if (candidate.isBeatenBy(version, sequence)) {
      candidate.take(
          kindAndFlags(record), version, sequence, expiryMillis(record), memory, valueOffset(record), valueLength(record),
          null);
    }
  }

  long prefix(int record) {
    return memory.getLong(record + PREFIX);
  }

  long version(int record) {
    return memory.getLong(record + VERSION);
  }

  long sequence(int record) {
    return memory.getLong(record + SEQUENCE);
  }

  long expiryMillis(int record) {
    return memory.getLong(record + EXPIRY);
  }

  int kindAndFlags(int record) {
    return memory.getByte(record + KIND);
  }

  int keyOffset(int record) {
    return record + KEY;
  }

  int keyLength(int record) {
    return memory.getInt(record + KEY_LENGTH);
  }

  int valueOffset(int record) {
    return record + KEY + keyLength(record);
  }

  int valueLength(int record) {
    return memory.getInt(record + VALUE_LENGTH);
  }
}
