package org.rumbench.cluster.net.system;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.rumbench.cluster.membership.NodeAddress;

/// The ceiling of every cluster figure: the messages of the cluster over the same transport, encoded and decoded, with no
/// cluster behind them: no ring, no versions, no quorums, no engine. Reads and writes alternate; a read is answered with
/// a value of the given size. Blocks.
public final class BareExchange {
  private static final int NODES = 3;

  private BareExchange() {}

  /// A client's message and a coordinator's answer over one connection between two loop threads, `inFlight` at a time,
  /// for about `millis` after as long a warm-up. Returns exchanges per second.
  public static double run(int millis, int inFlight, int valueBytes) {
    return run(1, millis, inFlight, valueBytes);
  }

  /// As [#run], but every message that an operation costs a cluster of three nodes with N=3, R=2, W=2: three responders
  /// on one loop, of which the one asked sends a write on to both others and a read to one, and answers the client when
  /// the first of them has answered. Returns operations per second.
  public static double runReplicated(int millis, int inFlight, int valueBytes) {
    return run(NODES, millis, inFlight, valueBytes);
  }

  private static double run(int nodes, int millis, int inFlight, int valueBytes) {
    try (TcpLoop server = TcpLoop.start("bare-server");
        TcpLoop client = TcpLoop.start("bare-client")) {
      List<NodeAddress> addresses = new ArrayList<>();
      CompletableFuture<Void> isMeshed = new CompletableFuture<>();
      List<BareResponder> responders = new ArrayList<>();
      for (int i = 0; i < nodes; i++) {
        addresses.add(server.reserve(new NodeAddress("127.0.0.1", 0)));
        responders.add(new BareResponder(valueBytes, nodes - 1));
      }
      server.executor().execute(() -> mesh(server, addresses, responders, isMeshed));
      isMeshed.join();
      BareAsker asker = new BareAsker(nodes, inFlight, valueBytes, millis * 1_000_000L);
      client.executor().execute(() -> addresses.forEach(address -> client.connect(address, asker, asker)));
      return asker.rate().join();
    }
  }

  private static void mesh(
      TcpLoop loop, List<NodeAddress> addresses, List<BareResponder> responders, CompletableFuture<Void> isMeshed) {
    Runnable onMeshed =
        () -> {
          if (responders.stream().allMatch(BareResponder::isMeshed)) {
            isMeshed.complete(null);
          }
        };
    for (int i = 0; i < responders.size(); i++) {
      BareResponder responder = responders.get(i);
      responder.setOnMeshed(onMeshed);
      loop.listen(addresses.get(i), responder);
      for (int lower = 0; lower < i; lower++) {
        loop.connect(addresses.get(lower), responder, responder);
      }
    }
    onMeshed.run();
  }
}
