package org.rumbench.cluster.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.cluster.membership.ClusterView;
import org.rumbench.cluster.membership.Member;
import org.rumbench.cluster.membership.NodeAddress;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.Seeds;

class RingTest {
  private static ClusterView view(int nodes) {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      members.add(Member.of(3 * i + 1, new NodeAddress("node", i + 1)));
    }
    return new ClusterView(1, members);
  }

  @Test
  void everyPartitionHasDistinctNodesForAllSizes() {
    for (int nodes = 1; nodes <= 12; nodes++) {
      for (int replicas = 1; replicas <= Math.min(nodes, 6); replicas++) {
        for (int virtualNodes : new int[] {1, 2, 7, 16}) {
          Ring ring = Ring.of(view(nodes), virtualNodes, replicas);
          for (int partition = 0; partition < ring.partitionCount(); partition++) {
            Set<Integer> distinct = new HashSet<>();
            for (int rank = 0; rank < replicas; rank++) {
              int node = ring.preference(partition, rank);
              distinct.add(node);
              assertThat(ring.rankOf(partition, node)).isEqualTo(rank);
            }
            assertThat(distinct).as("%d nodes, N=%d, partition %d", nodes, replicas, partition).hasSize(replicas);
          }
        }
      }
    }
  }

  @Test
  void replicasAreBalancedOverNodes() {
    for (int nodes : new int[] {3, 4, 5, 6, 9, 30}) {
      Ring ring = Ring.of(view(nodes), 64, 3);
      int[] held = new int[3 * nodes];
      for (int partition = 0; partition < ring.partitionCount(); partition++) {
        for (int rank = 0; rank < 3; rank++) {
          held[ring.preference(partition, rank)]++;
        }
      }
      for (Member member : view(nodes).members()) {
        assertThat(held[member.id()]).as("%d nodes, node %d", nodes, member.id()).isBetween(3 * 64 - 6, 3 * 64 + 6);
      }
    }
  }

  @Test
  void keysSpreadEvenlyOverNodes() {
    Ring ring = Ring.of(view(5), 64, 3);
    int[] first = new int[15];
    int keys = 50_000;
    for (int i = 0; i < keys; i++) {
      byte[] key = ("user" + i).getBytes(StandardCharsets.US_ASCII);
      first[ring.preference(ring.partitionOf(KeyHash.of(new UnsafeBuffer(key), 0, key.length)), 0)]++;
    }
    for (Member member : view(5).members()) {
      assertThat(first[member.id()]).isBetween(keys / 5 * 95 / 100, keys / 5 * 105 / 100);
    }
  }

  @Test
  void failedNodesKeysSpreadOverManyOthers() {
    Ring ring = Ring.of(view(8), 64, 2);
    Set<Integer> seconds = new HashSet<>();
    for (int partition = 0; partition < ring.partitionCount(); partition++) {
      if (ring.preference(partition, 0) == 1) {
        seconds.add(ring.preference(partition, 1));
      }
    }
    assertThat(seconds).hasSizeGreaterThanOrEqualTo(5);
  }

  @Test
  void partitionOfATokenIsTheFirstWhoseTokenIsNotBelow() {
    Ring ring = Ring.of(view(3), 8, 3);
    Seeds.of(1).forEach(seed -> {
      RandomStream random = new RandomStream(seed);
      for (int i = 0; i < 10_000; i++) {
        long token = random.nextLong();
        int expected = 0;
        while (expected < ring.partitionCount() && Long.compareUnsigned(ring.tokenOf(expected), token) < 0) {
          expected++;
        }
        assertThat(ring.partitionOf(token)).as("seed %d", seed).isEqualTo(expected % ring.partitionCount());
      }
    });
    assertThat(ring.partitionOf(0)).isZero();
    assertThat(ring.partitionOf(ring.tokenOf(3))).isEqualTo(3);
    assertThat(ring.partitionOf(ring.tokenOf(3) + 1)).isEqualTo(4);
    assertThat(ring.partitionOf(-1)).isIn(0, ring.partitionCount() - 1);
  }

  @Test
  void equalViewsGiveEqualRings() {
    Ring ring = Ring.of(view(7), 32, 3);
    Ring again = Ring.of(view(7), 32, 3);
    for (int partition = 0; partition < ring.partitionCount(); partition++) {
      assertThat(again.tokenOf(partition)).isEqualTo(ring.tokenOf(partition));
      for (int rank = 0; rank < 3; rank++) {
        assertThat(again.preference(partition, rank)).isEqualTo(ring.preference(partition, rank));
      }
    }
  }

  @Test
  void moreReplicasThanNodesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ring.of(view(2), 8, 3))
        .withMessage("cluster.replicas is 3 but the cluster has 2 nodes");
  }

  @Test
  void tokenOfAKeyIsItsXxh3HashInHeapAndDirectBuffers() {
    byte[] hello = "hello".getBytes(StandardCharsets.US_ASCII);
    UnsafeBuffer heap = new UnsafeBuffer(hello);
    UnsafeBuffer direct = new UnsafeBuffer(ByteBuffer.allocateDirect(9));
    direct.putBytes(2, hello);
    // The published XXH3-64 value of "hello" with seed 0.
    assertThat(KeyHash.of(heap, 0, 5)).isEqualTo(0x9555e8555c62dcfdL);
    assertThat(KeyHash.of(direct, 2, 5)).isEqualTo(KeyHash.of(heap, 0, 5));
  }
}
