package org.rumbench.harness.cell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rumbench.cluster.ClusterConfig;
import org.rumbench.cluster.CoordinatorChoice;
import org.rumbench.cluster.ReadRepair;
import org.rumbench.cluster.client.ClusterClient;
import org.rumbench.cluster.net.system.BareExchange;
import org.rumbench.cluster.net.system.TcpLoop;
import org.rumbench.cluster.node.system.EmbeddedCluster;
import org.rumbench.cluster.node.system.NodeSpec;
import org.rumbench.cluster.replica.ReplicaSpec;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.EngineOptions;
import org.rumbench.harness.plan.Configuration;
import org.rumbench.runtime.Entropy;
import org.rumbench.runtime.system.SystemRuntime;
import org.rumbench.storage.Storage;
import org.rumbench.workload.KeyValueTarget;
import org.rumbench.workload.system.PreciseLoop;

/// A cluster in this JVM as a target: nodes over loopback TCP, one client for the driver.
final class ClusterTarget implements MeasuredTarget {
  private static final int BARE_MILLIS = 1_000;

  private final EmbeddedCluster cluster;
  private final TcpLoop clientLoop;
  private final ClientPort port;
  private final EventLog events;
  private final List<Storage> storages;

  private ClusterTarget(
      EmbeddedCluster cluster, TcpLoop clientLoop, ClientPort port, EventLog events, List<Storage> storages) {
    this.cluster = cluster;
    this.clientLoop = clientLoop;
    this.port = port;
    this.events = events;
    this.storages = storages;
  }

  /// Starts the nodes and connects the client.
  static ClusterTarget open(
      CellOrder order, EngineFactory factory, EngineOptions options, Durability durability, PreciseLoop loop,
      SystemRuntime runtime, Entropy entropy) {
    Configuration settings = order.settings();
    ClusterConfig config = config(settings);
    EventLog events = new EventLog();
    List<Storage> storages = new ArrayList<>();
    List<NodeSpec> specs = new ArrayList<>();
    for (int id = 0; id < settings.intOf("cluster.nodes"); id++) {
      String node = "node-" + id;
      Path directory = Path.of(order.data()).resolve(node);
      specs.add(
          new NodeSpec(
              environment -> {
                Storage storage = CellStage.storage(settings, directory, environment);
                storages.add(storage);
                return storage;
              },
              new ReplicaSpec(factory, options, durability, events.listener(node))));
    }
    EmbeddedCluster cluster =
        EmbeddedCluster.start(config, specs, runtime, entropy, settings.intOf("cluster.basePort"));
    TcpLoop clientLoop = TcpLoop.start("client-loop");
    ClusterClient client = cluster.connect(clientLoop);
    return new ClusterTarget(cluster, clientLoop, new ClientPort(client, loop), events, storages);
  }

  /// The cluster that the settings describe.
  static ClusterConfig config(Configuration settings) {
    ClusterConfig defaults = ClusterConfig.defaults();
    ReadRepair repair = switch (settings.text("cluster.readRepair")) {
      case "blocking" -> ReadRepair.BLOCKING;
      case "off" -> ReadRepair.NONE;
      default -> ReadRepair.ASYNCHRONOUS;
    };
    return defaults
        .withQuorums(settings.intOf("cluster.replicas"), settings.intOf("cluster.readQuorum"),
            settings.intOf("cluster.writeQuorum"))
        .withVirtualNodes(settings.intOf("cluster.virtualNodes"))
        .withReads(repair, defaults.readsAskAll())
        .withCoordinatorChoice(settings.text("cluster.coordinator").equals("any")
            ? CoordinatorChoice.ROUND_ROBIN
            : CoordinatorChoice.REPLICA)
        .withLimits(settings.intOf("cluster.timeoutMillis"), defaults.maxParkedWrites(),
            defaults.maxRequestsInFlight(), settings.intOf("cluster.maxRecordBytes"))
        .withThreads(settings.intOf("cluster.storageThreads"), settings.intOf("cluster.eventLoops"));
  }

  /// Requests per second when all messages that a request causes, to and from the replicas too, are exchanged over the
  /// same transport with nothing in between.
  static double bareExchangesPerSecond(Configuration settings) {
    return BareExchange.runReplicated(BARE_MILLIS, settings.intOf("load.inFlight"), 1_000);
  }

  @Override
  public KeyValueTarget port() {
    return port;
  }

  @Override
  public List<NodeSample> sample() {
    List<NodeSample> samples = new ArrayList<>();
    cluster.metrics().forEach(node -> samples.add(NodeSample.of(node)));
    return samples;
  }

  @Override
  public EventLog events() {
    return events;
  }

  @Override
  public void flush() {
    cluster.flushAll();
  }

  @Override
  public void settle() {
    cluster.settleAll();
  }

  @Override
  public void dropCache() {
    storages.forEach(storage -> Jobs.dropCache(storage.sub("engine")));
  }

  @Override
  public void close() {
    cluster.close();
    clientLoop.close();
  }
}
