package org.rumbench.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.rumbench.storage.fault.StorageCall;
import org.rumbench.testkit.fault.FaultCheck;
import org.rumbench.testkit.script.Operation;
import org.rumbench.testkit.script.Script;
import org.rumbench.testkit.script.ScriptText;
import org.rumbench.testkit.system.ScriptFiles;

/// A design on a device whose calls fail: it says so, makes nothing up, loses nothing, and works again once reopened.
public interface FaultContract extends TestedDesign {
  /// Every I/O call of small scripts, and of the opening after them, fails in every way it can.
  @Test
  default void survivesAFailureOfEveryCall() {
    FaultCheck check = new FaultCheck(design(), FaultCheck.SMALL, 300);
    FaultCheck.Report report = seeds(3).mapToObj(check::run).reduce(FaultCheck.Report::plus).orElseThrow();
    assertThat(report.callsByKind())
        .as("%s", report)
        .containsKeys(StorageCall.APPEND, StorageCall.READ, StorageCall.SYNC, StorageCall.CREATE, StorageCall.OPEN);
  }

  /// Scripts whose failures once went wrong survive them, whichever call fails, however, and however the life ends.
  @TestFactory
  default Stream<DynamicTest> keptScriptsSurviveTheirFaults() {
    return ScriptFiles.tests("faults", design().name(), script ->
        assertThat(new FaultCheck(design(), FaultCheck.SMALL, 0).runAll(script).runs()).isPositive());
  }

  /// A failed sync, removal or name sync at any moment of flushes, compactions, merges and collections. Found in our own
  /// engines: outputs removed although the manifest named them, jobs that waited for ever, tables released twice, segments
  /// listed as durable after a failed sync, a write acknowledged by a sync after a failed one, and values in a log that
  /// only seemed to be synced.
  @Test
  default void survivesAFailureOfEverySyncAndRemovalOfBackgroundWork() {
    Script scene = RegressionContract.scene(1);
    List<Operation> operations = new ArrayList<>(scene.operations());
    operations.add(new Operation.CompactAll(true));
    operations.addAll(ScriptText.parse("write synced put k3@300:60 put k5@301:60\nsettle\n").operations());
    FaultCheck.Report report =
        new FaultCheck(design(), FaultCheck.SMALL, 10_000)
            .run(
                scene.withOperations(operations),
                EnumSet.of(StorageCall.SYNC, StorageCall.REMOVE, StorageCall.SYNC_NAMES, StorageCall.PUBLISH));
    assertThat(report.callsByKind()).as("%s", report).containsKeys(StorageCall.SYNC, StorageCall.REMOVE);
  }
}
