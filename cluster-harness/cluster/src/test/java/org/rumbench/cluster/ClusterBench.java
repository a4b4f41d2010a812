package org.rumbench.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.cluster.client.ClientOperation;
import org.rumbench.cluster.client.ClusterClient;
import org.rumbench.cluster.client.OperationListener;
import org.rumbench.cluster.message.Outcome;
import org.rumbench.cluster.net.system.BareExchange;
import org.rumbench.cluster.net.system.TcpLoop;
import org.rumbench.cluster.node.system.EmbeddedCluster;
import org.rumbench.cluster.node.system.NodeSpec;
import org.rumbench.cluster.replica.ReplicaSpec;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.EngineListener;
import org.rumbench.engine.EngineOptions;
import org.rumbench.runtime.Entropy;
import org.rumbench.runtime.system.SystemRuntime;
import org.rumbench.storage.sim.MemoryMedium;

/// A quick look at the cluster's own cost: half gets, half puts, against the bare exchange of the same messages.
/// `ClusterBench [engine] [seconds] [in flight] [storage threads] [loops]`
public final class ClusterBench {
  private static final int VALUE_BYTES = 1000;

  private ClusterBench() {}

  /// Prints both rates and their ratio.
  public static void main(String[] args) {
    String engine = args.length > 0 ? args[0] : "noop";
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    int inFlight = args.length > 2 ? Integer.parseInt(args[2]) : 64;
    int lanes = args.length > 3 ? Integer.parseInt(args[3]) : 0;
    int loops = args.length > 4 ? Integer.parseInt(args[4]) : 1;
    double bare = BareExchange.run(1000 * seconds, inFlight, VALUE_BYTES);
    System.out.printf("echo     %,10.0f exchanges/s%n", bare);
    bare = BareExchange.runReplicated(1000 * seconds, inFlight, VALUE_BYTES);
    System.out.printf("bare     %,10.0f operations/s%n", bare);
    ClusterConfig config = ClusterConfig.defaults().withThreads(lanes, loops);
    try (SystemRuntime runtime = SystemRuntime.start(1)) {
      EngineFactory factory = factory(engine);
      ReplicaSpec spec = new ReplicaSpec(
          factory, EngineOptions.of(factory.options(), Map.of()), Durability.BUFFERED, EngineListener.NONE);
      List<NodeSpec> nodes = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        nodes.add(new NodeSpec(new MemoryMedium()::open, spec));
      }
      try (TcpLoop driver = TcpLoop.start("driver");
          EmbeddedCluster cluster = EmbeddedCluster.start(config, nodes, runtime, Entropy.of(1), 0)) {
        ClusterClient client = cluster.connect(driver);
        Load load = new Load(client, seconds * 1_000_000_000L);
        driver.executor().execute(() -> load.begin(inFlight));
        double rate = load.rate.join();
        System.out.printf("cluster  %,10.0f operations/s, %.3f of bare, %d not ok%n", rate, rate / bare, load.bad);
        System.out.println(cluster.metrics().getFirst().coordinator());
        System.out.println(cluster.metrics().getFirst().traffic());
        System.out.println(cluster.metrics().getFirst().replica().accepted());
      }
    }
  }

  private static EngineFactory factory(String name) {
    for (EngineFactory factory : ServiceLoader.load(EngineFactory.class)) {
      if (factory.name().equals(name)) {
        return factory;
      }
    }
    throw new IllegalArgumentException("no engine " + name);
  }

  private static final class Load implements OperationListener {
    final CompletableFuture<Double> rate = new CompletableFuture<>();
    private final ClusterClient client;
    private final long nanos;
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[VALUE_BYTES]);
    private final List<UnsafeBuffer> keys = new ArrayList<>();
    private long startNanos;
    private long warmNanos;
    private long warmDone;
    private long done;
    long bad;
    private long random = 1;

    Load(ClusterClient client, long nanos) {
      this.client = client;
      this.nanos = nanos;
      for (int i = 0; i < 4096; i++) {
        keys.add(new UnsafeBuffer(String.format("user%019d", (i * 0x9E3779B97F4A7C15L) >>> 1).getBytes(
            java.nio.charset.StandardCharsets.US_ASCII)));
      }
    }

    void begin(int inFlight) {
      startNanos = System.nanoTime();
      for (int i = 0; i < inFlight; i++) {
        next(new ClientOperation());
      }
    }

    private void next(ClientOperation operation) {
      random = random * 6364136223846793005L + 1442695040888963407L;
      UnsafeBuffer key = keys.get((int) (random >>> 52));
      if (((random >>> 40) & 1) == 0) {
        operation.get(key, 0, key.capacity());
      } else {
        operation.put(key, 0, key.capacity(), value, 0, VALUE_BYTES);
      }
      client.submit(operation, this);
    }

    @Override
    public void onCompleted(ClientOperation operation) {
      done++;
      if (operation.outcome() != Outcome.OK) {
        bad++;
      }
      @Nullable Double result = null;
      if ((done & 0xff) == 0) {
        long now = System.nanoTime();
        if (warmNanos == 0 && now - startNanos >= nanos) {
          warmNanos = now;
          warmDone = done;
        } else if (warmNanos != 0 && now - warmNanos >= nanos) {
          result = (done - warmDone) * 1e9 / (now - warmNanos);
        }
      }
      if (result != null) {
        rate.complete(result);
      } else if (!rate.isDone()) {
        next(operation);
      }
    }
  }
}
