package org.rumbench.cluster.node.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.cluster.ClusterConfig;
import org.rumbench.cluster.TestEngine;
import org.rumbench.cluster.client.ClientOperation;
import org.rumbench.cluster.client.ClusterClient;
import org.rumbench.cluster.client.OperationListener;
import org.rumbench.cluster.membership.NodeAddress;
import org.rumbench.cluster.message.Outcome;
import org.rumbench.cluster.message.WriteOrigin;
import org.rumbench.cluster.net.system.BareExchange;
import org.rumbench.cluster.net.system.TcpLoop;
import org.rumbench.runtime.Entropy;
import org.rumbench.runtime.system.SystemRuntime;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.sim.MemoryMedium;

/// Real sockets, real threads.
class EmbeddedClusterTest {
  private static List<NodeSpec> specs(int count) {
    List<NodeSpec> specs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      specs.add(new NodeSpec(new MemoryMedium()::open, new TestEngine.Factory().spec()));
    }
    return specs;
  }

  /// Puts keys, then gets each, with several operations at a time.
  private static final class Load implements OperationListener {
    private final ClusterClient client;
    private final int keys;
    private final AtomicInteger wrong = new AtomicInteger();
    private final CompletableFuture<Integer> done = new CompletableFuture<>();
    private int next;
    private int ended;

    Load(ClusterClient client, int keys) {
      this.client = client;
      this.keys = keys;
    }

    private static UnsafeBuffer text(String text) {
      return new UnsafeBuffer(text.getBytes(StandardCharsets.US_ASCII));
    }

    /// Values of very different lengths, so that frames are cut everywhere.
    private static String value(int number) {
      return ("value" + number).repeat(1 + number * 37 % 1000);
    }

    void submit(ClientOperation operation) {
      if (next == 2 * keys) {
        return;
      }
      int number = next++;
      UnsafeBuffer key = text("key" + number % keys);
      if (number < keys) {
        UnsafeBuffer value = text(value(number));
        operation.put(key, 0, key.capacity(), value, 0, value.capacity());
      } else {
        operation.get(key, 0, key.capacity()).quorum(3);
      }
      client.submit(operation, this);
    }

    @Override
    public void onCompleted(ClientOperation operation) {
      if (operation.outcome() != Outcome.OK) {
        wrong.incrementAndGet();
      } else if (operation.kind() == ClientOperation.Kind.GET) {
        byte[] value = new byte[operation.valueLength()];
        operation.valueBuffer().getBytes(operation.valueOffset(), value);
        String found = new String(value, StandardCharsets.US_ASCII);
        if (!operation.isFound() || found.length() < 6 || !found.startsWith("value")) {
          wrong.incrementAndGet();
        }
      }
      if (++ended == 2 * keys) {
        done.complete(wrong.get());
      } else {
        submit(operation);
      }
    }
  }

  private static int run(ClusterClient client, TcpLoop loop, int keys) {
    Load load = new Load(client, keys);
    loop.executor().execute(() -> {
      for (int i = 0; i < 32; i++) {
        load.submit(new ClientOperation());
      }
    });
    return load.done.join();
  }

  private static void holds(ClusterConfig config, int nodes) {
    try (SystemRuntime runtime = SystemRuntime.start(1);
        TcpLoop loop = TcpLoop.start("driver");
        EmbeddedCluster cluster = EmbeddedCluster.start(config, specs(nodes), runtime, Entropy.of(1), 0)) {
      ClusterClient client = cluster.connect(loop);
      assertThat(run(client, loop, 2_000)).isZero();
      cluster.flushAll();
      cluster.settleAll();
      cluster.compactAll();
      var metrics = cluster.metrics();
      assertThat(metrics.stream().mapToLong(node -> node.replica().accepted().row(WriteOrigin.CLIENT).records()).sum())
          .isEqualTo(6_000);
      assertThat(metrics).allSatisfy(node -> {
        assertThat(node.ledger().row(IoPurpose.NODE_METADATA).appendedBytes()).isEqualTo(36);
        assertThat(node.traffic().refusedFrames()).isZero();
      });
    }
  }

  @Test
  void threeNodesOnOneLoop() {
    holds(ClusterConfig.defaults().withLimits(20_000, 1_000, 1_000, 100_000), 3);
  }

  @Test
  void fiveNodesOnTwoLoopsWithStorageThreads() {
    holds(ClusterConfig.defaults().withLimits(20_000, 1_000, 1_000, 100_000).withThreads(2, 2), 5);
  }

  @Test
  void stoppedNodeIsMissedAndComesBack() {
    try (SystemRuntime runtime = SystemRuntime.start(1);
        TcpLoop loop = TcpLoop.start("driver");
        EmbeddedCluster cluster = EmbeddedCluster.start(
            ClusterConfig.defaults().withLimits(20_000, 1_000, 1_000, 100_000), specs(3), runtime, Entropy.of(1), 0)) {
      ClusterClient client = cluster.connect(loop);
      cluster.stop(1);
      Load load = new Load(client, 100);
      loop.executor().execute(() -> load.submit(new ClientOperation()));
      // The gets ask for all three replicas, of which one is down: each is refused at once.
      assertThat(load.done.join()).isBetween(100, 101);
      cluster.restart(1);
      assertThat(cluster.metrics().get(1).incarnation()).isEqualTo(2);
    }
  }

  @Test
  void portInUseIsOneClearError() {
    try (TcpLoop other = TcpLoop.start("other");
        SystemRuntime runtime = SystemRuntime.start(1)) {
      NodeAddress taken = other.reserve(new NodeAddress("127.0.0.1", 0));
      assertThatIllegalArgumentException()
          .isThrownBy(() ->
              EmbeddedCluster.start(ClusterConfig.defaults(), specs(3), runtime, Entropy.of(1), taken.port()))
          .withMessageStartingWith("cannot listen on " + taken + ": ");
    }
  }

  @Test
  void moreReplicasThanNodesAreRefused() {
    try (SystemRuntime runtime = SystemRuntime.start(1)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> EmbeddedCluster.start(ClusterConfig.defaults(), specs(2), runtime, Entropy.of(1), 0))
          .withMessage("cluster.replicas is 3 but the cluster has 2 nodes");
    }
  }

  @Test
  void bareExchangeRuns() {
    assertThat(BareExchange.run(50, 16, 100)).isPositive();
    assertThat(BareExchange.runReplicated(50, 16, 100)).isPositive();
  }
}
