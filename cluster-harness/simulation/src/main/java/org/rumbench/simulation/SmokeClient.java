package org.rumbench.simulation;

import java.util.Arrays;
import java.util.function.Supplier;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.cluster.client.ClientOperation;
import org.rumbench.cluster.client.ClusterClient;
import org.rumbench.cluster.message.Outcome;
import org.rumbench.cluster.net.Network;
import org.rumbench.runtime.Environment;

/// The client of a simulated run: a closed loop of operations through the real [ClusterClient], whose every answer is
/// held against a [WriteLedger]. Operations begin and end on its own loop.
final class SmokeClient {
  private static final String OWNER = "client";
  private static final long PAUSE_AFTER_FAILURE_NANOS = 5_000_000;

  /// One request: what, with which quorum (0 for the configured one), and whether it must succeed.
  record Ask(SimOperation operation, int quorum, boolean mustSucceed) {}

  /// One operation in flight.
  private final class Slot {
    final ClientOperation request = new ClientOperation();
    final UnsafeBuffer key = new UnsafeBuffer(new byte[0]);
    final UnsafeBuffer value = new UnsafeBuffer(new byte[0]);
    private @Nullable Ask ask;
    private long promised;

    void next() {
      Ask drawn = source.get();
      ask = drawn;
      if (drawn == null) {
        active--;
        return;
      }
      SimOperation operation = drawn.operation();
      key.wrap(operation.key());
      value.wrap(operation.value());
      if (operation.isWrite()) {
        request.put(key, 0, key.capacity(), value, 0, value.capacity());
      } else {
        request.get(key, 0, key.capacity());
        promised = ledger.promised(operation.key(), drawn.quorum() != 1);
      }
      connected().submit(request.quorum(drawn.quorum()), completed -> ended());
    }

    private void ended() {
      Ask done = ask;
      if (done != null) {
        note(done);
      }
      // Through the loop, so that a refusal inside submit does not recurse; later where the cluster was of no use.
      long pauseNanos = request.outcome() == Outcome.OK ? 0 : PAUSE_AFTER_FAILURE_NANOS;
      environment.scheduler().schedule(pauseNanos, this::next);
    }

    private void note(Ask done) {
      SimOperation operation = done.operation();
      outcomes[request.outcome().ordinal()]++;
      boolean isOk = request.outcome() == Outcome.OK;
      if (operation.isWrite()) {
        if (request.version() != 0) {
          ledger.attempted(operation.key(), request.version(), operation.value());
        }
        if (isOk) {
          ledger.acknowledged(operation.key(), request.version(), done.quorum() == replicas);
        }
      } else if (isOk) {
        byte[] found = new byte[request.valueLength()];
        request.valueBuffer().getBytes(request.valueOffset(), found);
        ledger.checkRead(phase, operation.key(), promised, request.version(), found);
      }
      if (!isOk && done.mustSucceed()) {
        ledger.violated(phase + ": " + (operation.isWrite() ? "a write" : "a read") + " ended as " + request.outcome()
            + " (" + request.text() + ")");
      }
    }
  }

  private final SimCluster cluster;
  private final WriteLedger ledger;
  private final Environment environment;
  private final int replicas;
  private final long[] outcomes = new long[Outcome.values().length];
  private @Nullable ClusterClient client;
  private Supplier<@Nullable Ask> source = () -> null;
  private String phase = "";
  private int active;

  SmokeClient(SimCluster cluster, WriteLedger ledger) {
    this.cluster = cluster;
    this.ledger = ledger;
    this.environment = cluster.runtime().environment(OWNER);
    this.replicas = cluster.spec().config().replicas();
    Network network = cluster.network().endpoint(OWNER);
    environment.scheduler().execute(
        () -> client = new ClusterClient(cluster.spec().config(), cluster.view(), environment, network));
  }

  private ClusterClient connected() {
    ClusterClient open = client;
    if (open == null) {
      throw new IllegalStateException("the client has not begun");
    }
    return open;
  }

  boolean isConnected() {
    ClusterClient open = client;
    return open != null && open.isConnected();
  }

  /// Runs what `asks` gives until it gives null, `inFlight` at a time; returns when all have ended.
  void run(String name, int inFlight, long limitNanos, Supplier<@Nullable Ask> asks) {
    phase = name;
    source = asks;
    active = inFlight;
    for (int i = 0; i < inFlight; i++) {
      environment.scheduler().execute(new Slot()::next);
    }
    if (!cluster.runtime().runUntil(() -> active == 0, limitNanos)) {
      throw new IllegalStateException(
          "phase '" + name + "' has " + active + " operations in flight after " + limitNanos + " ns of virtual time");
    }
  }

  /// Operations that ended with an outcome.
  long count(Outcome outcome) {
    return outcomes[outcome.ordinal()];
  }

  long failed() {
    return Arrays.stream(outcomes).sum() - count(Outcome.OK);
  }
}
