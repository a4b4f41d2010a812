package org.rumbench.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.rumbench.runtime.Seeds;
import org.rumbench.storage.fault.StorageCall;
import org.rumbench.testkit.fault.FaultCheck;

/// A design on a device whose calls fail: it says so, makes nothing up, loses nothing, and works again once reopened.
public interface FaultContract extends TestedDesign {
  /// Every I/O call of small scripts, and of the opening after them, fails in every way it can.
  @Test
  default void survivesAFailureOfEveryCall() {
    FaultCheck check = new FaultCheck(design(), FaultCheck.SMALL, 300);
    FaultCheck.Report report = Seeds.of(3).mapToObj(check::run).reduce(FaultCheck.Report::plus).orElseThrow();
    assertThat(report.callsByKind())
        .as("%s", report)
        .containsKeys(StorageCall.APPEND, StorageCall.READ, StorageCall.SYNC, StorageCall.CREATE, StorageCall.OPEN);
  }
}
