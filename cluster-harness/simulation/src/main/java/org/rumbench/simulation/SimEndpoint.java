package org.rumbench.simulation;

import java.util.ArrayList;
import java.util.List;
import org.rumbench.cluster.membership.NodeAddress;
import org.rumbench.cluster.net.Connection;
import org.rumbench.cluster.net.FrameHandler;
import org.rumbench.cluster.net.Listening;
import org.rumbench.cluster.net.Network;

/// The network as one life of one owner sees it.
final class SimEndpoint implements Network {
  private final SimNetwork network;
  private final String owner;
  private final List<SimConnection> connections = new ArrayList<>();
  private boolean isAlive = true;

  SimEndpoint(SimNetwork network, String owner) {
    this.network = network;
    this.owner = owner;
  }

  String owner() {
    return owner;
  }

  boolean isAlive() {
    return isAlive;
  }

  /// Ends this life; returns its connections.
  List<SimConnection> die() {
    isAlive = false;
    return List.copyOf(connections);
  }

  void add(SimConnection connection) {
    connections.add(connection);
  }

  void remove(SimConnection connection) {
    connections.remove(connection);
  }

  @Override
  public Listening listen(NodeAddress address, FrameHandler handler) {
    return network.listen(this, address, handler);
  }

  @Override
  public Connection connect(NodeAddress address, FrameHandler handler, Object attachment) {
    return network.connect(this, address, handler, attachment);
  }
}
