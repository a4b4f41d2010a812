package org.rumbench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.rumbench.cluster.TestCluster.Result;
import org.rumbench.cluster.message.Outcome;
import org.rumbench.cluster.message.WriteOrigin;
import org.rumbench.cluster.node.Node;
import org.rumbench.cluster.node.NodeState;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.Seeds;

/// The cluster as a whole, in virtual time.
class ClusterTest {
  private static final ClusterConfig CONFIG = ClusterConfig.defaults();
  private static final long SECOND = 1_000_000_000L;

  @Test
  void everyCoordinatorReturnsWhatWasPut() {
    TestCluster cluster = TestCluster.start(CONFIG.withCoordinatorChoice(CoordinatorChoice.ROUND_ROBIN), 5);
    for (int i = 0; i < 50; i++) {
      assertThat(cluster.put("key" + i, "value" + i).outcome()).isEqualTo(Outcome.OK);
    }
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < 50; i++) {
        assertThat(cluster.get("key" + i).value()).isEqualTo("value" + i);
      }
    }
    assertThat(cluster.nodes).allSatisfy(node -> assertThat(node.metrics().coordinator().reads()).isPositive());
  }

  @Test
  void writeGoesToAllReplicasAndToNobodyElse() {
    TestCluster cluster = TestCluster.start(CONFIG, 5);
    cluster.put("key", "value");
    cluster.runtime.runFor(SECOND);
    int holders = 0;
    for (int id = 0; id < 5; id++) {
      holders += cluster.held(id, "key").equals("value") ? 1 : 0;
    }
    assertThat(holders).isEqualTo(3);
  }

  @Test
  void emptyValueIsFoundAndAnAbsentKeyIsNot() {
    TestCluster cluster = TestCluster.start(CONFIG, 3);
    cluster.put("empty", "");
    assertThat(cluster.get("empty").value()).isEmpty();
    assertThat(cluster.get("never").value()).isNull();
    assertThat(cluster.get("never").outcome()).isEqualTo(Outcome.OK);
  }

  @Test
  void deletionWinsOverAReplicaThatMissedIt() {
    TestCluster cluster = TestCluster.start(CONFIG.withReads(ReadRepair.ASYNCHRONOUS, true), 3);
    cluster.put("key", "value");
    loseAllTo(cluster, 2);
    until(cluster, Outcome.OK, () -> cluster.delete("key"));
    cluster.runtime.runFor(10 * SECOND);
    cluster.network.healAll();
    assertThat(cluster.held(2, "key")).isEqualTo("value");
    for (int i = 0; i < 10; i++) {
      assertThat(cluster.get("key").value()).isNull();
      cluster.runtime.runFor(SECOND);
    }
    assertThat(cluster.held(2, "key")).isEqualTo("deleted");
  }

  private static void loseAllTo(TestCluster cluster, int id) {
    for (int other = 0; other < cluster.nodes.size(); other++) {
      cluster.network.lose("node-" + other, "node-" + id);
    }
    cluster.network.lose("client", "node-" + id);
  }

  /// An operation whose coordinator is the cut-off node times out at the client; the next goes to another.
  private static Result until(TestCluster cluster, Outcome wanted, java.util.function.Supplier<Result> operation) {
    for (int i = 0; i < 10; i++) {
      Result result = operation.get();
      if (result.outcome() == wanted) {
        return result;
      }
    }
    throw new AssertionError("never " + wanted + " at " + cluster.runtime.nanos());
  }

  @Test
  void readRepairHealsAStaleReplicaAndIsCountedApart() {
    TestCluster cluster = TestCluster.start(CONFIG.withReads(ReadRepair.ASYNCHRONOUS, true), 3);
    cluster.put("key", "old");
    loseAllTo(cluster, 1);
    until(cluster, Outcome.OK, () -> cluster.put("key", "new"));
    cluster.runtime.runFor(10 * SECOND);
    assertThat(cluster.held(1, "key")).isEqualTo("old");
    cluster.network.healAll();
    assertThat(cluster.get("key", 3)).satisfies(result -> {
      assertThat(result.value()).isEqualTo("new");
      assertThat(result.isRepaired()).isTrue();
      assertThat(result.answered()).isEqualTo(3);
    });
    cluster.runtime.runFor(SECOND);
    assertThat(cluster.held(1, "key")).isEqualTo("new");
    var repaired = cluster.nodes.get(1).metrics().replica().accepted().row(WriteOrigin.REPAIR);
    assertThat(repaired.records()).isEqualTo(1);
    assertThat(repaired.payloadBytes()).isEqualTo(6);
    assertThat(cluster.get("key", 3).isRepaired()).isFalse();
  }

  @Test
  void withoutReadRepairAStaleReplicaStaysStale() {
    TestCluster cluster = TestCluster.start(CONFIG.withReads(ReadRepair.NONE, true), 3);
    cluster.put("key", "old");
    loseAllTo(cluster, 1);
    until(cluster, Outcome.OK, () -> cluster.put("key", "new"));
    cluster.runtime.runFor(10 * SECOND);
    cluster.network.healAll();
    assertThat(cluster.get("key", 3).value()).isEqualTo("new");
    cluster.runtime.runFor(SECOND);
    assertThat(cluster.held(1, "key")).isEqualTo("old");
  }

  @Test
  void blockingRepairAnswersOnceTheQuorumHasTheWinner() {
    TestCluster cluster = TestCluster.start(CONFIG.withReads(ReadRepair.BLOCKING, false), 3);
    cluster.put("key", "old");
    // Only one replica gets the next write.
    for (int from = 0; from < 3; from++) {
      for (int to = 0; to < 3; to++) {
        cluster.network.lose("node-" + from, "node-" + to);
      }
    }
    assertThat(cluster.await(TestCluster.put("key", "new", 1)).outcome()).isEqualTo(Outcome.OK);
    cluster.runtime.runFor(10 * SECOND);
    cluster.network.healAll();
    boolean wasSeen = false;
    for (int i = 0; i < 20; i++) {
      boolean isNew = "new".equals(cluster.get("key").value());
      assertThat(isNew || !wasSeen).as("quorum reads never go backwards").isTrue();
      if (isNew && !wasSeen) {
        int holders = 0;
        for (int id = 0; id < 3; id++) {
          holders += cluster.held(id, "key").equals("new") ? 1 : 0;
        }
        assertThat(holders).isGreaterThanOrEqualTo(2);
      }
      wasSeen |= isNew;
    }
    assertThat(wasSeen).isTrue();
  }

  @Test
  void silentReplicasMakeAWriteTimeOutIndeterminate() {
    TestCluster cluster = TestCluster.start(CONFIG, 3);
    cluster.network.lose("node-1", "node-0");
    cluster.network.lose("node-2", "node-0");
    cluster.network.lose("node-0", "node-1");
    cluster.network.lose("node-2", "node-1");
    cluster.network.lose("node-0", "node-2");
    cluster.network.lose("node-1", "node-2");
    long before = cluster.runtime.nanos();
    Result result = cluster.put("key", "value");
    assertThat(result.outcome()).isEqualTo(Outcome.TIMED_OUT);
    assertThat(result.isIndeterminate()).isTrue();
    assertThat(result.answered()).isEqualTo(1);
    assertThat(cluster.runtime.nanos() - before).isBetween(2 * SECOND, 3 * SECOND);
    assertThat(cluster.await(TestCluster.put("key", "value", 1)).outcome()).isEqualTo(Outcome.OK);
    Result read = cluster.get("key");
    assertThat(read.outcome()).isEqualTo(Outcome.TIMED_OUT);
    assertThat(read.isIndeterminate()).isFalse();
  }

  @Test
  void stoppedReplicasMakeAWriteUnavailableAtOnce() {
    TestCluster cluster = TestCluster.start(CONFIG, 3);
    cluster.stop(1);
    assertThat(cluster.put("key", "value").outcome()).isEqualTo(Outcome.OK);
    cluster.stop(2);
    int applied = cluster.engine(0).applied;
    long before = cluster.runtime.nanos();
    Result result = cluster.put("key", "value");
    assertThat(result.outcome()).isEqualTo(Outcome.UNAVAILABLE);
    assertThat(result.isIndeterminate()).isFalse();
    assertThat(result.text()).isEqualTo("2 replicas needed, 1 live");
    assertThat(cluster.runtime.nanos() - before).isLessThan(SECOND / 100);
    assertThat(cluster.engine(0).applied).isEqualTo(applied);
    assertThat(cluster.get("key").outcome()).isEqualTo(Outcome.UNAVAILABLE);
    assertThat(cluster.get("key", 1).value()).isEqualTo("value");
    cluster.stop(0);
    assertThat(cluster.get("key", 1).outcome()).isEqualTo(Outcome.UNAVAILABLE);
  }

  @Test
  void replicaThatStopsInTheMiddleEndsTheRequestBeforeItsTimeout() {
    TestCluster cluster = TestCluster.start(CONFIG.withCoordinatorChoice(CoordinatorChoice.ROUND_ROBIN), 3);
    cluster.network.lose("node-2", "node-0");
    cluster.network.lose("node-2", "node-1");
    List<Result> results = cluster.submit(TestCluster.put("key", "value", 3));
    cluster.runtime.runFor(SECOND / 10);
    boolean wasCoordinator = cluster.nodes.get(2).metrics().coordinator().inFlight() > 0;
    long before = cluster.runtime.nanos();
    cluster.network.healAll();
    cluster.stop(2);
    Result result = cluster.await(results);
    assertThat(wasCoordinator || cluster.runtime.nanos() - before < SECOND / 10).isTrue();
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.isIndeterminate()).isTrue();
    assertThat(result.text()).contains("connection to node 2 lost");
  }

  @Test
  void stalledWritesWaitAndAreDoneInOrder() {
    TestCluster cluster = TestCluster.start(CONFIG, 3);
    for (int id = 0; id < 3; id++) {
      cluster.engine(id).isStalled = true;
    }
    List<List<Result>> results = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      results.add(cluster.submit(TestCluster.put("key" + i % 3, "value" + i, 0)));
    }
    cluster.runtime.runFor(SECOND);
    assertThat(results).allSatisfy(result -> assertThat(result).isEmpty());
    assertThat(cluster.nodes.get(0).metrics().replica().parkedNow()).isEqualTo(10);
    for (int id = 0; id < 3; id++) {
      cluster.engine(id).unstall();
    }
    for (List<Result> result : results) {
      assertThat(cluster.await(result).outcome()).isEqualTo(Outcome.OK);
    }
    assertThat(cluster.get("key0").value()).isEqualTo("value9");
    assertThat(cluster.nodes.get(0).metrics().replica().parkedNow()).isZero();
  }

  @Test
  void stalledWriteWhoseTimeIsOverIsNotExecuted() {
    TestCluster cluster = TestCluster.start(CONFIG, 3);
    for (int id = 0; id < 3; id++) {
      cluster.engine(id).isStalled = true;
    }
    Result result = cluster.put("key", "value");
    assertThat(result.outcome()).isEqualTo(Outcome.TIMED_OUT);
    assertThat(result.isIndeterminate()).isTrue();
    cluster.runtime.runFor(SECOND);
    for (int id = 0; id < 3; id++) {
      cluster.engine(id).unstall();
    }
    cluster.runtime.runFor(SECOND);
    for (int id = 0; id < 3; id++) {
      assertThat(cluster.engine(id).applied).isZero();
      assertThat(cluster.nodes.get(id).metrics().replica().expired()).isEqualTo(1);
    }
    assertThat(cluster.put("key", "later").outcome()).isEqualTo(Outcome.OK);
  }

  @Test
  void moreStalledWritesThanAllowedAreRefusedAsOverloaded() {
    TestCluster cluster = TestCluster.start(CONFIG.withLimits(2_000, 4, 1_000, 10_240), 3);
    for (int id = 0; id < 3; id++) {
      cluster.engine(id).isStalled = true;
    }
    List<List<Result>> results = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      results.add(cluster.submit(TestCluster.put("key" + i, "value", 0)));
    }
    cluster.runtime.runFor(SECOND);
    assertThat(results.stream().flatMap(List::stream).map(Result::outcome))
        .hasSize(2)
        .containsOnly(Outcome.OVERLOADED);
    for (int id = 0; id < 3; id++) {
      cluster.engine(id).unstall();
    }
    cluster.runtime.runFor(SECOND);
    assertThat(results.stream().flatMap(List::stream).filter(result -> result.outcome() == Outcome.OK)).hasSize(4);
  }

  @Test
  void pendingWriteIsAcknowledgedWhenItIsDurable() {
    TestCluster cluster = TestCluster.start(CONFIG, 3);
    for (int id = 0; id < 3; id++) {
      cluster.engine(id).isPending = true;
    }
    List<Result> results = cluster.submit(TestCluster.put("key", "value", 0));
    cluster.runtime.runFor(SECOND);
    assertThat(results).isEmpty();
    cluster.engine(0).sync();
    cluster.runtime.runFor(SECOND / 10);
    assertThat(results).isEmpty();
    cluster.engine(2).sync();
    assertThat(cluster.await(results).outcome()).isEqualTo(Outcome.OK);
  }

  @Test
  void failingReplicaIsReplacedInReadsAndCountedInWrites() {
    TestCluster cluster = TestCluster.start(CONFIG, 3);
    cluster.put("key", "value");
    cluster.runtime.runFor(SECOND);
    cluster.engine(1).isFailing = true;
    for (int i = 0; i < 12; i++) {
      assertThat(cluster.get("key").value()).isEqualTo("value");
    }
    long extra = cluster.nodes.stream().mapToLong(node -> node.metrics().coordinator().extraReads()).sum();
    assertThat(extra).isPositive();
    assertThat(cluster.get("key", 3)).satisfies(result -> {
      assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
      assertThat(result.text()).contains("read failed on demand");
    });
    assertThat(cluster.put("key", "other").outcome()).isEqualTo(Outcome.OK);
    Result all = cluster.await(TestCluster.put("key", "third", 3));
    assertThat(all.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(all.isIndeterminate()).isTrue();
    assertThat(cluster.get("key").value()).isEqualTo("third");
  }

  @Test
  void startingNodeIsNotLiveUntilItServes() {
    TestCluster cluster = TestCluster.create(CONFIG, 3, 1);
    cluster.factories.get(2).isSlow = true;
    cluster.startAll();
    cluster.runtime.runFor(SECOND);
    assertThat(cluster.nodes.get(2).state()).isEqualTo(NodeState.STARTING);
    assertThat(cluster.put("key", "value").outcome()).isEqualTo(Outcome.OK);
    assertThat(cluster.await(TestCluster.put("key", "value", 3)).outcome()).isEqualTo(Outcome.UNAVAILABLE);
    cluster.factories.get(2).isSlow = false;
    assertThat(cluster.runtime.runUntil(() -> cluster.client().isConnected(), 10 * SECOND)).isTrue();
    cluster.runtime.runFor(SECOND / 100);
    assertThat(cluster.await(TestCluster.put("key", "value", 3)).outcome()).isEqualTo(Outcome.OK);
  }

  @Test
  void stoppedNodeComesBackWithTheNextIncarnation() {
    TestCluster cluster = TestCluster.start(CONFIG, 3);
    assertThat(cluster.nodes.get(1).metrics().incarnation()).isEqualTo(1);
    cluster.stop(1);
    Node again = cluster.startNode(1, 2, cluster.media.get(1));
    cluster.nodes.set(1, again);
    assertThat(cluster.runtime.runUntil(() -> cluster.client().isConnected(), 10 * SECOND)).isTrue();
    cluster.runtime.runFor(2 * SECOND);
    assertThat(again.metrics().incarnation()).isEqualTo(2);
    assertThat(cluster.await(TestCluster.put("key", "value", 3)).outcome()).isEqualTo(Outcome.OK);
  }

  @Test
  void directoryOfAnotherNodeIsRefused() {
    TestCluster cluster = TestCluster.start(CONFIG, 3);
    cluster.stop(1);
    Node stranger = cluster.startNode(1, 2, cluster.media.get(2));
    cluster.runtime.runFor(SECOND);
    assertThat(stranger.state()).isEqualTo(NodeState.FAILED);
    assertThat(stranger.failure()).hasMessage("the directory belongs to node 2, not to node 1");
  }

  @Test
  void recordOverTheLimitIsRefusedByTheClientWithBothSizes() {
    TestCluster cluster = TestCluster.start(CONFIG, 3);
    assertThat(cluster.put("key", "v".repeat(10_240 - 3)).outcome()).isEqualTo(Outcome.OK);
    Result result = cluster.put("key", "v".repeat(10_240 - 2));
    assertThat(result.outcome()).isEqualTo(Outcome.TOO_LARGE);
    assertThat(result.text()).isEqualTo("key of 3 and value of 10238 bytes are over 10240");
    assertThat(result.isIndeterminate()).isFalse();
  }

  @Test
  void quorumOutOfRangeIsRefused() {
    TestCluster cluster = TestCluster.start(CONFIG, 5);
    assertThat(cluster.get("key", 4).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(cluster.await(TestCluster.put("key", "value", 4)).outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void scanAgreesWithAModelAlthoughReplicasAreStale() {
    Seeds.of(5).forEach(seed -> {
      TestCluster cluster = TestCluster.create(CONFIG, 5, seed);
      cluster.startAll();
      assertThat(cluster.runtime.runUntil(() -> cluster.client().isConnected(), 60 * SECOND)).isTrue();
      cluster.runtime.runFor(SECOND);
      RandomStream random = new RandomStream(seed);
      TreeMap<String, String> model = new TreeMap<>();
      for (int i = 0; i < 300; i++) {
        cluster.network.healAll();
        int stale = random.nextInt(5);
        for (int other = 0; other < 5; other++) {
          // One replica misses the write; the coordinator still has its quorum.
          cluster.network.lose("node-" + other, "node-" + stale);
        }
        String key = "key" + random.nextInt(80);
        boolean isDelete = random.nextInt(3) == 0;
        String value = "value" + i;
        Result result = isDelete ? cluster.delete(key) : cluster.put(key, value);
        if (result.outcome() == Outcome.OK) {
          if (isDelete) {
            model.remove(key);
          } else {
            model.put(key, value);
          }
        } else {
          // Whatever became of it, the next write decides.
          cluster.network.healAll();
          assertThat(cluster.put(key, value).outcome()).as("seed %d", seed).isEqualTo(Outcome.OK);
          model.put(key, value);
        }
      }
      cluster.network.healAll();
      cluster.runtime.runFor(10 * SECOND);
      for (int count : new int[] {1, 3, 10, 200}) {
        for (String from : new String[] {"", "key1", "key39", "key4x", "z"}) {
          List<String> expected = model.tailMap(from).entrySet().stream()
              .limit(count)
              .map(entry -> entry.getKey() + "=" + entry.getValue())
              .toList();
          Result result = cluster.scan(from, count, 0);
          assertThat(result.outcome()).as("seed %d", seed).isEqualTo(Outcome.OK);
          assertThat(result.records()).as("seed %d, %d from '%s'", seed, count, from).isEqualTo(expected);
        }
      }
    });
  }

  @Test
  void scanLargerThanAPageIsWhole() {
    TestCluster cluster = TestCluster.start(CONFIG, 3);
    String value = "v".repeat(10_000);
    for (int i = 0; i < 150; i++) {
      assertThat(cluster.put("key%03d".formatted(i), value).outcome()).isEqualTo(Outcome.OK);
    }
    Result result = cluster.scan("", 140, 0);
    assertThat(result.outcome()).isEqualTo(Outcome.OK);
    assertThat(result.records()).hasSize(140);
    assertThat(result.records().get(139)).startsWith("key139=");
  }

  @Test
  void scanOverManyDeletionsEnds() {
    TestCluster cluster = TestCluster.start(CONFIG.withQuorums(1, 1, 1), 1);
    for (int i = 0; i < 5_000; i++) {
      cluster.delete("key%04d".formatted(i));
    }
    cluster.put("last", "value");
    assertThat(cluster.scan("", 1, 0).records()).containsExactly("last=value");
    assertThat(cluster.scan("", 0, 0).records()).isEmpty();
  }

  @Test
  void scanNeedsEnoughLiveReplicasOfEveryPartition() {
    TestCluster cluster = TestCluster.start(CONFIG, 5);
    cluster.put("key", "value");
    cluster.stop(4);
    assertThat(cluster.scan("", 10, 0).records()).containsExactly("key=value");
    assertThat(cluster.scan("", 10, 3).outcome()).isEqualTo(Outcome.UNAVAILABLE);
  }

  @Test
  void scanOfADesignWithoutOrderIsUnsupported() {
    TestCluster cluster = TestCluster.create(CONFIG, 3, 1);
    cluster.factories.forEach(factory -> factory.canScan = false);
    cluster.startAll();
    cluster.runtime.runUntil(() -> cluster.client().isConnected(), 60 * SECOND);
    Result result = cluster.scan("", 10, 0);
    assertThat(result.outcome()).isEqualTo(Outcome.UNSUPPORTED);
    assertThat(result.text()).isEqualTo("test has no ordered scan");
  }

  @Test
  void bytesAreCountedByOrigin() {
    TestCluster cluster = TestCluster.start(CONFIG, 3);
    cluster.put("key", "value");
    cluster.delete("key");
    cluster.runtime.runFor(SECOND);
    for (Node node : cluster.nodes) {
      var row = node.metrics().replica().accepted().row(WriteOrigin.CLIENT);
      assertThat(row.records()).isEqualTo(2);
      assertThat(row.keyBytes()).isEqualTo(6);
      assertThat(row.valueBytes()).isEqualTo(5);
      assertThat(row.versionBytes()).isEqualTo(8 + 1 + 8);
    }
  }
}
