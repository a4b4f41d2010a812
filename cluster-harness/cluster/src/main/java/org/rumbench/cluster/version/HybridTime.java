package org.rumbench.cluster.version;

import org.rumbench.cluster.membership.Member;
import org.rumbench.runtime.Clock;

/// A coordinator's source of last-write-wins versions: hybrid logical time.
///
/// A version is a positive 64-bit number, compared as signed: 42 bits of wall milliseconds (to the year 2109), 11 bits
/// of counter, 10 bits of node id. So versions of one node never repeat, those of two nodes differ, and they follow the
/// wall clock while it runs forward. When it steps back, or more than 2048 versions fall into one millisecond, the last
/// version is counted on. One owner.
///
/// Source: Kulkarni et al., *Logical Physical Clocks*, OPODIS 2014. Differs from the paper: the counter is folded into
/// one number with the time, and an observed time more than [#MAX_AHEAD_MILLIS] ahead of our own wall clock is not
/// followed, so that one broken clock cannot drag the whole cluster along.
public final class HybridTime {
  /// Bits of the node id.
  public static final int NODE_BITS = 10;
  /// Bits of the counter.
  public static final int COUNTER_BITS = 11;
  /// How far ahead an observed version may be and still be followed.
  public static final long MAX_AHEAD_MILLIS = 60_000;

  private static final int MILLIS_SHIFT = NODE_BITS + COUNTER_BITS;
  private static final long MAX_MILLIS = Long.MAX_VALUE >>> MILLIS_SHIFT;

  private final Clock clock;
  private final long nodeId;
  /// Millis and counter of the newest version made or observed.
  private long last;

  /// The source of one node.
  public HybridTime(Clock clock, int nodeId) {
    if (nodeId < 0 || nodeId > Member.MAX_ID) {
      throw new IllegalArgumentException("node id " + nodeId + " is outside 0 to " + Member.MAX_ID);
    }
    this.clock = clock;
    this.nodeId = nodeId;
  }

  /// A new version, higher than every one made here or observed.
  public long next() {
    long now = wallMillis() << COUNTER_BITS;
    last = Math.max(last + 1, now);
    return last << NODE_BITS | nodeId;
  }

  /// Takes note of a version seen in an answer or a write of another node.
  public void observe(long version) {
    if (millisOf(version) <= wallMillis() + MAX_AHEAD_MILLIS) {
      restore(version);
    }
  }

  /// Takes note of a version whatever the clock says: what this node itself had stored before it restarted.
  public void restore(long version) {
    last = Math.max(last, version >> NODE_BITS);
  }

  /// The wall milliseconds in a version.
  public static long millisOf(long version) {
    return version >> MILLIS_SHIFT;
  }

  /// The node that made a version.
  public static int nodeOf(long version) {
    return (int) version & Member.MAX_ID;
  }

  private long wallMillis() {
    return Math.clamp(clock.wallMillis(), 0, MAX_MILLIS);
  }
}
