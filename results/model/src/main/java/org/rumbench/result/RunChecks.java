package org.rumbench.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The checks behind `verify`: every stored figure takes part in at least one relation.
///
/// Relations between figures come first, digests last, so that an altered figure is reported by what it breaks.
public final class RunChecks {
  private RunChecks() {}

  /// Checks a run directory and returns what is broken, empty when it is sound. Reads every file of the run.
  public static List<Violation> verify(Path directory) {
    return verify(directory, new RunSchema());
  }

  static List<Violation> verify(Path directory, RunSchema schema) {
    Findings findings = new Findings();
    JsonNode tree;
    try {
      tree = RunJson.tree(Files.readString(directory.resolve(RunStore.RECORD_FILE)));
    } catch (IOException | IllegalArgumentException e) {
      findings.add(Relation.FILE, RunStore.RECORD_FILE, "cannot be read: " + e.getMessage());
      return findings.toList();
    }
    schema.check(tree, findings);
    if (findings.isEmpty()) {
      try {
        checkRecord(directory, RunJson.fromTree(tree), findings);
      } catch (IllegalArgumentException e) {
        findings.add(Relation.SCHEMA, RunStore.RECORD_FILE, String.valueOf(e.getMessage()));
      }
    }
    for (String section : Digests.mismatches(tree)) {
      findings.add(Relation.DIGEST, section, "the section was altered after it was written");
    }
    return findings.toList();
  }

  private static void checkRecord(Path directory, RunRecord record, Findings findings) {
    checkReferences(record, findings);
    checkFloor(directory, record.floor(), findings);
    List<TimelineRow> timeline;
    try {
      timeline = RunStore.loadTimeline(directory);
    } catch (IOException e) {
      findings.add(Relation.FILE, RunStore.TIMELINE_FILE, String.valueOf(e.getMessage()));
      timeline = List.of();
    }
    int index = 0;
    for (Cell cell : record.cells()) {
      String place = "cells[" + index + "] " + cell.id();
      new LedgerChecks(cell, place, findings).run();
      new AmplificationChecks(cell, place, findings).run();
      new PhaseChecks(directory, cell, place, findings).run();
      new TimelineChecks(cell, timeline, place, findings).run();
      index++;
    }
    Set<String> ids = new HashSet<>(record.cells().stream().map(Cell::id).toList());
    for (TimelineRow row : timeline) {
      if (!ids.contains(row.cell())) {
        findings.add(Relation.REFERENCE, RunStore.TIMELINE_FILE, "unknown cell " + row.cell());
        break;
      }
    }
  }

  private static void checkReferences(RunRecord record, Findings findings) {
    Set<String> ids = new HashSet<>();
    for (Cell cell : record.cells()) {
      findings.check(ids.add(cell.id()), Relation.REFERENCE, "cells", "two cells are named " + cell.id());
      findings.check(cell.id().equals(Cell.idOf(cell.design(), cell.sweep(), cell.repeat())), Relation.REFERENCE,
          "cells " + cell.id(), "the id does not follow from design, sweep and repeat " + cell.repeat());
      findings.check(cell.repeat() <= record.experiment().repeats(), Relation.RANGE, "cells " + cell.id(),
          "repeat " + cell.repeat() + " of " + record.experiment().repeats());
      findings.check(record.experiment().designs().contains(cell.design()), Relation.REFERENCE, "cells " + cell.id(),
          "design " + cell.design() + " is not in the experiment");
    }
    Set<String> ordered = new HashSet<>();
    for (String id : record.provenance().cellOrder()) {
      findings.check(ids.contains(id), Relation.REFERENCE, "provenance.cellOrder", "unknown cell " + id);
      findings.check(ordered.add(id), Relation.REFERENCE, "provenance.cellOrder", "cell " + id + " ran twice");
    }
  }

  private static void checkFloor(Path directory, Floor floor, Findings findings) {
    Double noop = floor.noopOperationsPerSecond();
    Double bare = floor.bareExchangeOperationsPerSecond();
    findings.close(floor.noopShareOfBareExchangeRatio(), noop == null || bare == null ? null : Ratio.of(noop, bare),
        Relation.AMPLIFICATION, "floor.noopShareOfBareExchangeRatio", "the quotient of its terms");
    for (LatencySummary latency : floor.latencies()) {
      PhaseChecks.checkAgainstLog(directory, latency, "floor.latencies " + latency.operation(), findings);
    }
    for (Prediction each : floor.predictions()) {
      Prediction expected =
          Prediction.of(each.design(), each.floorNanosPerOperation(), each.bareNanosPerOperation(),
              each.achievedOperationsPerSecond());
      String place = "floor.predictions " + each.design();
      findings.close(each.predictedOperationsPerSecond(), expected.predictedOperationsPerSecond(),
          Relation.OPERATION_SUM, place + " predictedOperationsPerSecond", "1e9 over the sum of the costs");
      findings.close(each.achievedOverPredictedRatio(), expected.achievedOverPredictedRatio(), Relation.OPERATION_SUM,
          place + " achievedOverPredictedRatio", "the quotient of its terms");
    }
  }
}
