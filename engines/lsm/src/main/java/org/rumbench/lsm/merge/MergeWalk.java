package org.rumbench.lsm.merge;

import java.util.List;
import org.agrona.DirectBuffer;
import org.rumbench.coding.KeyOrder;
import org.rumbench.lsm.record.RecordSource;

/// One sorted walk over several: a binary heap of their present records, with key prefixes beside it. One owner.
///
/// Equal records (same key, version and sequence) come out in the order of the given list.
public final class MergeWalk implements RecordSource {
  private final RecordSource[] sources;
  private final long[] prefixes;
  private final int[] heap;
  private int size;
  private boolean hasStarted;

  /// A walk over `given`, each before its first record; closing them stays with their owner.
  public MergeWalk(List<? extends RecordSource> given) {
    sources = given.toArray(RecordSource[]::new);
    prefixes = new long[sources.length];
    heap = new int[sources.length];
  }

  @Override
  public boolean next() {
    if (!hasStarted) {
      hasStarted = true;
      for (int i = 0; i < sources.length; i++) {
        if (sources[i].next()) {
          push(i);
        }
      }
      return size > 0;
    }
    if (size == 0) {
      return false;
    }
    int top = heap[0];
    if (sources[top].next()) {
      prefixes[top] = sources[top].keyPrefix();
    } else {
      heap[0] = heap[--size];
    }
    siftDown();
    return size > 0;
  }

  @Override
  public boolean seek(DirectBuffer key, int offset, int length) {
    hasStarted = true;
    size = 0;
    for (int i = 0; i < sources.length; i++) {
      if (sources[i].seek(key, offset, length)) {
        push(i);
      }
    }
    return size > 0;
  }

  private void push(int source) {
    prefixes[source] = sources[source].keyPrefix();
    int at = size++;
    while (at > 0) {
      int parent = (at - 1) >>> 1;
      if (!isBefore(source, heap[parent])) {
        break;
      }
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = source;
  }

  private void siftDown() {
    if (size < 2) {
      return;
    }
    int moved = heap[0];
    int at = 0;
    while (true) {
      int child = 2 * at + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
        child++;
      }
      if (!isBefore(heap[child], moved)) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = moved;
  }

  private boolean isBefore(int a, int b) {
    if (prefixes[a] != prefixes[b]) {
      return Long.compareUnsigned(prefixes[a], prefixes[b]) < 0;
    }
    RecordSource x = sources[a];
    RecordSource y = sources[b];
    int order =
        KeyOrder.compare(
            x.keyBuffer(), x.keyOffset(), x.keyLength(), y.keyBuffer(), y.keyOffset(), y.keyLength());
    if (order == 0) {
      order = Long.compare(y.version(), x.version());
    }
    if (order == 0) {
      order = Long.compare(y.sequence(), x.sequence());
    }
    return order == 0 ? a < b : order < 0;
  }

  private RecordSource top() {
    return sources[heap[0]];
  }

  @Override
  public long keyPrefix() {
    return prefixes[heap[0]];
  }

  @Override
  public DirectBuffer keyBuffer() {
    return top().keyBuffer();
  }

  @Override
  public int keyOffset() {
    return top().keyOffset();
  }

  @Override
  public int keyLength() {
    return top().keyLength();
  }

  @Override
  public int kindAndFlags() {
    return top().kindAndFlags();
  }

  @Override
  public long version() {
    return top().version();
  }

  @Override
  public long sequence() {
    return top().sequence();
  }

  @Override
  public long expiryMillis() {
    return top().expiryMillis();
  }

  @Override
  public DirectBuffer valueBuffer() {
    return top().valueBuffer();
  }

  @Override
  public int valueOffset() {
    return top().valueOffset();
  }

  @Override
  public int valueLength() {
    return top().valueLength();
  }
}
