package org.rumbench.harness.run;

/// Names that the floor cell and the flow that reads it agree on.
public final class FloorPhases {
  /// The phase that measures a bare network exchange, without a cluster.
  public static final String BARE_EXCHANGE = "bare-exchange";

  private FloorPhases() {}
}
