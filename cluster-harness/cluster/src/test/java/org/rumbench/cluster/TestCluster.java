package org.rumbench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.cluster.client.ClientOperation;
import org.rumbench.cluster.client.ClusterClient;
import org.rumbench.cluster.membership.ClusterView;
import org.rumbench.cluster.membership.Member;
import org.rumbench.cluster.membership.NodeAddress;
import org.rumbench.cluster.message.Outcome;
import org.rumbench.cluster.message.PageReader;
import org.rumbench.cluster.node.Node;
import org.rumbench.cluster.node.NodeState;
import org.rumbench.cluster.replica.Lanes;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.engine.ReadResult;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.sim.MemoryMedium;

/// Nodes with [TestEngine]s and one client in virtual time.
public final class TestCluster {
  /// The simulation.
  public final SimRuntime runtime;
  /// Its network.
  public final TestNetwork network;
  /// What made each node's engine.
  public final List<TestEngine.Factory> factories = new ArrayList<>();
  /// The nodes by id.
  public final List<Node> nodes = new ArrayList<>();
  /// Each node's disk.
  public final List<MemoryMedium> media = new ArrayList<>();
  private final ClusterConfig config;
  private final ClusterView view;
  private @Nullable ClusterClient client;

  /// The end of an operation, kept beyond the listener.
  ///
  /// @param outcome         how it ended
  /// @param value           the value found, null when none was
  /// @param records         what a scan found, as `key=value`
  /// @param version         the version
  /// @param answered        replicas that had answered
  /// @param isRepaired      whether stale replicas were repaired
  /// @param isIndeterminate whether it may show up later
  /// @param text            what went wrong
  public record Result(
      Outcome outcome, @Nullable String value, List<String> records, long version, int answered, boolean isRepaired,
      boolean isIndeterminate, String text) {}

  private TestCluster(ClusterConfig config, int nodeCount, long seed) {
    this.config = config;
    runtime = new SimRuntime(seed);
    network = new TestNetwork(runtime);
    List<Member> members = new ArrayList<>();
    for (int id = 0; id < nodeCount; id++) {
      members.add(Member.of(id, new NodeAddress("node-" + id, 1)));
      factories.add(new TestEngine.Factory());
      media.add(new MemoryMedium());
    }
    view = new ClusterView(1, members);
  }

  /// A cluster that is not started.
  public static TestCluster create(ClusterConfig config, int nodeCount, long seed) {
    return new TestCluster(config, nodeCount, seed);
  }

  /// A cluster that serves, with a client that is connected.
  public static TestCluster start(ClusterConfig config, int nodeCount) {
    TestCluster cluster = create(config, nodeCount, 1);
    cluster.startAll();
    assertThat(cluster.runtime.runUntil(() -> cluster.client().isConnected(), 60_000_000_000L)).isTrue();
    cluster.runtime.runFor(10_000_000);
    return cluster;
  }

  /// Starts all nodes and the client.
  public void startAll() {
    for (int id = 0; id < factories.size(); id++) {
      nodes.add(startNode(id, id, media.get(id)));
    }
    Environment environment = runtime.environment("client");
    runtime.deliver("client", 0, "client", () -> {
      client = new ClusterClient(config, view, environment, network.of("client"));
    });
    runtime.runFor(1);
  }

  /// Starts one node on a disk.
  public Node startNode(int id, int life, MemoryMedium medium) {
    String owner = "node-" + id;
    Environment environment = runtime.environment(owner);
    Node node = new Node(
        id, config, view, environment, network.of(owner), medium.open(environment), factories.get(id).spec(),
        Lanes.inline());
    runtime.deliver(owner, 0, "start " + life, node::start);
    return node;
  }

  /// Stops one node on its own loop.
  public void stop(int id) {
    runtime.deliver("node-" + id, 0, "stop", nodes.get(id)::stop);
    runtime.runUntil(() -> nodes.get(id).state() == NodeState.STOPPED);
    runtime.runFor(1_000_000);
  }

  /// The client.
  public ClusterClient client() {
    return Objects.requireNonNull(client);
  }

  /// A node's engine.
  public TestEngine engine(int id) {
    return Objects.requireNonNull(factories.get(id).engine);
  }

  /// What a node's engine holds of a key: the value, `deleted` or `absent`.
  public String held(int id, String key) {
    ReadResult result = new ReadResult(new UnsafeBuffer(new byte[100_000]));
    UnsafeBuffer bytes = buffer(key);
    engine(id).get(bytes, 0, bytes.capacity(), IoPurpose.USER_READ, 0, result);
    if (result.outcome() != ReadOutcome.VALUE) {
      return result.outcome() == ReadOutcome.TOMBSTONE ? "deleted" : "absent";
    }
    byte[] value = new byte[result.valueLength() - 1];
    result.buffer().getBytes(1, value);
    return new String(value, StandardCharsets.UTF_8);
  }

  static UnsafeBuffer buffer(String text) {
    return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Submits without waiting; the list gets the result.
  public List<Result> submit(Consumer<ClientOperation> request) {
    List<Result> results = new ArrayList<>();
    ClientOperation operation = new ClientOperation();
    request.accept(operation);
    runtime.deliver("client", 0, "submit", () -> client().submit(operation, ended -> results.add(result(ended))));
    return results;
  }

  private static Result result(ClientOperation operation) {
    String value = null;
    List<String> records = new ArrayList<>();
    if (operation.kind() == ClientOperation.Kind.SCAN) {
      PageReader page = operation.records();
      while (page.next()) {
        byte[] key = new byte[page.keyLength()];
        page.buffer().getBytes(page.keyOffset(), key);
        byte[] bytes = new byte[page.valueLength()];
        page.buffer().getBytes(page.valueOffset(), bytes);
        records.add(
            new String(key, StandardCharsets.UTF_8) + "=" + new String(bytes, StandardCharsets.UTF_8));
      }
    } else if (operation.isFound()) {
      byte[] bytes = new byte[operation.valueLength()];
      operation.valueBuffer().getBytes(operation.valueOffset(), bytes);
      value = new String(bytes, StandardCharsets.UTF_8);
    }
    return new Result(
        operation.outcome(), value, records, operation.version(), operation.replicasAnswered(),
        operation.isRepaired(), operation.isIndeterminate(), operation.text());
  }

  /// Submits and runs the simulation until the end.
  public Result await(Consumer<ClientOperation> request) {
    return await(submit(request));
  }

  /// Runs the simulation until a submitted operation has ended, which it must do.
  public Result await(List<Result> results) {
    assertThat(runtime.runUntil(() -> !results.isEmpty(), 60_000_000_000L)).as("the operation ends").isTrue();
    return results.getFirst();
  }

  /// Puts with the configured quorum.
  public Result put(String key, String value) {
    return await(put(key, value, 0));
  }

  /// A put with W.
  public static Consumer<ClientOperation> put(String key, String value, int quorum) {
    UnsafeBuffer keyBytes = buffer(key);
    UnsafeBuffer bytes = buffer(value);
    return operation ->
        operation.put(keyBytes, 0, keyBytes.capacity(), bytes, 0, bytes.capacity()).quorum(quorum);
  }

  /// Deletes with the configured quorum.
  public Result delete(String key) {
    UnsafeBuffer bytes = buffer(key);
    return await(operation -> operation.delete(bytes, 0, bytes.capacity()));
  }

  /// Gets with the configured quorum.
  public Result get(String key) {
    return get(key, 0);
  }

  /// Gets with R.
  public Result get(String key, int quorum) {
    UnsafeBuffer bytes = buffer(key);
    return await(operation -> operation.get(bytes, 0, bytes.capacity()).quorum(quorum));
  }

  /// Scans with R.
  public Result scan(String from, int count, int quorum) {
    UnsafeBuffer bytes = buffer(from);
    return await(operation -> operation.scan(bytes, 0, bytes.capacity(), count).quorum(quorum));
  }
}
