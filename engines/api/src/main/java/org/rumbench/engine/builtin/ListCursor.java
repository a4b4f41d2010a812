package org.rumbench.engine.builtin;

import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.ReadOutcome;

/// A cursor over a list made when it was opened, so nothing that happens later shows.
final class ListCursor implements Cursor {
  private final List<HeapEngine.Found> found;
  private final UnsafeBuffer key = new UnsafeBuffer(new byte[0]);
  private final UnsafeBuffer value = new UnsafeBuffer(new byte[0]);
  private int position = -1;

  ListCursor(List<HeapEngine.Found> found) {
    this.found = found;
  }

  private HeapEngine.Found current() {
    return found.get(position);
  }

  @Override
  public boolean next() {
    if (position + 1 >= found.size()) {
      position = found.size();
      return false;
    }
    position++;
    key.wrap(current().key());
    value.wrap(current().entry().value());
    return true;
  }

  @Override
  public ReadOutcome outcome() {
    return current().entry().isTombstone() ? ReadOutcome.TOMBSTONE : ReadOutcome.VALUE;
  }

  @Override
  public long version() {
    return current().entry().version();
  }

  @Override
  public long expiryMillis() {
    return current().entry().expiryMillis();
  }

  @Override
  public DirectBuffer keyBuffer() {
    return key;
  }

  @Override
  public int keyOffset() {
    return 0;
  }

  @Override
  public int keyLength() {
    return key.capacity();
  }

  @Override
  public DirectBuffer valueBuffer() {
    return value;
  }

  @Override
  public int valueOffset() {
    return 0;
  }

  @Override
  public int valueLength() {
    return value.capacity();
  }

  @Override
  public void close() {
    position = found.size();
  }
}
