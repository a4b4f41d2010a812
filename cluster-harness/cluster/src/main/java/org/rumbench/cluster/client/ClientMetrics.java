package org.rumbench.cluster.client;

import java.util.List;
import org.rumbench.cluster.message.Outcome;

/// Counters of a client; they grow from its start.
///
/// @param outcomes operations ended, one per [Outcome], in its order
/// @param inFlight operations in flight now
/// @param connected nodes that are connected and serve
public record ClientMetrics(List<Long> outcomes, int inFlight, int connected) {
  /// Operations that ended so.
  public long count(Outcome outcome) {
    return outcomes.get(outcome.ordinal());
  }
}
