package org.rumbench.bitcask;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.engine.RecordView;
import org.rumbench.engine.WriteBatch;
import org.rumbench.runtime.Invariant;
import org.rumbench.storage.StorageFullException;

/// The key directory and what its entries come to, segment by segment: whatever changes the one changes the other here.
/// Under the store's lock; where entries change, inside a change of the directory.
///
/// I1: every record in a segment is counted there; it is alive exactly when the key directory points to it.
/// I2: an entry of the key directory points to a segment of the table.
/// I3: of two records of a key the entry is the one with the higher version, then the higher sequence.
/// I4: an entry counts the other records of its key in all segments of the table, up to thirty.
/// I5: a deletion whose entry counts no others is counted by its segment as hiding nothing.
final class Accounts {
  private final BitcaskStore store;
  private final KeyDirectory directory;
  private final KeyRoom room;
  private final KeyMemory keyMemory;
  private final KeyLocation present = new KeyLocation();
  private final KeyDemand demand = new KeyDemand();
  private final RecordView demanding = new RecordView();
  /// New keys of one batch, by content; empty between calls.
  private final Set<DirectBuffer> demanded = new HashSet<>();

  Accounts(BitcaskStore store, KeyMemory keyMemory) {
    this.store = store;
    this.directory = store.directory;
    this.room = directory.room();
    this.keyMemory = keyMemory;
  }

  // ---- records that come

  /// Has the key directory point to `record`, which is new in `segment`, unless it knows a better one.
  void apply(DirectBuffer key, int keyOffset, int keyLength, KeyLocation record, Segment segment) {
    int hash = KeyDirectory.hash(key, keyOffset, keyLength);
    segment.add(record, hash);
    long reference = directory.locate(hash, key, keyOffset, keyLength);
    if (reference == 0) {
      directory.insert(hash, key, keyOffset, keyLength, record);
      gain(segment, record, 0);
      return;
    }
    directory.read(reference, present);
    int others = directory.addOther(reference);
    boolean isBetter =
        record.version > present.version
            || (record.version == present.version && record.sequence > present.sequence);
    if (isBetter) {
      lose(holder(present), present, others);
      directory.update(hash, reference, record);
      gain(segment, record, others + 1);
    } else if (others == 0 && present.isTombstone()) {
      holder(present).idleBytes -= present.recordLength();
    }
  }

  /// [#apply] of a record that an earlier life wrote; a key above the bound is refused.
  void recover(DirectBuffer key, int keyOffset, int keyLength, KeyLocation record, Segment segment) {
    checkKeyMemory(key, keyOffset, keyLength);
    apply(key, keyOffset, keyLength, record, segment);
    store.nextSequence = Math.max(store.nextSequence, record.sequence + 1);
    store.highestVersion = Math.max(store.highestVersion, record.version);
  }

  private static void gain(Segment segment, KeyLocation record, int others) {
    segment.liveBytes += record.recordLength();
    if (others == 0 && record.isTombstone()) {
      segment.addIdle(record);
    }
  }

  private static void lose(Segment segment, KeyLocation record, int others) {
    segment.liveBytes -= record.recordLength();
    if (others == 0 && record.isTombstone()) {
      segment.idleBytes -= record.recordLength();
    }
  }

  // ---- records that go

  /// Whether the entry at `reference` points to the record that has the version and sequence of `record`.
  boolean isEntry(long reference, KeyLocation record) {
    directory.read(reference, present);
    return present.sequence == record.sequence && present.version == record.version;
  }

  /// A record that the entry of its key does not point to will be gone.
  void forgetOther(long reference) {
    directory.read(reference, present);
    if (directory.removeOther(reference) == 0 && present.isTombstone()) {
      holder(present).addIdle(present);
    }
  }

  /// Whether no record of the key is left but the one that the entry points to.
  boolean isOnly(long reference) {
    return directory.others(reference) == 0;
  }

  /// A merge has put the record that the entry points to into `target`, or a deletion in its place.
  void move(int hash, long reference, KeyLocation moved, Segment target) {
    directory.read(reference, present);
    int others = directory.others(reference);
    lose(holder(present), present, others);
    directory.update(hash, reference, moved);
    gain(target, moved, others);
  }

  /// A merge has left out the record that the entry points to: the key is not known any more.
  void remove(int hash, long reference) {
    directory.read(reference, present);
    int others = directory.others(reference);
    Invariant.check(
        others == 0 || others == KeyEntryDescriptor.MANY_OTHERS, "a deletion that goes hides nothing", others, 0);
    lose(holder(present), present, others);
    directory.remove(hash, reference);
  }

  private Segment holder(KeyLocation location) {
    Segment segment = store.segment(location.segmentId);
    Invariant.check(segment != null, "an entry points to a segment of the table");
    return Objects.requireNonNull(segment);
  }

  // ---- memory

  /// About so many records are going to be found by recovery, some of them dead: half of what merges leave alone. A
  /// directory with a bound is made ready for nothing, because what was let in must fit again.
  void expect(long records) {
    if (!keyMemory.isBounded()) {
      directory.expect((long) (records * (1 - store.options.mergeDeadFraction() / 2)));
    }
  }

  /// Refuses a batch whose new keys would take the key directory above its bound. The writer; takes the lock.
  void checkKeyMemory(WriteBatch batch) {
    if (!isKeyMemoryShort()) {
      return;
    }
    synchronized (store.lock) {
      demand.clear();
      for (int at = 0; at < batch.lengthBytes(); ) {
        at = demanding.wrap(batch.buffer(), at, batch.lengthBytes());
        demand.add(demanding.keyLength());
      }
      if (fits(demand)) {
        return;
      }
      addNewKeys(batch, demand.clear());
      refuseAbove(demand);
    }
  }

  /// Refuses a key found by recovery that takes the key directory above its bound. In another order keys lie a little
  /// differently: what was let in must fit again, so here counts what is held, not what is foreseen.
  private void checkKeyMemory(DirectBuffer key, int keyOffset, int keyLength) {
    if (!isKeyMemoryShort() || fits(demand.clear().add(keyLength)) || !isNew(key, keyOffset, keyLength)) {
      return;
    }
    if (!room.canAddress(demand) || room.memoryBytes() > keyMemory.keyBytes()) {
      refuseAbove(demand);
    }
  }

  private boolean isKeyMemoryShort() {
    return keyMemory.isBounded() || !room.isRoomy();
  }

  private boolean fits(KeyDemand newKeys) {
    boolean isWithinBound = !keyMemory.isBounded() || room.memoryBytesWith(newKeys) <= keyMemory.keyBytes();
    return isWithinBound && room.canAddress(newKeys);
  }

  private void refuseAbove(KeyDemand newKeys) {
    if (newKeys.entries() == 0 || fits(newKeys)) {
      return;
    }
    long neededBytes = room.memoryBytesWith(newKeys);
    if (!room.canAddress(newKeys)) {
      throw new StorageFullException(
          "the key directory would take " + neededBytes + " bytes of memory, and can address "
              + room.addressableBytes() + " bytes of entries", null);
    }
    throw keyMemory.refusal(neededBytes);
  }

  private boolean isNew(DirectBuffer key, int keyOffset, int keyLength) {
    return directory.locate(KeyDirectory.hash(key, keyOffset, keyLength), key, keyOffset, keyLength) == 0;
  }

  /// At most the memory of the key directory once it has taken in `more`. Takes the lock.
  long keyDirectoryBytesWith(KeyDemand more) {
    synchronized (store.lock) {
      return room.memoryBytesWith(more);
    }
  }

  /// Adds the keys of `batch` that the key directory does not know, each once. Takes the lock.
  void addNewKeys(WriteBatch batch, KeyDemand target) {
    synchronized (store.lock) {
      for (int at = 0; at < batch.lengthBytes(); ) {
        at = demanding.wrap(batch.buffer(), at, batch.lengthBytes());
        if (demanding.version() > store.purgeVersion
            && isNew(demanding.buffer(), demanding.keyOffset(), demanding.keyLength())
            && demanded.add(
                new UnsafeBuffer(demanding.buffer(), demanding.keyOffset(), demanding.keyLength()))) {
          target.add(demanding.keyLength());
        }
      }
      demanded.clear();
    }
  }
}
