package org.rumbench.bitcask;

import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.KeyPredicate;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.runtime.Invariant;
import org.rumbench.storage.IoPurpose;

/// A walk over the key directory as it was when the cursor was opened, bucket by bucket.
///
/// A bucket that is about to change before the walk got there is saved first; segments that saved or present entries
/// point to are pinned until the cursor closes. Values are read when they are asked for.
final class EntriesCursor implements Cursor, KeyDirectory.Capture {
  private final BitcaskStore store;
  private final KeyPredicate wanted;
  private final IoPurpose purpose;
  private final int bucketCount;
  private final Int2ObjectHashMap<UnsafeBuffer> saved = new Int2ObjectHashMap<>();
  /// By id; writers add to it under the lock, and the owner looks segments up without.
  private final ConcurrentSkipListMap<Integer, Segment> pinned = new ConcurrentSkipListMap<>();
  private final ExpandableArrayBuffer scratch = new ExpandableArrayBuffer(4096);
  private final ExpandableArrayBuffer saving = new ExpandableArrayBuffer(4096);
  private final UnsafeBuffer bucket = new UnsafeBuffer(new byte[0]);
  private final ReadLane lane = new ReadLane();
  private int nextBucket;
  private int bucketLength;
  private int entry;
  private int entryEnd;
  private boolean isValueRead;
  private boolean isClosed;

  EntriesCursor(BitcaskStore store, KeyPredicate wanted, IoPurpose purpose) {
    this.store = store;
    this.wanted = wanted;
    this.purpose = purpose;
    synchronized (store.lock) {
      bucketCount = store.directory.bucketCount();
      store.directory.openCapture(this);
    }
  }

  @Override
  public void beforeChange(int changing) {
    if (changing >= nextBucket && changing < bucketCount && !saved.containsKey(changing)) {
      int length = store.directory.copyBucket(changing, saving);
      byte[] copy = new byte[length];
      saving.getBytes(0, copy);
      UnsafeBuffer kept = new UnsafeBuffer(copy);
      pinSegmentsOf(kept, length);
      saved.put(changing, kept);
    }
  }

  /// Under the lock, so every segment is still there.
  private void pinSegmentsOf(DirectBuffer entries, int length) {
    for (int at = 0; at < length; at = endOf(entries, at)) {
      int id = KeyEntry.segmentId(entries, at);
      if (!pinned.containsKey(id)) {
        Segment segment = store.segment(id);
        Invariant.check(segment != null && segment.tryPin(), "an entry points to a segment that is there");
        pinned.put(id, Objects.requireNonNull(segment));
      }
    }
  }

  private static int endOf(DirectBuffer entries, int at) {
    return at + KeyEntryDescriptor.KEY_OFFSET + KeyEntry.keyLength(entries, at);
  }

  @Override
  public boolean next() {
    if (isClosed) {
      throw new IllegalStateException("the cursor is closed");
    }
    store.checkOpen();
    isValueRead = false;
    while (true) {
      entry = entryEnd;
      if (entry == bucketLength) {
        if (!nextBucket()) {
          return false;
        }
        continue;
      }
      entryEnd = endOf(bucket, entry);
      if (wanted.test(bucket, keyOffset(), keyLength())) {
        KeyEntry.decode(bucket, entry, lane.location);
        return true;
      }
    }
  }

  private boolean nextBucket() {
    entryEnd = 0;
    bucketLength = 0;
    synchronized (store.lock) {
      if (nextBucket == bucketCount) {
        return false;
      }
      store.checkOpen();
      UnsafeBuffer kept = saved.remove(nextBucket);
      if (kept != null) {
        bucket.wrap(kept);
        bucketLength = kept.capacity();
      } else {
        bucketLength = store.directory.copyBucket(nextBucket, scratch);
        pinSegmentsOf(scratch, bucketLength);
        bucket.wrap(scratch, 0, bucketLength);
      }
      nextBucket++;
    }
    return true;
  }

  private void readValue() {
    if (!isValueRead) {
      Segment segment = Objects.requireNonNull(pinned.get(lane.location.segmentId));
      lane.read(segment, bucket, keyOffset(), keyLength(), purpose);
      isValueRead = true;
    }
  }

  @Override
  public ReadOutcome outcome() {
    return lane.location.isTombstone() ? ReadOutcome.TOMBSTONE : ReadOutcome.VALUE;
  }

  @Override
  public long version() {
    return lane.location.version;
  }

  @Override
  public long expiryMillis() {
    if (!lane.location.hasExpiry() || lane.location.isTombstone()) {
      return 0;
    }
    readValue();
    return lane.view.expiryMillis();
  }

  @Override
  public DirectBuffer keyBuffer() {
    return bucket;
  }

  @Override
  public int keyOffset() {
    return entry + KeyEntryDescriptor.KEY_OFFSET;
  }

  @Override
  public int keyLength() {
    return KeyEntry.keyLength(bucket, entry);
  }

  @Override
  public DirectBuffer valueBuffer() {
    if (lane.location.isTombstone()) {
      return bucket;
    }
    readValue();
    return lane.view.buffer();
  }

  @Override
  public int valueOffset() {
    if (lane.location.isTombstone()) {
      return 0;
    }
    readValue();
    return lane.view.valueOffset();
  }

  @Override
  public int valueLength() {
    if (lane.location.isTombstone()) {
      return 0;
    }
    readValue();
    return lane.view.valueLength();
  }

  @Override
  public void close() {
    synchronized (store.lock) {
      if (isClosed) {
        return;
      }
      isClosed = true;
      store.directory.closeCapture(this);
    }
    for (Segment segment : pinned.values()) {
      segment.unpin();
    }
  }
}
