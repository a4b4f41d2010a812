package org.rumbench.cluster;

/// What a read does about replicas that answered with an older version.
public enum ReadRepair {
  /// Nothing.
  NONE,
  /// Answers the client, then writes the winner to them.
  ASYNCHRONOUS,
  /// Writes the winner to them and answers once R replicas are known to have it: quorum reads never go backwards.
  BLOCKING
}
