package org.rumbench.cluster.membership;

/// One node as the cluster knows it.
///
/// @param id         identity, 0 to [#MAX_ID]; part of every version it makes, so never used again for another node
/// @param address    where it listens
/// @param rack       failure domain inside its data centre
/// @param dataCentre failure domain
public record Member(int id, NodeAddress address, String rack, String dataCentre) {
  /// Highest identity: the node bits of a version.
  public static final int MAX_ID = 1023;

  /// Checks the bounds.
  public Member {
    if (id < 0 || id > MAX_ID) {
      throw new IllegalArgumentException("node id " + id + " is outside 0 to " + MAX_ID);
    }
  }

  /// A member of the only rack of the only data centre.
  public static Member of(int id, NodeAddress address) {
    return new Member(id, address, "rack-1", "dc-1");
  }
}
