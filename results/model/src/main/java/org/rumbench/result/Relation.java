package org.rumbench.result;

/// Relation that holds in every sound run directory; a violation names the one that is broken.
public enum Relation {
  /// A file of the run is there and readable.
  FILE("file"),
  /// run.json satisfies the published JSON Schema.
  SCHEMA("schema"),
  /// Ledger rows sum to totals, nodes to the cluster, phases to burst, burst and drain to settled.
  LEDGER_SUM("ledger sum"),
  /// Roll-ups are the sums of their purposes.
  ROLL_UP("roll-up sum"),
  /// Amplifications are the quotients of their terms, and the terms are those of the ledger.
  AMPLIFICATION("amplification"),
  /// Seconds of the timeline sum to the totals of phase and ledger.
  TIMELINE_SUM("timeline sum"),
  /// Operations that ended ok are as many as the values in the histogram.
  HISTOGRAM_COUNT("histogram count"),
  /// Percentiles, mean and maximum are those of the stored histogram.
  PERCENTILE("percentile against .hlog"),
  /// Total service time is at most total response time.
  SERVICE_WITHIN_RESPONSE("service within response"),
  /// Operations offered are the sum of their outcomes, and rates are operations over time.
  OPERATION_SUM("operation sum"),
  /// Counts of background work are the counts of their events.
  EVENT_COUNT("event count"),
  /// Space and shape sums and extremes.
  SPACE_SUM("space sum"),
  /// Marks are there where their conditions hold, and only there.
  MARK("mark"),
  /// Ids agree between sections.
  REFERENCE("reference"),
  /// A figure lies in its possible range.
  RANGE("range"),
  /// A section is unchanged since it was written.
  DIGEST("digest");

  private final String title;

  Relation(String title) {
    this.title = title;
  }

  /// Name for people.
  public String title() {
    return title;
  }
}
