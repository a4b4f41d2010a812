package org.rumbench.reference.rocksdb;

import java.nio.ByteBuffer;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rumbench.reference.Lane;
import org.rumbench.reference.OutsideStore;

/// A RocksDB iterator as a walk: keys and values come through direct buffers. One owner.
final class RocksdbWalk implements OutsideStore.Walk {
  private final RocksIterator iterator;
  private final Runnable onClose;
  private final byte[] from;
  private final Lane lane = new Lane();
  private boolean hasBegun;

  /// `onClose` frees what the iterator was made with; it runs after the iterator is gone.
  RocksdbWalk(RocksIterator iterator, byte[] from, Runnable onClose) {
    this.iterator = iterator;
    this.from = from;
    this.onClose = onClose;
  }

  @Override
  public boolean next() {
    if (hasBegun) {
      iterator.next();
    } else {
      hasBegun = true;
      iterator.seek(from);
    }
    if (!iterator.isValid()) {
      check();
      return false;
    }
    ByteBuffer key = lane.keyRoom();
    int keyLength = iterator.key(key);
    if (keyLength > key.capacity()) {
      lane.growKey(keyLength);
      keyLength = iterator.key(lane.keyRoom());
    }
    lane.setKeyLength(keyLength);
    ByteBuffer value = lane.valueRoom();
    int valueLength = iterator.value(value);
    if (valueLength > value.capacity()) {
      var ignored = lane.roomForValue(valueLength);
      valueLength = iterator.value(lane.valueRoom());
    }
    lane.setValueLength(valueLength);
    return true;
  }

  private void check() {
    try {
      iterator.status();
    } catch (RocksDBException e) {
      throw RocksdbFailures.of("iterate", e);
    }
  }

  @Override
  public Lane lane() {
    return lane;
  }

  @Override
  public void close() {
    iterator.close();
    onClose.run();
  }
}
