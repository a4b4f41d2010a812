package org.rumbench.harness.cell;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.rumbench.cluster.client.ClusterClient;
import org.rumbench.cluster.net.Network;
import org.rumbench.cluster.node.Node;
import org.rumbench.cluster.replica.Replica;
import org.rumbench.cluster.replica.ReplicaSpec;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.EngineOptions;
import org.rumbench.harness.plan.Configuration;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.sim.SimOptions;
import org.rumbench.runtime.system.SystemRuntime;
import org.rumbench.simulation.SimCluster;
import org.rumbench.workload.KeyValueTarget;

/// A simulated cluster as a target: the same nodes and client as in a measured one, over simulated links and disks, in
/// virtual time, all of it decided by `workload.seed`.
///
/// A task costs a fixed time beside its I/O, so rates tell designs apart by their I/O and their waiting, not by what they
/// compute.
final class SimulatedTarget implements MeasuredTarget {
  private static final String CLIENT = "client";
  private static final long START_NANOS = 600_000_000_000L;

  /// About what a task of a node costs a present machine; it also bounds how much work a virtual second holds.
  private static final long TASK_NANOS = 10_000;

  private final VirtualTime time;
  private final SimCluster cluster;
  private final EventLog events;
  private final ClientPort port;

  private SimulatedTarget(VirtualTime time, SimCluster cluster, EventLog events, ClientPort port) {
    this.time = time;
    this.cluster = cluster;
    this.events = events;
    this.port = port;
  }

  /// Switches the nodes on and connects the client.
  static SimulatedTarget open(
      Configuration settings, EngineFactory factory, EngineOptions options, Durability durability) {
    EventLog events = new EventLog();
    SimCluster.Spec spec =
        SimCluster.Spec.of(
            settings.longOf("workload.seed"), settings.intOf("cluster.nodes"), ClusterTarget.config(settings),
            new ReplicaSpec(factory, options, durability, event -> {}));
    SimOptions costs =
        new SimOptions(
            settings.intOf("cluster.backgroundThreads"), SystemRuntime.DEFAULT_SLICE_BYTES, TASK_NANOS);
    SimCluster cluster = new SimCluster(spec.withOptions(costs), id -> events.listener(SimCluster.owner(id)));
    VirtualTime time = new VirtualTime(cluster.runtime());
    cluster.powerOnAll();
    cluster.awaitWhole(START_NANOS);
    ClusterClient client = connect(cluster, time);
    return new SimulatedTarget(time, cluster, events, new ClientPort(client, time.loop()));
  }

  private static ClusterClient connect(SimCluster cluster, VirtualTime time) {
    Environment environment = cluster.runtime().environment(CLIENT);
    Network network = cluster.network().endpoint(CLIENT);
    List<ClusterClient> begun = new ArrayList<>();
    environment.scheduler().execute(
        () -> begun.add(new ClusterClient(cluster.spec().config(), cluster.view(), environment, network)));
    time.runUntil(() -> !begun.isEmpty() && begun.getFirst().isConnected());
    return begun.getFirst();
  }

  /// The time that it lives in.
  VirtualTime time() {
    return time;
  }

  @Override
  public KeyValueTarget port() {
    return port;
  }

  @Override
  public List<NodeSample> sample() {
    List<NodeSample> samples = new ArrayList<>();
    for (int id = 0; id < cluster.spec().nodes(); id++) {
      samples.add(NodeSample.of(node(id).metrics()));
    }
    return samples;
  }

  private Node node(int id) {
    Node node = cluster.node(id);
    if (node == null) {
      throw new IllegalStateException("node " + id + " is off");
    }
    return node;
  }

  @Override
  public EventLog events() {
    return events;
  }

  @Override
  public void flush() {
    onAll(Replica::flush);
  }

  @Override
  public void settle() {
    onAll(Replica::settle);
  }

  /// Starts a job on each node, on its own loop, and has the simulation run until all are done.
  private void onAll(Function<Replica, JobHandle> action) {
    List<JobHandle> jobs = new ArrayList<>();
    for (int id = 0; id < cluster.spec().nodes(); id++) {
      Node node = node(id);
      cluster.runtime().environment(SimCluster.owner(id)).scheduler().execute(
          () -> jobs.add(action.apply(node.replica())));
    }
    time.runUntil(() -> jobs.size() == cluster.spec().nodes());
    jobs.forEach(job -> time.await(job.completion()));
  }

  /// A simulated disk has no cache above it.
  @Override
  public void dropCache() {}

  /// The simulation goes with its last reference.
  @Override
  public void close() {}
}
