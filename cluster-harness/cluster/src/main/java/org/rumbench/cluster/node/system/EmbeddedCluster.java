package org.rumbench.cluster.node.system;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rumbench.cluster.ClusterConfig;
import org.rumbench.cluster.client.ClusterClient;
import org.rumbench.cluster.membership.ClusterView;
import org.rumbench.cluster.membership.Member;
import org.rumbench.cluster.membership.NodeAddress;
import org.rumbench.cluster.net.system.TcpLoop;
import org.rumbench.cluster.node.Node;
import org.rumbench.cluster.node.NodeMetrics;
import org.rumbench.cluster.replica.Lanes;
import org.rumbench.cluster.replica.Replica;
import org.rumbench.cluster.replica.system.ThreadLanes;
import org.rumbench.runtime.Entropy;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.system.SystemRuntime;
import org.rumbench.storage.Storage;

/// A whole cluster in one virtual machine, its nodes talking over loopback TCP. Methods block; not for event loops.
///
/// Nodes have ids 0 to n - 1 and share `cluster.eventLoops` loops in turn. Clients run on loops of their own. Nodes can
/// be stopped and started again one by one.
public final class EmbeddedCluster implements AutoCloseable {
  private static final long START_TIMEOUT_SECONDS = 600;

  private final ClusterConfig config;
  private final SystemRuntime runtime;
  private final Entropy entropy;
  private final List<NodeSpec> specs;
  private final List<TcpLoop> loops = new ArrayList<>();
  private final List<Slot> slots = new ArrayList<>();
  private final List<AttachedClient> clients = new ArrayList<>();
  private ClusterView view = new ClusterView(0, List.of(Member.of(0, new NodeAddress("127.0.0.1", 0))));
  private boolean isClosed;

  /// One node and what only it uses.
  private static final class Slot {
    final TcpLoop loop;
    @Nullable Node node;
    @Nullable Storage storage;

    Slot(TcpLoop loop) {
      this.loop = loop;
    }
  }

  private record AttachedClient(ClusterClient client, TcpLoop loop) {}

  private EmbeddedCluster(ClusterConfig config, List<NodeSpec> specs, SystemRuntime runtime, Entropy entropy) {
    this.config = config;
    this.specs = List.copyOf(specs);
    this.runtime = runtime;
    this.entropy = entropy;
  }

  /// Starts one node per spec and returns when all serve and know each other. `basePort` is node 0's port, the others
  /// follow; 0 lets the system choose all. On failure everything already started is stopped again; a port in use is an
  /// [IllegalArgumentException] with one clear line.
  public static EmbeddedCluster start(
      ClusterConfig config, List<NodeSpec> specs, SystemRuntime runtime, Entropy entropy, int basePort) {
    if (config.replicas() > specs.size()) {
      throw new IllegalArgumentException(
          "cluster.replicas is " + config.replicas() + " but the cluster has " + specs.size() + " nodes");
    }
    EmbeddedCluster cluster = new EmbeddedCluster(config, specs, runtime, entropy);
    try {
      cluster.startAll(basePort);
      return cluster;
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  private void startAll(int basePort) {
    for (int i = 0; i < Math.min(config.eventLoops(), specs.size()); i++) {
      loops.add(TcpLoop.start("cluster-loop-" + i));
    }
    List<Member> members = new ArrayList<>();
    for (int id = 0; id < specs.size(); id++) {
      TcpLoop loop = loops.get(id % loops.size());
      slots.add(new Slot(loop));
      int port = basePort == 0 ? 0 : basePort + id;
      members.add(Member.of(id, loop.reserve(new NodeAddress("127.0.0.1", port))));
    }
    view = new ClusterView(1, members);
    List<CompletableFuture<Void>> starts = new ArrayList<>();
    for (int id = 0; id < specs.size(); id++) {
      starts.add(startReserved(id));
    }
    for (CompletableFuture<Void> start : starts) {
      await(start);
    }
    awaitUntil(this::isFullyConnected, "the nodes to connect");
  }

  private CompletableFuture<Void> startReserved(int id) {
    Slot slot = slots.get(id);
    NodeSpec spec = specs.get(id);
    Environment environment = runtime.environment("node-" + id, slot.loop.executor(), entropy);
    Storage storage = spec.storage().apply(environment);
    slot.storage = storage;
    Lanes lanes =
        config.storageThreads() == 0
            ? Lanes.inline()
            : new ThreadLanes("node-" + id, config.storageThreads(), environment.scheduler());
    CompletableFuture<Void> started = new CompletableFuture<>();
    Node node = call(
        slot.loop,
        () -> new Node(id, config, view, environment, slot.loop, storage, spec.engine(), lanes));
    slot.node = node;
    run(slot.loop, () -> {
      node.started().onDone(failure -> settle(started, failure));
      node.start();
    });
    return started;
  }

  private static void settle(CompletableFuture<Void> future, @Nullable RuntimeException failure) {
    if (failure == null) {
      future.complete(null);
    } else {
      future.completeExceptionally(failure);
    }
  }

  /// Whether every running node has every other running one as a live peer.
  private boolean isFullyConnected() {
    for (Slot slot : slots) {
      Node node = slot.node;
      if (node != null && !call(slot.loop, () -> knowsAll(node))) {
        return false;
      }
    }
    return true;
  }

  private boolean knowsAll(Node node) {
    for (int id = 0; id < slots.size(); id++) {
      if (slots.get(id).node != null && !node.isLive(id)) {
        return false;
      }
    }
    return true;
  }

  /// The members with their real addresses.
  public ClusterView view() {
    return view;
  }

  /// A client whose loop, network and connections are those of `loop`, connected to all running nodes on return. The
  /// loop stays the caller's; the client is closed with the cluster.
  public ClusterClient connect(TcpLoop loop) {
    Environment environment = runtime.environment("client-" + clients.size(), loop.executor(), entropy);
    ClusterClient client = call(loop, () -> new ClusterClient(config, view, environment, loop));
    clients.add(new AttachedClient(client, loop));
    int running = (int) slots.stream().filter(slot -> slot.node != null).count();
    awaitUntil(() -> call(loop, () -> client.metrics().connected() >= running), "the client to connect");
    return client;
  }

  /// Figures of every running node, in order of id, each taken on its own loop.
  public List<NodeMetrics> metrics() {
    List<NodeMetrics> all = new ArrayList<>();
    for (Slot slot : slots) {
      Node node = slot.node;
      if (node != null) {
        all.add(call(slot.loop, node::metrics));
      }
    }
    return all;
  }

  /// Moves what all engines have in memory to disk, and returns when it is there.
  public void flushAll() {
    onAll(Replica::flush);
  }

  /// Returns when no engine owes background work; nobody writes meanwhile.
  public void settleAll() {
    onAll(Replica::settle);
  }

  /// Reorganises every engine completely, and returns when that is done.
  public void compactAll() {
    onAll(Replica::compactAll);
  }

  private void onAll(Function<Replica, JobHandle> action) {
    List<CompletableFuture<Void>> pending = new ArrayList<>();
    for (Slot slot : slots) {
      Node node = slot.node;
      if (node != null) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        pending.add(done);
        JobHandle handle = call(slot.loop, () -> action.apply(node.replica()));
        handle.completion().onDone(failure -> settle(done, failure));
      }
    }
    pending.forEach(EmbeddedCluster::await);
  }

  /// Stops one node and closes its storage; the others keep running.
  public void stop(int id) {
    Slot slot = slots.get(id);
    Node node = slot.node;
    if (node != null) {
      slot.node = null;
      run(slot.loop, node::stop);
    }
    Storage storage = slot.storage;
    if (storage != null) {
      slot.storage = null;
      storage.close();
    }
  }

  /// Starts a stopped node again, at its address and from its storage, and returns when it serves.
  public void restart(int id) {
    Slot slot = slots.get(id);
    if (slot.node != null) {
      throw new IllegalStateException("node " + id + " is running");
    }
    slot.loop.reserve(view.member(id).address());
    await(startReserved(id));
    awaitUntil(this::isFullyConnected, "node " + id + " to connect");
  }

  /// Closes clients, nodes, storages and loops. Idempotent.
  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    for (AttachedClient attached : clients) {
      run(attached.loop, attached.client::close);
    }
    for (int id = 0; id < slots.size(); id++) {
      stop(id);
    }
    loops.forEach(TcpLoop::close);
  }

  private static void run(TcpLoop loop, Runnable action) {
    call(loop, () -> {
      action.run();
      return Boolean.TRUE;
    });
  }

  private static <T> T call(TcpLoop loop, Supplier<T> action) {
    return await(CompletableFuture.supplyAsync(action, loop.executor()));
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.orTimeout(START_TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private static void awaitUntil(BooleanSupplier condition, String what) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("waited 30 s for " + what);
      }
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for " + what, e);
      }
    }
  }
}
