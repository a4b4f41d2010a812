package org.rumbench.reference.mvstore;

import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.h2.mvstore.Cursor;
import org.jspecify.annotations.Nullable;
import org.rumbench.reference.Lane;
import org.rumbench.reference.OutsideStore;

/// A cursor over a map as a walk. One owner.
final class MvstoreWalk implements OutsideStore.Walk {
  private final MvstoreView view;
  private final Cursor<byte[], byte[]> cursor;
  private final byte @Nullable [] to;
  private final Lane lane = new Lane();

  /// A walk up to `to` (exclusive), which closes `view` at its end.
  MvstoreWalk(MvstoreView view, Cursor<byte[], byte[]> cursor, byte @Nullable [] to) {
    this.view = view;
    this.cursor = cursor;
    this.to = to;
  }

  @Override
  public boolean next() {
    return MvstoreStore.doing("step", () -> {
      if (!cursor.hasNext()) {
        return false;
      }
      byte[] key = cursor.next();
      if (to != null && Arrays.compareUnsigned(key, to) >= 0) {
        return false;
      }
      lane.setKey(new UnsafeBuffer(key), 0, key.length);
      byte[] value = cursor.getValue();
      lane.roomForValue(value.length).putBytes(0, value);
      return true;
    });
  }

  @Override
  public Lane lane() {
    return lane;
  }

  @Override
  public void close() {
    view.close();
  }
}
