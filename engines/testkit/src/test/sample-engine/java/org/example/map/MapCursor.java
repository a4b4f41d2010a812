package org.example.map;

import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.ReadOutcome;

/// A walk over what a scan found when it was called, so nothing that happens later shows. One owner.
final class MapCursor implements Cursor {
  private final MapEngine engine;
  private final List<Map.Entry<UnsafeBuffer, MapRecord>> found;
  private int position = -1;
  private boolean isClosed;

  MapCursor(MapEngine engine, List<Map.Entry<UnsafeBuffer, MapRecord>> found) {
    this.engine = engine;
    this.found = found;
  }

  @Override
  public boolean next() {
    if (isClosed) {
      throw new IllegalStateException("the cursor is closed");
    }
    engine.checkOpen();
    position = Math.min(position + 1, found.size());
    return position < found.size();
  }

  private MapRecord present() {
    return found.get(position).getValue();
  }

  @Override
  public ReadOutcome outcome() {
    return present().isDeleted() ? ReadOutcome.TOMBSTONE : ReadOutcome.VALUE;
  }

  @Override
  public long version() {
    return present().version();
  }

  @Override
  public long expiryMillis() {
    return present().expiryMillis();
  }

  @Override
  public DirectBuffer keyBuffer() {
    return found.get(position).getKey();
  }

  @Override
  public int keyOffset() {
    return 0;
  }

  @Override
  public int keyLength() {
    return keyBuffer().capacity();
  }

  @Override
  public DirectBuffer valueBuffer() {
    return present().value();
  }

  @Override
  public int valueOffset() {
    return 0;
  }

  @Override
  public int valueLength() {
    return present().value().capacity();
  }

  @Override
  public void close() {
    isClosed = true;
  }
}
