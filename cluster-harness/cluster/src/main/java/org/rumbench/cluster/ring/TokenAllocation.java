package org.rumbench.cluster.ring;

import java.util.Arrays;

/// Who owns which of the evenly spaced tokens.
///
/// Tokens are dealt one by one to the node that has fewest, among those that do not own one of the N - 1 tokens before
/// it (the ring closed). So every N neighbours belong to N different nodes wherever node count and N allow it, and then
/// each node is replica of the same share of the ring, to within one token. Among equals a hash of token and node
/// decides, so that neighbours vary and the keys of a failed node spread over many. A function of its arguments alone.
///
/// Source: DeCandia et al., *Dynamo*, SOSP 2007, section 6.2, strategy 3 (equal-sized partitions).
final class TokenAllocation {
  private TokenAllocation() {}

  /// For each of `nodeCount * tokensPerNode` tokens the index of its owner.
  static int[] deal(int nodeCount, int tokensPerNode, int replicas) {
    int total = nodeCount * tokensPerNode;
    int[] owners = new int[total];
    Arrays.fill(owners, -1);
    int[] dealt = new int[nodeCount];
    for (int token = 0; token < total; token++) {
      int owner = choose(owners, dealt, tokensPerNode, token, replicas);
      owners[token] = owner;
      dealt[owner]++;
    }
    return owners;
  }

  /// Widens the choice until somebody is left: all neighbours distinct, then those before, then anybody with tokens left.
  private static int choose(int[] owners, int[] dealt, int tokensPerNode, int token, int replicas) {
    for (int relaxed = 0; relaxed < 3; relaxed++) {
      int best = -1;
      for (int node = 0; node < dealt.length; node++) {
        boolean isAllowed =
            dealt[node] < tokensPerNode
                && (relaxed == 2 || !ownsNear(owners, node, token, replicas, relaxed == 0));
        if (isAllowed && (best < 0 || isBetter(dealt, node, best, token))) {
          best = node;
        }
      }
      if (best >= 0) {
        return best;
      }
    }
    throw new AssertionError("as many tokens are dealt as there are");
  }

  private static boolean ownsNear(int[] owners, int node, int token, int replicas, boolean isClosed) {
    int total = owners.length;
    for (int distance = 1; distance < replicas; distance++) {
      if (token - distance >= 0 && owners[token - distance] == node) {
        return true;
      }
      if (isClosed && token + distance >= total && owners[(token + distance) % total] == node) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBetter(int[] dealt, int node, int best, int token) {
    return dealt[node] != dealt[best] ? dealt[node] < dealt[best] : mix(token, node) < mix(token, best);
  }

  private static long mix(int token, int node) {
    long z = (((long) token << 32) | node) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    return z ^ (z >>> 31);
  }
}
