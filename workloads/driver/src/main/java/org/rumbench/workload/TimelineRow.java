package org.rumbench.workload;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// One second of a phase, by the time operations ended; the last row of a phase may be shorter.
///
/// Sums over the rows of a phase equal its totals: [#ok] and [#outcomes] count every operation that ended once.
///
/// @param second        number of the second since the start of the phase, from 0
/// @param startNanos    begin of the row on the driver's clock
/// @param lengthNanos   its length
/// @param ok            operations done, by type; types without any are absent
/// @param outcomes      operations by outcome, OK among them; outcomes without any are absent
/// @param response      response times of the operations done, by type
/// @param all           response times of the operations done, of all types together
/// @param writtenBytes  key and value bytes of acknowledged writes
/// @param inFlight      operations in flight at the end of the row
/// @param overdue       operations whose intended time had passed and that had not started, at the end of the row
public record TimelineRow(
    long second,
    long startNanos,
    long lengthNanos,
    Map<OperationType, Long> ok,
    Map<Outcome, Long> outcomes,
    Map<OperationType, LatencySummary> response,
    LatencySummary all,
    long writtenBytes,
    int inFlight,
    long overdue) {
  /// Takes copies, in the order of the enums.
  public TimelineRow {
    ok = sorted(OperationType.class, ok);
    outcomes = sorted(Outcome.class, outcomes);
    response = sorted(OperationType.class, response);
  }

  private static <K extends Enum<K>, V> Map<K, V> sorted(Class<K> keys, Map<K, V> map) {
    EnumMap<K, V> copy = new EnumMap<>(keys);
    copy.putAll(map);
    return Collections.unmodifiableMap(copy);
  }

  /// Operations done, of all types.
  public long okCount() {
    return ok.values().stream().mapToLong(Long::longValue).sum();
  }
}
