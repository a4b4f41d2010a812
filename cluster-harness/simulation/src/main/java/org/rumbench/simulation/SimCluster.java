package org.rumbench.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.rumbench.cluster.ClusterConfig;
import org.rumbench.cluster.membership.ClusterView;
import org.rumbench.cluster.membership.Member;
import org.rumbench.cluster.membership.NodeAddress;
import org.rumbench.cluster.net.Network;
import org.rumbench.cluster.node.Node;
import org.rumbench.cluster.node.NodeState;
import org.rumbench.cluster.replica.Lanes;
import org.rumbench.cluster.replica.ReplicaSpec;
import org.rumbench.engine.EngineListener;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.sim.SimOptions;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.Storage;
import org.rumbench.storage.sim.SimulatedDisk;

/// A cluster of real [Node]s in a simulation: each with a loop, workers and a disk of its own, over a [SimNetwork].
///
/// Nodes are owners `node-0`, `node-1` and so on. A node's disk outlives it; a power cut loses what was not synced.
/// One thread; calls from outside the simulation or from its world.
public final class SimCluster {
  private static final int PORT = 7000;

  /// Everything that decides what happens in a simulated cluster, faults apart.
  ///
  /// @param seed        of every draw
  /// @param nodes       number of nodes, 1 or more
  /// @param config      the cluster's settings; storage threads become simulated lanes, and each node has a loop
  /// @param replica     the design and its use
  /// @param link        how every link behaves
  /// @param disk        how every disk behaves
  /// @param options     of the simulated runtime
  /// @param noticeNanos after which a node's peers notice that its power was cut
  public record Spec(
      long seed,
      int nodes,
      ClusterConfig config,
      ReplicaSpec replica,
      LinkModel link,
      SimulatedDisk disk,
      SimOptions options,
      long noticeNanos) {
    /// Checks the bounds.
    public Spec {
      if (nodes < config.replicas()) {
        throw new IllegalArgumentException(nodes + " nodes are fewer than " + config.replicas() + " replicas");
      }
    }

    /// A rack with solid-state disks, where a power cut is noticed after 300 ms.
    public static Spec of(long seed, int nodes, ClusterConfig config, ReplicaSpec replica) {
      return new Spec(seed, nodes, config, replica, LinkModel.steady(), SimulatedDisk.solidState(), SimOptions.DEFAULT,
          300_000_000);
    }

    /// This with another simulated runtime.
    public Spec withOptions(SimOptions other) {
      return new Spec(seed, nodes, config, replica, link, disk, other, noticeNanos);
    }
  }

  /// One node's place: its disk, and the life in it when the power is on.
  private static final class Place {
    final String owner;
    final SimDisk disk;
    @Nullable Node node;

    Place(String owner, SimDisk disk) {
      this.owner = owner;
      this.disk = disk;
    }
  }

  private final Spec spec;
  private final SimRuntime runtime;
  private final SimNetwork network;
  private final ClusterView view;
  private final List<Place> places = new ArrayList<>();
  private final IntFunction<EngineListener> listeners;

  /// A cluster whose power is off.
  public SimCluster(Spec spec) {
    this(spec, id -> spec.replica().listener());
  }

  /// As [#SimCluster(Spec)], with a listener for the engine events of each node in place of the one in `spec`.
  public SimCluster(Spec spec, IntFunction<EngineListener> listeners) {
    this.spec = spec;
    this.listeners = listeners;
    this.runtime = new SimRuntime(spec.seed(), spec.options());
    this.network = new SimNetwork(runtime, spec.link());
    List<Member> members = new ArrayList<>();
    for (int id = 0; id < spec.nodes(); id++) {
      String owner = owner(id);
      members.add(Member.of(id, new NodeAddress(owner, PORT)));
      places.add(new Place(owner, new SimDisk(runtime, owner, spec.disk())));
    }
    this.view = new ClusterView(1, members);
  }

  /// The owner's name of a node.
  public static String owner(int id) {
    return "node-" + id;
  }

  /// The simulation it runs in.
  public SimRuntime runtime() {
    return runtime;
  }

  /// The network between its owners.
  public SimNetwork network() {
    return network;
  }

  /// Its members.
  public ClusterView view() {
    return view;
  }

  /// What it was made from.
  public Spec spec() {
    return spec;
  }

  /// Switches one node on. It serves some time later.
  public void powerOn(int id) {
    Place place = places.get(id);
    if (place.node != null) {
      throw new IllegalStateException(place.owner + " is on");
    }
    Environment environment = runtime.environment(place.owner);
    Network endpoint = network.endpoint(place.owner);
    Storage storage = place.disk.open(environment);
    int laneCount = spec.config().storageThreads();
    Lanes lanes = laneCount == 0 ? Lanes.inline() : new SimLanes(runtime, place.owner, laneCount);
    ReplicaSpec used = spec.replica();
    ReplicaSpec replica = new ReplicaSpec(used.factory(), used.options(), used.durability(), listeners.apply(id));
    Node node = new Node(id, spec.config(), view, environment, endpoint, storage, replica, lanes);
    place.node = node;
    environment.scheduler().execute(node::start);
  }

  /// Switches all nodes on.
  public void powerOnAll() {
    for (int id = 0; id < spec.nodes(); id++) {
      powerOn(id);
    }
  }

  /// Cuts one node's power: everything in memory is gone, and on its disk what was not synced may be.
  public void powerCut(int id) {
    Place place = places.get(id);
    if (place.node == null) {
      throw new IllegalStateException(place.owner + " is off");
    }
    place.node = null;
    network.powerCut(place.owner, spec.noticeNanos());
    runtime.kill(place.owner);
    place.disk.powerCut();
  }

  /// The node with an id, null when its power is off.
  public @Nullable Node node(int id) {
    return places.get(id).node;
  }

  /// Whether every node serves and sees all others serve.
  public boolean isWhole() {
    for (Place place : places) {
      Node node = place.node;
      if (node == null || node.state() != NodeState.SERVING) {
        return false;
      }
      for (int other = 0; other < spec.nodes(); other++) {
        if (!node.isLive(other)) {
          return false;
        }
      }
    }
    return true;
  }

  /// Runs until [#isWhole], for at most `limitNanos`; fails with the nodes' states when it does not come to that.
  public void awaitWhole(long limitNanos) {
    if (!runtime.runUntil(this::isWhole, limitNanos)) {
      List<String> states = new ArrayList<>();
      for (Place place : places) {
        Node node = place.node;
        states.add(place.owner + " " + (node == null ? "off" : node.state() + failure(node)));
      }
      throw new IllegalStateException(
          "the cluster is not whole after " + limitNanos + " ns of virtual time: " + String.join(", ", states));
    }
  }

  private static String failure(Node node) {
    RuntimeException failure = node.failure();
    return failure == null ? "" : " (" + failure + ")";
  }
}
