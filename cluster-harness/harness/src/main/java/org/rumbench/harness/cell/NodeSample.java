package org.rumbench.harness.cell;

import org.rumbench.cluster.node.NodeMetrics;
import org.rumbench.cluster.replica.AcceptedBytes;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.storage.LedgerSnapshot;

/// The counters of one node, or of the bare engine, at one moment.
///
/// @param node               its name
/// @param ledger             its byte ledger
/// @param metrics            its engine's figures
/// @param acceptedKeyBytes   key bytes of records its engine accepted, from whatever origin
/// @param acceptedValueBytes value bytes of the same records, without what the cluster adds to a value
/// @param clockBytes         what the cluster added: versions and the like
/// @param returnedBytes      value bytes its engine returned for point reads
record NodeSample(
    String node,
    LedgerSnapshot ledger,
    EngineMetrics metrics,
    long acceptedKeyBytes,
    long acceptedValueBytes,
    long clockBytes,
    long returnedBytes) {
  /// The counters of a cluster's node, whose engine is open.
  static NodeSample of(NodeMetrics node) {
    EngineMetrics engine = node.replica().engine();
    if (engine == null) {
      throw new IllegalStateException("node " + node.nodeId() + " has no open engine");
    }
    long keyBytes = 0;
    long valueBytes = 0;
    long clockBytes = 0;
    for (AcceptedBytes.Row row : node.replica().accepted().rows()) {
      keyBytes += row.keyBytes();
      valueBytes += row.valueBytes();
      clockBytes += row.versionBytes();
    }
    return new NodeSample("node-" + node.nodeId(), node.ledger(), engine, keyBytes, valueBytes, clockBytes,
        node.replica().returnedBytes());
  }
}
