package org.rumbench.lsm.table;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.KeyOrder;
import org.rumbench.coding.Varint;
import org.rumbench.engine.RecordDescriptor;
import org.rumbench.lsm.record.Candidate;

/// A reusable decoder of one data block's payload, which has passed its checksum. One owner.
///
/// Point look-ups compare keys without rebuilding them: how much of the searched key the entry before shared tells,
/// together with the stored shared length, where the next comparison has to begin.
final class DataBlock {
  /// What a look-up in one block found.
  enum Found {
    /// The record, or proof that the table has none.
    SETTLED_HIT,
    /// Proof that the table has no visible record of the key.
    SETTLED_MISS,
    /// The block ended within the key's records or before them.
    GO_ON
  }

  private UnsafeBuffer buffer = new UnsafeBuffer(new byte[0]);
  private int base;
  private int restartsAt;
  private int restartCount;
  private int bucketsAt;
  private int bucketCount;

  private int entry;
  private int nextEntry;
  private int shared;
  private int suffixLength;
  private int suffixAt;
  private int valueAt;
  private int valueLength;
  private int kindAndFlags;
  private long version;
  private long sequence;
  private long expiryMillis;
  private int varintEnd;
  private boolean isTaken;

  void wrap(UnsafeBuffer source, int offset, int length) {
    buffer = source;
    base = offset;
    int end = offset + length - Integer.BYTES;
    int count = source.getInt(end, ByteOrder.LITTLE_ENDIAN);
    bucketCount = 0;
    if ((count & TableDescriptor.FLAG_BUCKETS) != 0) {
      count &= ~TableDescriptor.FLAG_BUCKETS;
      bucketCount = source.getShort(end - Short.BYTES, ByteOrder.LITTLE_ENDIAN) & 0xffff;
      end -= Short.BYTES + bucketCount;
      bucketsAt = end;
    }
    restartCount = count;
    restartsAt = end - restartCount * Integer.BYTES;
    nextEntry = base;
  }

  /// Where the entries of a payload end that has passed its checksum; -1 when its end makes no sense.
  static int entriesEnd(UnsafeBuffer payload, int length) {
    if (length < Integer.BYTES) {
      return -1;
    }
    long end = (long) length - Integer.BYTES;
    int count = payload.getInt((int) end, ByteOrder.LITTLE_ENDIAN);
    if ((count & TableDescriptor.FLAG_BUCKETS) != 0) {
      count &= ~TableDescriptor.FLAG_BUCKETS;
      if (end < Short.BYTES) {
        return -1;
      }
      end -= Short.BYTES + (payload.getShort((int) end - Short.BYTES, ByteOrder.LITTLE_ENDIAN) & 0xffff);
    }
    end -= (long) count * Integer.BYTES;
    return end < 0 ? -1 : (int) end;
  }

  /// The bucket of a key with that hash.
  static int bucketOf(long hash, int buckets) {
    return (int) (((hash & 0xffffffffL) * buckets) >>> 32);
  }

  /// Parses the next entry; false at the end.
  boolean next() {
    if (nextEntry >= restartsAt) {
      return false;
    }
    parse(nextEntry);
    return true;
  }

  /// Points it at entries whose end is not known; only [#nextWithin] may follow.
  void wrapOpen(UnsafeBuffer source, int offset) {
    buffer = source;
    base = offset;
    nextEntry = offset;
  }

  /// As [#next] for bytes that nobody vouches for: false when no whole entry ends at or before `limit`.
  boolean nextWithin(int limit) {
    int at = nextEntry;
    for (int field = 0; field < 3; field++) {
      int size = Varint.sizeAt(buffer, at, limit);
      if (size < 0) {
        return false;
      }
      at += size;
    }
    int sequenceAt = at + 1 + Long.BYTES;
    int size = sequenceAt < limit ? Varint.sizeAt(buffer, sequenceAt, limit) : -1;
    if (size < 0) {
      return false;
    }
    boolean hasExpiry = (buffer.getByte(at) & RecordDescriptor.FLAG_EXPIRY) != 0;
    if (sequenceAt + size + (hasExpiry ? Long.BYTES : 0) > limit) {
      return false;
    }
    int start = nextEntry;
    parse(start);
    if (shared >= 0 && suffixLength >= 0 && valueLength >= 0
        && (long) suffixAt + suffixLength + valueLength <= limit) {
      return true;
    }
    nextEntry = start;
    return false;
  }

  /// Where the next entry starts, or the restarts after the last one.
  int position() {
    return nextEntry;
  }

  private void parse(int at) {
    entry = at;
    shared = readVarintInt(at);
    suffixLength = readVarintInt(varintEnd);
    valueLength = readVarintInt(varintEnd);
    int position = varintEnd;
    kindAndFlags = buffer.getByte(position) & 0xff;
    version = buffer.getLong(position + 1, ByteOrder.LITTLE_ENDIAN);
    sequence = readVarint(position + 1 + Long.BYTES);
    position = varintEnd;
    expiryMillis = 0;
    if ((kindAndFlags & RecordDescriptor.FLAG_EXPIRY) != 0) {
      expiryMillis = buffer.getLong(position, ByteOrder.LITTLE_ENDIAN);
      position += Long.BYTES;
    }
    suffixAt = position;
    valueAt = position + suffixLength;
    nextEntry = valueAt + valueLength;
  }

  private int readVarintInt(int at) {
    byte first = buffer.getByte(at);
    if (first >= 0) {
      varintEnd = at + 1;
      return first;
    }
    return (int) readVarint(at);
  }

  private long readVarint(int at) {
    long value = 0;
    int position = at;
    int shift = 0;
    while (true) {
      byte next = buffer.getByte(position++);
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        varintEnd = position;
        return value;
      }
      shift += 7;
    }
  }

  /// Goes to the last restart whose key is before the given one (or the first), so that a walk from there meets the
  /// first record of the key.
  void seekRestart(DirectBuffer key, int keyOffset, int keyLength) {
    int low = 0;
    int high = restartCount - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      parse(base + buffer.getInt(restartsAt + middle * Integer.BYTES, ByteOrder.LITTLE_ENDIAN));
      if (KeyOrder.compare(buffer, suffixAt, suffixLength, key, keyOffset, keyLength) < 0) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    nextEntry = base + buffer.getInt(restartsAt + low * Integer.BYTES, ByteOrder.LITTLE_ENDIAN);
  }

  /// As [#seekRestart], or faster by the key's hash; false when the block has no record of the key.
  private boolean seekHashed(DirectBuffer key, int keyOffset, int keyLength, long hash) {
    if (bucketCount > 0) {
      int restart = buffer.getByte(bucketsAt + bucketOf(hash, bucketCount)) & 0xff;
      if (restart == TableDescriptor.BUCKET_EMPTY) {
        return false;
      }
      if (restart != TableDescriptor.BUCKET_SHARED) {
        nextEntry = base + buffer.getInt(restartsAt + restart * Integer.BYTES, ByteOrder.LITTLE_ENDIAN);
        return true;
      }
    }
    seekRestart(key, keyOffset, keyLength);
    return true;
  }

  /// Offers the newest record of the key, whose [KeyHash] is `hash`, with a sequence of at most `maxSequence` to
  /// `candidate`; `pin` keeps the block in place and passes to the candidate when it takes the record ([#isTaken]).
  Found lookup(
      DirectBuffer key, int keyOffset, int keyLength, long hash, long maxSequence, Candidate candidate,
      Candidate.@Nullable Pin pin) {
    isTaken = false;
    if (!seekHashed(key, keyOffset, keyLength, hash)) {
      return Found.SETTLED_MISS;
    }
    int matched = 0;
    while (next()) {
      if (shared == 0) {
        // A restart stores the whole key whatever it shares.
        matched = 0;
      }
      if (shared > matched) {
        continue;
      }
      if (shared < matched) {
        return Found.SETTLED_MISS;
      }
      int common = Math.min(suffixLength, keyLength - matched);
      int same = mismatch(suffixAt, key, keyOffset + matched, common);
      matched += same;
      if (same < common) {
        if (Byte.compareUnsigned(buffer.getByte(suffixAt + same), key.getByte(keyOffset + matched)) > 0) {
          return Found.SETTLED_MISS;
        }
        continue;
      }
      if (suffixLength > common) {
        return Found.SETTLED_MISS;
      }
      if (matched < keyLength) {
        continue;
      }
      // The key itself; its older records share all of it, which the comparison above passes.
      if (sequence <= maxSequence) {
        if (candidate.isBeatenBy(version, sequence)) {
          candidate.take(kindAndFlags, version, sequence, expiryMillis, buffer, valueAt, valueLength, pin);
          isTaken = true;
        }
        return Found.SETTLED_HIT;
      }
    }
    return Found.GO_ON;
  }

  /// Whether the last [#lookup] handed its pin to the candidate.
  boolean isTaken() {
    return isTaken;
  }

  private int mismatch(int at, DirectBuffer key, int keyOffset, int length) {
    int i = 0;
    for (; i + Long.BYTES <= length; i += Long.BYTES) {
      if (buffer.getLong(at + i) != key.getLong(keyOffset + i)) {
        break;
      }
    }
    while (i < length && buffer.getByte(at + i) == key.getByte(keyOffset + i)) {
      i++;
    }
    return i;
  }

  UnsafeBuffer buffer() {
    return buffer;
  }

  int entry() {
    return entry;
  }

  int shared() {
    return shared;
  }

  int suffixLength() {
    return suffixLength;
  }

  int suffixAt() {
    return suffixAt;
  }

  int valueAt() {
    return valueAt;
  }

  int valueLength() {
    return valueLength;
  }

  int kindAndFlags() {
    return kindAndFlags;
  }

  long version() {
    return version;
  }

  long sequence() {
    return sequence;
  }

  long expiryMillis() {
    return expiryMillis;
  }
}
