package org.rumbench.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.cluster.membership.NodeAddress;
import org.rumbench.cluster.net.Connection;
import org.rumbench.cluster.net.FrameHandler;
import org.rumbench.cluster.net.Network;
import org.rumbench.runtime.Seeds;
import org.rumbench.runtime.sim.SimRuntime;

class SimNetworkTest {
  private static final NodeAddress SERVER = new NodeAddress("server", 7000);

  /// A handler that logs, and answers each number with its double when it serves.
  private static final class Peer implements FrameHandler {
    final List<Long> received = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    final boolean isServing;

    Peer(boolean isServing) {
      this.isServing = isServing;
    }

    @Override
    public void onOpened(Connection connection) {
      events.add("opened " + connection.isOpen());
    }

    @Override
    public void onFrame(Connection connection, UnsafeBuffer buffer, int offset, int length) {
      assertThat(length).isEqualTo(Long.BYTES);
      long number = buffer.getLong(offset);
      received.add(number);
      if (isServing) {
        send(connection, 2 * number);
      }
    }

    @Override
    public void onClosed(Connection connection, String cause) {
      events.add("closed: " + cause);
    }
  }

  /// A client and a server that are connected.
  private static final class Room {
    final SimRuntime runtime;
    final SimNetwork network;
    final Peer client = new Peer(false);
    final Peer server = new Peer(true);
    final Connection connection;

    Room(long seed, LinkModel model) {
      runtime = new SimRuntime(seed);
      network = new SimNetwork(runtime, model);
      Network there = network.endpoint("server");
      Network here = network.endpoint("client");
      Connection[] dialled = new Connection[1];
      runtime.environment("server").scheduler().execute(() -> there.listen(SERVER, server));
      runtime.runUntilIdle();
      runtime.environment("client").scheduler().execute(() -> dialled[0] = here.connect(SERVER, client, "attached"));
      runtime.runUntilIdle();
      connection = dialled[0];
    }

    void sendAll(int count) {
      for (int i = 0; i < count; i++) {
        long number = i;
        runtime.environment("client").scheduler().schedule(i * 10_000L, () -> send(connection, number));
      }
    }
  }

  private static void send(Connection connection, long number) {
    int index = connection.claim(100);
    connection.buffer().putLong(index, number);
    connection.commit(Long.BYTES);
  }

  @Test
  void framesArriveWholeInOrderAndAnswersComeBack() {
    Seeds.of(10).forEach(seed -> {
      Room room = new Room(seed, LinkModel.steady());
      assertThat(room.client.events).containsExactly("opened true");
      assertThat(room.server.events).containsExactly("opened true");
      assertThat(room.connection.attachment()).isEqualTo("attached");
      room.sendAll(500);
      room.runtime.runUntilIdle();
      assertThat(room.server.received).as("seed %d", seed).hasSize(500).isSorted();
      assertThat(room.client.received).as("seed %d", seed).hasSize(500).isSorted();
      assertThat(room.network.frames()).isEqualTo(1_000);
      assertThat(room.network.bytes()).isEqualTo(8_000);
    });
  }

  @Test
  void aFaultyLinkLosesRepeatsAndReordersAndOneSeedDoesItAlike() {
    LinkModel bad = LinkModel.steady().withFaults(0.05, 0.05, 0.05);
    Seeds.of(5).forEach(seed -> {
      Room room = new Room(seed, bad);
      room.sendAll(1_000);
      room.runtime.runUntilIdle();
      List<Long> received = room.server.received;
      assertThat(received.stream().distinct().count()).as("seed %d", seed).isBetween(900L, 985L);
      assertThat(received.size()).isGreaterThan((int) received.stream().distinct().count());
      assertThat(received.stream().sorted().toList()).isNotEqualTo(received);
      Room again = new Room(seed, bad);
      again.sendAll(1_000);
      again.runtime.runUntilIdle();
      assertThat(again.server.received).isEqualTo(received);
      assertThat(again.runtime.trace().value()).isEqualTo(room.runtime.trace().value());
    });
  }

  @Test
  void theTraceHashDependsOnEveryByteSent() {
    Room one = new Room(1, LinkModel.steady());
    Room other = new Room(1, LinkModel.steady());
    assertThat(one.runtime.trace().value()).isEqualTo(other.runtime.trace().value());
    one.runtime.environment("client").scheduler().execute(() -> send(one.connection, 1));
    other.runtime.environment("client").scheduler().execute(() -> send(other.connection, 1L << 50));
    one.runtime.runUntilIdle();
    other.runtime.runUntilIdle();
    assertThat(one.runtime.nanos()).isEqualTo(other.runtime.nanos());
    assertThat(one.runtime.trace().value()).isNotEqualTo(other.runtime.trace().value());
  }

  @Test
  void aCloggedLinkDeliversInOrderOnceItOpensAndACutOneNever() {
    Room room = new Room(1, LinkModel.steady());
    room.network.clog("client", "server");
    room.sendAll(10);
    room.runtime.runUntilIdle();
    assertThat(room.server.received).isEmpty();
    room.network.heal("client", "server");
    room.runtime.runUntilIdle();
    assertThat(room.server.received).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    room.network.cut("server", "client");
    room.sendAll(3);
    room.runtime.runUntilIdle();
    room.network.heal("server", "client");
    room.runtime.runUntilIdle();
    assertThat(room.server.received).hasSize(13);
    assertThat(room.client.received).hasSize(10);
  }

  @Test
  void closingSendsWhatIsCommittedAndTellsBothSidesOnce() {
    Room room = new Room(1, LinkModel.steady());
    room.runtime.environment("client").scheduler().execute(() -> {
      send(room.connection, 7);
      room.connection.close();
      room.connection.close();
      assertThat(room.connection.isOpen()).isFalse();
      send(room.connection, 8);
    });
    room.runtime.runUntilIdle();
    assertThat(room.server.received).containsExactly(7L);
    assertThat(room.server.events).containsExactly("opened true", "closed: closed by client");
    assertThat(room.client.events).containsExactly("opened true", "closed: closed here");
  }

  @Test
  void aPowerCutIsNoticedLateAndANewLifeGetsNothingOfTheOld() {
    Room room = new Room(1, LinkModel.steady());
    long before = room.runtime.nanos();
    room.sendAll(5);
    room.runtime.kill("server");
    room.network.powerCut("server", 2_000_000);
    Peer reborn = new Peer(true);
    Network again = room.network.endpoint("server");
    room.runtime.environment("server").scheduler().execute(() -> again.listen(SERVER, reborn));
    room.runtime.runUntil(() -> room.client.events.size() == 2);
    assertThat(room.runtime.nanos() - before).isGreaterThanOrEqualTo(2_000_000);
    assertThat(room.client.events).last().isEqualTo("closed: server does not answer any more");
    room.runtime.runUntilIdle();
    assertThat(room.server.received).isEmpty();
    assertThat(reborn.received).isEmpty();
    assertThat(reborn.events).isEmpty();
  }

  @Test
  void diallingWhereNobodyListensEndsAfterATime() {
    Room room = new Room(1, LinkModel.steady());
    Peer lonely = new Peer(false);
    Network network = room.network.endpoint("lonely");
    room.runtime.environment("lonely").scheduler().execute(
        () -> network.connect(new NodeAddress("nobody", 1), lonely, "x"));
    room.runtime.runUntilIdle();
    assertThat(lonely.events).containsExactly("closed: no answer from nobody:1");
  }

  @Test
  void diallingSomebodyWhosePowerGoesBeforeItAcceptsEndsAfterATime() {
    Room room = new Room(1, LinkModel.steady());
    Peer early = new Peer(false);
    Network network = room.network.endpoint("early");
    room.runtime.environment("early").scheduler().execute(() -> network.connect(SERVER, early, "x"));
    room.runtime.schedule(10_000, "cut", () -> {
      room.network.powerCut("server", 1_000_000);
      room.runtime.kill("server");
    });
    room.runtime.runUntilIdle();
    assertThat(early.events).containsExactly("closed: no answer from server:7000");
  }
}
