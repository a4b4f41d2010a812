package org.rumbench.cluster.repair;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.cluster.ClusterConfig;
import org.rumbench.cluster.message.ByteRegion;
import org.rumbench.cluster.message.RecordState;

/// The answers of a key's replicas, reduced to the winner and to who is behind. Reusable; one owner.
///
/// The highest version wins, deletions like values; a replica that knows nothing is behind every version. Should two
/// replicas hold different records of one version (which owners of versions rule out), the deletion wins, so that all
/// coordinators decide alike. Replicas are numbered by rank in the preference list.
public final class Reconciliation {
  private final long[] versions = new long[ClusterConfig.MAX_REPLICAS];
  private final RecordState[] states = new RecordState[ClusterConfig.MAX_REPLICAS];
  private final UnsafeBuffer value = new UnsafeBuffer(new byte[2 * 1024]);
  private int answered;
  private int valueLength;
  private RecordState state = RecordState.ABSENT;
  private long version;

  /// Forgets all answers.
  public void clear() {
    answered = 0;
    valueLength = 0;
    state = RecordState.ABSENT;
    version = 0;
  }

  /// Takes an answer; the value (in stored form) is copied if it wins. A second answer of one rank is ignored.
  public void add(int rank, RecordState newState, long newVersion, ByteRegion newValue) {
    if (hasAnswered(rank)) {
      return;
    }
    answered |= 1 << rank;
    states[rank] = newState;
    versions[rank] = newVersion;
    if (beats(newState, newVersion, state, version)) {
      state = newState;
      version = newVersion;
      take(newValue.buffer(), newValue.offset(), newState == RecordState.VALUE ? newValue.length() : 0);
    }
  }

  private void take(DirectBuffer source, int offset, int length) {
    if (length > value.capacity()) {
      value.wrap(new byte[length]);
    }
    value.putBytes(0, source, offset, length);
    valueLength = length;
  }

  /// Whether the first record wins over the second.
  public static boolean beats(RecordState state, long version, RecordState otherState, long otherVersion) {
    if (state == RecordState.ABSENT || otherState == RecordState.ABSENT) {
      return state != RecordState.ABSENT && otherState == RecordState.ABSENT;
    }
    return version != otherVersion
        ? version > otherVersion
        : state == RecordState.TOMBSTONE && otherState == RecordState.VALUE;
  }

  /// Whether a replica has answered.
  public boolean hasAnswered(int rank) {
    return (answered & 1 << rank) != 0;
  }

  /// Number of replicas that have answered.
  public int answeredCount() {
    return Integer.bitCount(answered);
  }

  /// The ranks that have answered and are behind the winner, as bits.
  public int staleRanks() {
    int stale = 0;
    for (int rank = 0; answered >>> rank != 0; rank++) {
      if (hasAnswered(rank) && beats(state, version, states[rank], versions[rank])) {
        stale |= 1 << rank;
      }
    }
    return stale;
  }

  /// What wins; absent when nobody knows the key.
  public RecordState state() {
    return state;
  }

  /// The winner's version; 0 when absent.
  public long version() {
    return version;
  }

  /// The winner's value in stored form, from index 0 to [#valueLength].
  public UnsafeBuffer value() {
    return value;
  }

  /// Length of the winner's value in stored form; 0 when it is none.
  public int valueLength() {
    return valueLength;
  }
}
