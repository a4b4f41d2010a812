package org.rumbench.testkit.flush.system;

import java.util.List;
import java.util.Optional;

/// What was counted, and found in order.
///
/// @param lines     one for each backend and durability
/// @param uncounted why the device has no counters, when it has none: then only the syncs that stores gave to their
///                  medium were checked
public record SyncReport(List<String> lines, Optional<String> uncounted) {
  /// Copies.
  public SyncReport {
    lines = List.copyOf(lines);
  }

  @Override
  public String toString() {
    return String.join("; ", lines) + uncounted.map(reason -> "; device flushes not checked: " + reason).orElse("");
  }
}
