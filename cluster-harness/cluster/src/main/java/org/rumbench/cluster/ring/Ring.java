package org.rumbench.cluster.ring;

import org.rumbench.cluster.membership.ClusterView;

/// A consistent-hash ring with virtual nodes: for each key its partition, and for each partition its preference list.
///
/// The tokens (unsigned 64-bit numbers, ascending) cut the ring into partitions; partition i holds the keys whose token
/// is above token i - 1 and at most token i, the first one also those above the last. The preference list is the first
/// N distinct nodes met from the partition's token on. Immutable; equal views and numbers give equal rings everywhere.
///
/// Source: DeCandia et al., *Dynamo*, SOSP 2007, sections 4.2, 4.3 and 6.2. Racks and data centres do not influence the
/// walk yet.
public final class Ring {
  private final long[] tokens;
  private final int[][] preferences;
  private final int replicas;

  private Ring(long[] tokens, int[][] preferences, int replicas) {
    this.tokens = tokens;
    this.preferences = preferences;
    this.replicas = replicas;
  }

  /// The ring of a view with `virtualNodes` tokens per node and `replicas` nodes per key.
  public static Ring of(ClusterView view, int virtualNodes, int replicas) {
    int nodeCount = view.size();
    if (replicas > nodeCount) {
      throw new IllegalArgumentException(
          "cluster.replicas is " + replicas + " but the cluster has " + nodeCount + " nodes");
    }
    int[] owners = TokenAllocation.deal(nodeCount, virtualNodes, replicas);
    int count = owners.length;
    long[] tokens = new long[count];
    long step = Long.divideUnsigned(-1L, count);
    for (int i = 0; i < count; i++) {
      tokens[i] = step * (i + 1);
    }
    int[][] preferences = new int[count][];
    for (int i = 0; i < count; i++) {
      preferences[i] = walk(view, owners, i, replicas);
    }
    return new Ring(tokens, preferences, replicas);
  }

  private static int[] walk(ClusterView view, int[] owners, int start, int replicas) {
    int[] list = new int[replicas];
    int found = 0;
    for (int i = 0; found < replicas; i++) {
      int id = view.members().get(owners[(start + i) % owners.length]).id();
      boolean isNew = true;
      for (int j = 0; j < found; j++) {
        isNew &= list[j] != id;
      }
      if (isNew) {
        list[found++] = id;
      }
    }
    return list;
  }

  /// N: nodes per key.
  public int replicas() {
    return replicas;
  }

  /// Number of partitions.
  public int partitionCount() {
    return tokens.length;
  }

  /// The partition of a key's token. O(log partitions), allocates nothing.
  public int partitionOf(long token) {
    int low = 0;
    int high = tokens.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(tokens[middle], token) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == tokens.length ? 0 : low;
  }

  /// The token that ends a partition.
  public long tokenOf(int partition) {
    return tokens[partition];
  }


  /// The `rank`-th node (0 is first) of a partition's preference list.
  public int preference(int partition, int rank) {
    return preferences[partition][rank];
  }

  /// The rank of a node in a partition's preference list, -1 when it does not hold the partition.
  public int rankOf(int partition, int nodeId) {
    int[] list = preferences[partition];
    for (int rank = 0; rank < list.length; rank++) {
      if (list[rank] == nodeId) {
        return rank;
      }
    }
    return -1;
  }
}
