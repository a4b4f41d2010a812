package org.rumbench.simulation;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rumbench.cluster.ClusterConfig;
import org.rumbench.cluster.replica.ReplicaSpec;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.OptionSpec;
import org.rumbench.engine.EngineOptions;
import org.rumbench.runtime.Entropy;
import org.rumbench.runtime.RandomStream;

/// The simulated smoke: a cluster of five under load, one node's power cut and restart in the middle, then everybody's.
///
/// Everything is synced before it is acknowledged, so no acknowledged write may ever be missing: neither from a quorum
/// read at any time, nor, where all replicas acknowledged it, from any single replica at the end. One seed gives one
/// run, and one trace hash over every message byte, storage call, task and timer.
public final class SimulatedSmoke {
  /// What goes wrong while operations run.
  public enum Scenario {
    /// One node's power is off for the middle third.
    OUTAGE,
    /// Power cuts of any nodes and clogged links throughout, overlapping.
    CHAOS
  }

  private static final int NODES = 5;
  private static final int MOST_LANES = 2;
  private static final int IN_FLIGHT = 16;
  private static final int EVERYWHERE_ONE_IN = 4;
  private static final long LIMIT_NANOS = 600_000_000_000L;
  private static final int MOST_VIOLATIONS = 20;
  private static final long SCALED_FROM_BYTES = 64 << 10;
  private static final long SCALED_BY = 64;

  /// What a run came to.
  ///
  /// @param design             the engine's name
  /// @param seed               of every draw
  /// @param traceHash          equal for equal runs
  /// @param traceLength        numbers fed into the hash: the first thing to compare when two hashes differ
  /// @param virtualNanos       how long it lasted in virtual time
  /// @param acknowledgedWrites writes that ended well
  /// @param failedOperations   operations that ended otherwise, as some do while a node is off
  /// @param frames             frames sent
  /// @param frameBytes         bytes in them
  /// @param background         what the engines did beside serving
  /// @param violations         broken promises, one line each, the first twenty; none in a good run
  public record Result(
      String design,
      long seed,
      long traceHash,
      long traceLength,
      long virtualNanos,
      long acknowledgedWrites,
      long failedOperations,
      long frames,
      long frameBytes,
      BackgroundWork background,
      List<String> violations) {
    /// Whether every promise was kept.
    public boolean isGood() {
      return violations.isEmpty();
    }

    /// One line for people and for comparing two processes; equal for equal runs.
    public String line() {
      return String.format(
          Locale.ROOT,
          "%s seed %d trace %016x over %d, %.3f s virtual, %d writes acknowledged, %d operations failed, %d frames of %d"
              + " bytes, %s, %s",
          design, seed, traceHash, traceLength, virtualNanos / 1e9, acknowledgedWrites, failedOperations, frames,
          frameBytes, background, isGood() ? "all promises kept" : violations.size() + " promises broken");
    }
  }

  private final EngineFactory factory;
  private final Scenario scenario;
  private final boolean isChecked;
  private final SimWorkload workload;
  private final SimCluster cluster;
  private final List<String> violations = new ArrayList<>();
  private final WriteLedger ledger = new WriteLedger(this::onViolation);
  private final SmokeClient client;
  private final RandomStream random;
  private final int replicas;
  private int begun;
  private BackgroundWork background = BackgroundWork.NONE;

  private SimulatedSmoke(
      EngineFactory factory, EngineOptions options, long seed, SimWorkload workload, Scenario scenario,
      boolean isChecked) {
    this.factory = factory;
    this.scenario = scenario;
    this.isChecked = isChecked;
    this.workload = workload;
    ReplicaSpec replica = new ReplicaSpec(
        factory, options, Durability.SYNCED, event -> background = background.plus(event));
    int lanes = Entropy.of(seed).child("smoke").stream("lanes").nextInt(MOST_LANES + 1);
    ClusterConfig config = ClusterConfig.defaults().withThreads(lanes, 1);
    this.cluster = new SimCluster(SimCluster.Spec.of(seed, NODES, config, replica));
    this.replicas = cluster.spec().config().replicas();
    this.random = cluster.runtime().entropy().child("smoke").stream("faults");
    cluster.powerOnAll();
    this.client = new SmokeClient(cluster, ledger);
  }

  /// Runs one design with one seed through [Scenario#OUTAGE]; test engines, which keep nothing, are not checked for lost
  /// writes. Lanes are drawn: the engine on the node's loop, or one or two simulated ones.
  public static Result run(EngineFactory factory, EngineOptions options, long seed, SimWorkload workload) {
    return run(factory, options, seed, workload, Scenario.OUTAGE, !factory.isTestEngine());
  }

  /// As [#run(EngineFactory, EngineOptions, long, SimWorkload)], saying what goes wrong and whether lost writes count.
  public static Result run(
      EngineFactory factory, EngineOptions options, long seed, SimWorkload workload, Scenario scenario,
      boolean isChecked) {
    return new SimulatedSmoke(factory, options, seed, workload, scenario, isChecked).run();
  }

  /// The design's default options with every size (an option named `…Bytes` of 64 KiB or more) divided by 64, so that a
  /// run of some thousand records shows flushes, compactions, merges and collections.
  public static EngineOptions scaledDown(EngineFactory factory) {
    EngineOptions defaults = EngineOptions.of(factory.options(), Map.of());
    Map<String, String> scaled = new TreeMap<>();
    for (OptionSpec spec : factory.options()) {
      if (spec.kind() == OptionSpec.Kind.LONG && spec.name().endsWith("Bytes")) {
        long bytes = defaults.longOf(spec.name());
        if (bytes >= SCALED_FROM_BYTES) {
          scaled.put(spec.name(), Long.toString(bytes / SCALED_BY));
        }
      }
    }
    return EngineOptions.of(factory.options(), scaled);
  }

  private void onViolation(String line) {
    if (isChecked && violations.size() < MOST_VIOLATIONS) {
      violations.add(line);
    }
  }

  private Result run() {
    awaitEverybody();
    load();
    switch (scenario) {
      case OUTAGE -> mixWithOutage();
      case CHAOS -> mixWithChaos();
    }
    awaitEverybody();
    verify("after the mix");
    for (int id = 0; id < NODES; id++) {
      cluster.powerCut(id);
    }
    cluster.runtime().runFor(cluster.spec().noticeNanos());
    cluster.powerOnAll();
    awaitEverybody();
    verify("after everybody's power cut");
    return new Result(
        factory.name(), cluster.spec().seed(), cluster.runtime().trace().value(), cluster.runtime().trace().count(),
        cluster.runtime().nanos(), ledger.acknowledgedWrites(), client.failed(), cluster.network().frames(),
        cluster.network().bytes(), background, List.copyOf(violations));
  }

  /// Waits until whoever has not noticed a power cut yet has, and all are connected again.
  private void awaitEverybody() {
    cluster.runtime().runFor(cluster.spec().noticeNanos());
    cluster.awaitWhole(LIMIT_NANOS);
    if (!cluster.runtime().runUntil(client::isConnected, LIMIT_NANOS)) {
      throw new IllegalStateException("the client is not connected to every node");
    }
  }

  private void load() {
    int[] loaded = new int[1];
    client.run("load", IN_FLIGHT, LIMIT_NANOS,
        () -> loaded[0]++ < workload.records() ? ask(workload.nextRecord(), true) : null);
  }

  /// The mix; a node, drawn, is off for its middle third.
  private void mixWithOutage() {
    int victim = random.nextInt(NODES);
    int cutAt = workload.operations() / 3;
    int restartAt = 2 * cutAt;
    Supplier<SmokeClient.@Nullable Ask> asks = () -> {
      if (begun == cutAt) {
        cluster.runtime().schedule(random.nextInt(1_000_000), "power cut", () -> cluster.powerCut(victim));
      } else if (begun == restartAt) {
        cluster.runtime().schedule(1_000_000, "power on", () -> cluster.powerOn(victim));
      }
      return begun++ < workload.operations() ? ask(workload.nextOperation(), false) : null;
    };
    client.run("mix", IN_FLIGHT, LIMIT_NANOS, asks);
  }

  private void mixWithChaos() {
    Chaos chaos = new Chaos(cluster, random);
    chaos.begin();
    client.run("mix", IN_FLIGHT, LIMIT_NANOS,
        () -> begun++ < workload.operations() ? ask(workload.nextOperation(), false) : null);
    chaos.end();
  }

  private SmokeClient.Ask ask(SimOperation operation, boolean mustSucceed) {
    boolean isEverywhere = operation.isWrite() && random.nextInt(EVERYWHERE_ONE_IN) == 0;
    return new SmokeClient.Ask(operation, isEverywhere ? replicas : 0, mustSucceed);
  }

  /// Reads every key: from each replica alone, in turn, and then from all together.
  private void verify(String when) {
    Iterator<ByteBuffer> keys = List.copyOf(ledger.keys()).iterator();
    SimOperation[] reading = new SimOperation[1];
    int[] alone = {replicas};
    client.run(when, 1, LIMIT_NANOS, () -> {
      SimOperation read = reading[0];
      if (read == null || alone[0] > replicas) {
        if (!keys.hasNext()) {
          return null;
        }
        read = SimOperation.read(keys.next().array());
        reading[0] = read;
        alone[0] = 0;
      }
      int quorum = alone[0]++ < replicas ? 1 : replicas;
      return new SmokeClient.Ask(read, quorum, true);
    });
  }
}
