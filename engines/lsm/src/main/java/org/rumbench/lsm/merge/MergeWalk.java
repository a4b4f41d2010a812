package org.rumbench.lsm.merge;

import java.util.Arrays;
import java.util.List;
import org.agrona.DirectBuffer;
import org.rumbench.coding.KeyOrder;
import org.rumbench.lsm.record.RecordSource;

/// One sorted walk over several: a loser tree of their present records, with key prefixes beside it. One owner.
///
/// The root knows the winner, each inner node who lost there; after a step only the path from the winner's leaf to the
/// root is replayed, one comparison per level, where a heap needs two. Equal records (same key, version and sequence) come
/// out in the order of the given list. Source: Knuth, *The Art of Computer Programming* 3, 5.4.1, tree of losers.
public final class MergeWalk implements RecordSource {
  private static final int NOBODY = -1;

  private final RecordSource[] sources;
  private final long[] prefixes;
  private final boolean[] isAtEnd;
  /// Losers by inner node, from 1 on.
  private final int[] losers;
  private int winner = NOBODY;
  private boolean hasStarted;

  /// A walk over `given`, each before its first record; closing them stays with their owner.
  public MergeWalk(List<? extends RecordSource> given) {
    sources = given.toArray(RecordSource[]::new);
    prefixes = new long[sources.length];
    isAtEnd = new boolean[sources.length];
    losers = new int[sources.length];
  }

  @Override
  public boolean next() {
    if (!hasStarted) {
      for (int i = 0; i < sources.length; i++) {
        note(i, sources[i].next());
      }
      return build();
    }
    if (winner == NOBODY || isAtEnd[winner]) {
      return false;
    }
    note(winner, sources[winner].next());
    replay(winner);
    return !isAtEnd[winner];
  }

  @Override
  public boolean seek(DirectBuffer key, int offset, int length) {
    for (int i = 0; i < sources.length; i++) {
      note(i, sources[i].seek(key, offset, length));
    }
    return build();
  }

  private void note(int source, boolean hasRecord) {
    isAtEnd[source] = !hasRecord;
    if (hasRecord) {
      prefixes[source] = sources[source].keyPrefix();
    }
  }

  /// Plays all matches: each source goes up from its leaf until it finds a node that still waits for an opponent.
  private boolean build() {
    hasStarted = true;
    Arrays.fill(losers, NOBODY);
    winner = NOBODY;
    for (int source = sources.length - 1; source >= 0; source--) {
      int present = source;
      for (int node = (source + sources.length) >>> 1; node > 0; node >>>= 1) {
        int opponent = losers[node];
        if (opponent == NOBODY) {
          losers[node] = present;
          present = NOBODY;
          break;
        }
        if (isBefore(opponent, present)) {
          losers[node] = present;
          present = opponent;
        }
      }
      if (present != NOBODY) {
        winner = present;
      }
    }
    return winner != NOBODY && !isAtEnd[winner];
  }

  /// The matches on the path of a source whose record has changed.
  private void replay(int source) {
    int present = source;
    for (int node = (source + sources.length) >>> 1; node > 0; node >>>= 1) {
      int opponent = losers[node];
      if (isBefore(opponent, present)) {
        losers[node] = present;
        present = opponent;
      }
    }
    winner = present;
  }

  private boolean isBefore(int a, int b) {
    if (isAtEnd[a] || isAtEnd[b]) {
      return isAtEnd[a] == isAtEnd[b] ? a < b : isAtEnd[b];
    }
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
    return sources[winner];
  }

  @Override
  public long keyPrefix() {
    return prefixes[winner];
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
