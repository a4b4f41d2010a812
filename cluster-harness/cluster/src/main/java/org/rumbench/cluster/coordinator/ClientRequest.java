package org.rumbench.cluster.coordinator;

import org.jspecify.annotations.Nullable;
import org.rumbench.cluster.flight.InFlight;

/// A client's request as a coordinator keeps it. Pooled.
abstract sealed class ClientRequest extends InFlight permits ReadRequest, WriteRequest, ScanRequest {
  /// Null once answered.
  private @Nullable ClientSink sink;
  long clientRequestId;
  int quorum;
  int budgetMillis;

  final void open(ClientSink target, long requestId, int needed, int budget) {
    sink = target;
    clientRequestId = requestId;
    quorum = needed;
    budgetMillis = budget;
  }

  final boolean isAnswered() {
    return sink == null;
  }

  /// Takes the sink out: a request is answered once.
  final ClientSink takeSink() {
    ClientSink target = sink;
    sink = null;
    if (target == null) {
      throw new AssertionError("a request is answered once");
    }
    return target;
  }
}
