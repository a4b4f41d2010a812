package org.rumbench.result;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// The timeline of one cell against its phases, ledger and space.
final class TimelineChecks {
  private final Cell cell;
  private final List<TimelineRow> rows;
  private final String place;
  private final Findings findings;

  TimelineChecks(Cell cell, List<TimelineRow> timeline, String place, Findings findings) {
    this.cell = cell;
    this.rows = timeline.stream().filter(row -> row.cell().equals(cell.id())).toList();
    this.place = place;
    this.findings = findings;
  }

  void run() {
    List<String> windows = new ArrayList<>();
    for (Phase phase : cell.phases()) {
      windows.add(phase.name());
      List<TimelineRow> phaseRows = of(phase.name());
      String where = place + " phases " + phase.name();
      findings.equal(phase.okOperations(), phaseRows.stream().mapToLong(TimelineRow::okOperations).sum(),
          Relation.TIMELINE_SUM, where + " ok operations", "the sum of the timeline");
      findings.equal(phase.notOkOperations(), phaseRows.stream().mapToLong(TimelineRow::notOkOperations).sum(),
          Relation.TIMELINE_SUM, where + " operations not ok", "the sum of the timeline");
    }
    windows.add(LedgerSection.DRAIN);
    for (String window : windows) {
      checkBytes(window);
    }
    SpaceUse space = cell.space();
    if (space != null) {
      SpaceUse expected = SpaceUse.of(cell.id(), rows, space.burstBytes(), space.settledBytes());
      findings.equal(space.peakBytes(), expected.peakBytes(), Relation.TIMELINE_SUM, place + " space.peakBytes",
          "the largest of the timeline");
      findings.close(space.averageBytes(), expected.averageBytes(), Relation.TIMELINE_SUM,
          place + " space.averageBytes", "the mean of the timeline");
    }
    MemoryUse memory = cell.memory();
    if (memory != null) {
      findings.equal(memory.peakBytes(), MemoryUse.of(cell.id(), rows, memory.settledBytes()).peakBytes(),
          Relation.TIMELINE_SUM, place + " memory.peakBytes", "the largest of the timeline");
    }
  }

  private void checkBytes(String window) {
    List<LedgerSection> sections = cell.ledger().stream()
        .filter(each -> each.layer() == cell.topLayer() && each.window().equals(window))
        .toList();
    if (sections.isEmpty()) {
      findings.check(!cell.isComplete(), Relation.TIMELINE_SUM, place + " ledger", "no section for window " + window);
      return;
    }
    TreeMap<String, Long> difference = new TreeMap<>();
    long readBytes = 0;
    for (LedgerSection section : sections) {
      section.rows().forEach(row -> difference.merge(row.purpose(), row.writtenIssuedBytes(), Long::sum));
      readBytes += section.total().readTransferredBytes();
    }
    TreeMap<String, Long> written = new TreeMap<>();
    for (TimelineRow row : of(window)) {
      row.writtenIssuedBytesByPurpose().forEach((purpose, bytes) -> written.merge(purpose, bytes, Long::sum));
    }
    written.keySet().forEach(purpose -> difference.putIfAbsent(purpose, 0L));
    difference.forEach((purpose, bytes) ->
        findings.equal(bytes, written.getOrDefault(purpose, 0L), Relation.TIMELINE_SUM,
            place + " ledger " + cell.topLayer() + " " + window + " " + purpose + " writtenIssuedBytes",
            "the sum of the timeline"));
    findings.equal(readBytes, of(window).stream().mapToLong(TimelineRow::readTransferredBytes).sum(),
        Relation.TIMELINE_SUM, place + " ledger " + cell.topLayer() + " " + window + " readTransferredBytes",
        "the sum of the timeline");
  }

  private List<TimelineRow> of(String phase) {
    return rows.stream().filter(row -> row.phase().equals(phase)).toList();
  }
}
