package org.rumbench.cluster.membership;

/// Where a node listens. A simulation gives any name and number a meaning.
///
/// @param host host name or IP literal
/// @param port 0 (chosen by the system) to 65535
public record NodeAddress(String host, int port) {
  /// Checks the bounds.
  public NodeAddress {
    if (host.isEmpty()) {
      throw new IllegalArgumentException("a node address needs a host");
    }
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " is outside 0 to 65535");
    }
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
