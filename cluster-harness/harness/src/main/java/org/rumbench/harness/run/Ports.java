package org.rumbench.harness.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.rumbench.harness.UserException;
import org.rumbench.harness.plan.Configuration;

/// Whether the ports that a cell's nodes are to listen on are free, asked before anything is measured.
final class Ports {
  private static final int LARGEST_PORT = 65_535;

  private Ports() {}

  /// Refuses a configuration whose `cluster.basePort` leads to a port that is in use or does not exist.
  static void check(Configuration configuration) {
    long base = configuration.longOf("cluster.basePort");
    if (base == 0 || !configuration.text("target").equals("embedded")) {
      return;
    }
    long last = base + configuration.longOf("cluster.nodes") - 1;
    if (last > LARGEST_PORT) {
      throw new UserException("cluster.basePort is " + base + ": the last node would need port " + last + ", above "
          + LARGEST_PORT);
    }
    for (int port = (int) base; port <= last; port++) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      } catch (IOException e) {
        throw new UserException("cluster.basePort is " + base + ": port " + port + " is in use (" + e.getMessage()
            + "); choose another, or 0 for free ones");
      }
    }
  }
}
