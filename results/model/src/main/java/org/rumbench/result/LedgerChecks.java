package org.rumbench.result;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The sums of one cell's byte ledger: rows to totals, nodes to the cluster, windows to wider windows.
final class LedgerChecks {
  private final Cell cell;
  private final String place;
  private final Findings findings;

  LedgerChecks(Cell cell, String place, Findings findings) {
    this.cell = cell;
    this.place = place;
    this.findings = findings;
  }

  void run() {
    Set<String> names = new HashSet<>();
    for (LedgerSection section : cell.ledger()) {
      findings.check(names.add(name(section)), Relation.REFERENCE, where(section), "the section is there twice");
      checkRows(section);
      checkRollUps(section);
    }
    checkWindows();
    checkNodes();
    checkAccepted();
  }

  private void checkRows(LedgerSection section) {
    LedgerTotal sum = LedgerTotal.of(section.rows());
    LedgerTotal total = section.total();
    equalTotals(total, sum, where(section) + " total", "the sum of the rows");
    Set<String> purposes = new HashSet<>();
    for (LedgerRow row : section.rows()) {
      findings.check(purposes.add(row.purpose()), Relation.LEDGER_SUM, where(section),
          row.purpose() + " is there twice");
      findings.check(row.writtenIssuedBytes() >= row.writtenLogicalBytes(), Relation.RANGE,
          where(section) + " " + row.purpose(), "issued " + row.writtenIssuedBytes() + " bytes, less than the logical "
              + row.writtenLogicalBytes());
    }
  }

  private void checkRollUps(LedgerSection section) {
    LedgerSection expected = LedgerSection.of(section.layer(), section.scope(), section.window(),
        section.acceptedKeyBytes(), section.acceptedValueBytes(), section.rows());
    findings.equal(section.commitIssuedBytes(), expected.commitIssuedBytes(), Relation.ROLL_UP,
        where(section) + " commitIssuedBytes", "the sum of its purposes");
    findings.equal(section.reorganiseIssuedBytes(), expected.reorganiseIssuedBytes(), Relation.ROLL_UP,
        where(section) + " reorganiseIssuedBytes", "the sum of its purposes");
    findings.equal(section.metadataIssuedBytes(), expected.metadataIssuedBytes(), Relation.ROLL_UP,
        where(section) + " metadataIssuedBytes", "the sum of its purposes");
    long rolledUp = section.commitIssuedBytes() + section.reorganiseIssuedBytes() + section.metadataIssuedBytes();
    findings.equal(section.total().writtenIssuedBytes(), rolledUp, Relation.ROLL_UP,
        where(section) + " total.writtenIssuedBytes", "the sum of the roll-ups");
  }

  private void checkWindows() {
    Set<String> scopes = new LinkedHashSet<>();
    cell.ledger().forEach(section -> scopes.add(section.layer() + " " + section.scope()));
    for (String scope : scopes) {
      List<LedgerSection> all =
          cell.ledger().stream().filter(each -> scope.equals(each.layer() + " " + each.scope())).toList();
      List<String> phases =
          cell.phases().stream().map(Phase::name).filter(phase -> !phase.equals(Phase.LOAD)).toList();
      checkWindow(all, phases, Amplification.BURST);
      checkWindow(all, List.of(Amplification.BURST, LedgerSection.DRAIN), Amplification.SETTLED);
    }
  }

  private void checkWindow(List<LedgerSection> all, List<String> partWindows, String window) {
    Optional<LedgerSection> whole = all.stream().filter(each -> each.window().equals(window)).findFirst();
    List<LedgerSection> parts = new ArrayList<>();
    for (String part : partWindows) {
      all.stream().filter(each -> each.window().equals(part)).findFirst().ifPresent(parts::add);
    }
    if (whole.isEmpty() || parts.size() != partWindows.size()) {
      findings.check(!cell.isComplete(), Relation.LEDGER_SUM, place + " ledger " + all.getFirst().layer() + " "
          + all.getFirst().scope(), "a section is missing among " + partWindows + " and " + window);
      return;
    }
    LedgerSection section = whole.get();
    String meaning = String.join(" + ", partWindows);
    equalSections(section, LedgerSection.sum(section.layer(), section.scope(), window, parts), meaning);
    equalAccepted(section, parts, meaning);
  }

  private void checkNodes() {
    for (LedgerSection whole : cell.ledger()) {
      if (whole.layer() == Layer.CLUSTER) {
        List<LedgerSection> nodes = of(Layer.NODE, whole.window());
        findings.check(!nodes.isEmpty(), Relation.LEDGER_SUM, where(whole), "no node sections for this window");
        equalSections(whole, LedgerSection.sum(Layer.CLUSTER, whole.scope(), whole.window(), nodes),
            "the sum of the nodes");
      } else if (whole.layer() == Layer.NODE) {
        for (LedgerSection engine : of(Layer.ENGINE, whole.window())) {
          if (engine.scope().equals(whole.scope())) {
            findings.check(engine.total().writtenIssuedBytes() <= whole.total().writtenIssuedBytes(),
                Relation.LEDGER_SUM, where(whole), "the engine issued more bytes than its node");
          }
        }
      }
    }
  }

  private void checkAccepted() {
    Layer top = cell.topLayer();
    List<LedgerSection> parts = new ArrayList<>(of(top, Phase.LOAD));
    parts.addAll(of(top, Amplification.SETTLED));
    if (!cell.isComplete() || parts.isEmpty()) {
      return;
    }
    findings.equal(cell.workload().userKeyBytesAccepted(),
        parts.stream().mapToLong(LedgerSection::acceptedKeyBytes).sum(), Relation.LEDGER_SUM,
        place + " workload.userKeyBytesAccepted", "the sum of load and settled in the ledger");
    findings.equal(cell.workload().userValueBytesAccepted(),
        parts.stream().mapToLong(LedgerSection::acceptedValueBytes).sum(), Relation.LEDGER_SUM,
        place + " workload.userValueBytesAccepted", "the sum of load and settled in the ledger");
  }

  private List<LedgerSection> of(Layer layer, String window) {
    return cell.ledger().stream().filter(each -> each.layer() == layer && each.window().equals(window)).toList();
  }

  private void equalSections(LedgerSection stored, LedgerSection expected, String meaning) {
    Map<String, LedgerRow> rows = new LinkedHashMap<>();
    stored.rows().forEach(row -> rows.put(row.purpose(), row));
    for (LedgerRow row : expected.rows()) {
      LedgerRow found = rows.remove(row.purpose());
      if (found == null) {
        findings.check(LedgerTotal.of(List.of(row)).equals(LedgerTotal.of(List.of())), Relation.LEDGER_SUM,
            where(stored), row.purpose() + " is missing, but is in " + meaning);
      } else {
        equalTotals(LedgerTotal.of(List.of(found)), LedgerTotal.of(List.of(row)), where(stored) + " " + row.purpose(),
            meaning);
      }
    }
    for (LedgerRow row : rows.values()) {
      equalTotals(LedgerTotal.of(List.of(row)), LedgerTotal.of(List.of()), where(stored) + " " + row.purpose(),
          meaning);
    }
  }

  private void equalAccepted(LedgerSection stored, List<LedgerSection> parts, String meaning) {
    findings.equal(stored.acceptedKeyBytes(), parts.stream().mapToLong(LedgerSection::acceptedKeyBytes).sum(),
        Relation.LEDGER_SUM, where(stored) + " acceptedKeyBytes", meaning);
    findings.equal(stored.acceptedValueBytes(), parts.stream().mapToLong(LedgerSection::acceptedValueBytes).sum(),
        Relation.LEDGER_SUM, where(stored) + " acceptedValueBytes", meaning);
  }

  private void equalTotals(LedgerTotal stored, LedgerTotal expected, String where, String meaning) {
    equal(stored.writtenLogicalBytes(), expected.writtenLogicalBytes(), where + " writtenLogicalBytes", meaning);
    equal(stored.writtenIssuedBytes(), expected.writtenIssuedBytes(), where + " writtenIssuedBytes", meaning);
    equal(stored.readRequestedBytes(), expected.readRequestedBytes(), where + " readRequestedBytes", meaning);
    equal(stored.readTransferredBytes(), expected.readTransferredBytes(), where + " readTransferredBytes", meaning);
    equal(stored.writeCalls(), expected.writeCalls(), where + " writeCalls", meaning);
    equal(stored.readCalls(), expected.readCalls(), where + " readCalls", meaning);
    equal(stored.syncCalls(), expected.syncCalls(), where + " syncCalls", meaning);
  }

  private void equal(long stored, long expected, String where, String meaning) {
    findings.equal(stored, expected, Relation.LEDGER_SUM, where, meaning);
  }

  private static String name(LedgerSection section) {
    return section.layer() + " " + section.scope() + " " + section.window();
  }

  private String where(LedgerSection section) {
    return place + " ledger " + name(section);
  }
}
