package org.rumbench.harness.cell;

import java.util.ArrayList;
import java.util.List;
import org.rumbench.result.Amplification;
import org.rumbench.result.Layer;
import org.rumbench.result.LedgerRow;
import org.rumbench.result.LedgerSection;
import org.rumbench.result.Phase;
import org.rumbench.result.RollUp;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.LedgerSnapshot;

/// Turns the counters at the borders of the phases into ledger sections: each window is the difference of its two
/// borders, wider windows are sums of narrower ones. One owner.
final class LedgerWindows {
  private final boolean isCluster;
  private final List<LedgerSection> sections = new ArrayList<>();
  private final List<String> windows = new ArrayList<>();

  LedgerWindows(boolean isCluster) {
    this.isCluster = isCluster;
  }

  /// Adds a window between two samples of the same nodes. `userKeyBytes` and `userValueBytes` are what the client's
  /// writes of the window held, acknowledged and indeterminate ones.
  void add(
      String window, List<NodeSample> begin, List<NodeSample> end, long userKeyBytes, long userValueBytes) {
    windows.add(window);
    List<LedgerSection> nodes = new ArrayList<>();
    for (int i = 0; i < end.size(); i++) {
      NodeSample from = begin.get(i);
      NodeSample to = end.get(i);
      long keyBytes = to.acceptedKeyBytes() - from.acceptedKeyBytes();
      long valueBytes = to.acceptedValueBytes() - from.acceptedValueBytes();
      LedgerSnapshot difference = to.ledger().since(from.ledger());
      sections.add(
          LedgerSection.of(Layer.ENGINE, to.node(), window, keyBytes, valueBytes, rows(difference, false)));
      if (isCluster) {
        nodes.add(LedgerSection.of(Layer.NODE, to.node(), window, keyBytes, valueBytes, rows(difference, true)));
      }
    }
    if (isCluster) {
      sections.addAll(nodes);
      sections.add(
          LedgerSection.sum(Layer.CLUSTER, LedgerSection.CLUSTER_SCOPE, window, nodes)
              .withAccepted(userKeyBytes, userValueBytes));
    }
  }

  /// All sections so far, with the sums `burst` (all phases after load) and, when there was a drain, `settled`.
  List<LedgerSection> sections() {
    List<LedgerSection> all = new ArrayList<>(sections);
    List<String> measured =
        windows.stream().filter(each -> !each.equals(Phase.LOAD) && !each.equals(LedgerSection.DRAIN)).toList();
    addSums(all, Amplification.BURST, measured);
    if (windows.contains(LedgerSection.DRAIN)) {
      List<String> settled = new ArrayList<>(measured);
      settled.add(LedgerSection.DRAIN);
      addSums(all, Amplification.SETTLED, settled);
    }
    return all;
  }

  private void addSums(List<LedgerSection> all, String window, List<String> parts) {
    if (parts.isEmpty()) {
      return;
    }
    List<LedgerSection> sums = new ArrayList<>();
    for (LedgerSection first : sections.stream().filter(each -> each.window().equals(parts.getFirst())).toList()) {
      List<LedgerSection> same =
          sections.stream()
              .filter(each -> each.layer() == first.layer() && each.scope().equals(first.scope()))
              .filter(each -> parts.contains(each.window()))
              .toList();
      sums.add(LedgerSection.sum(first.layer(), first.scope(), window, same));
    }
    all.addAll(sums);
  }

  private static List<LedgerRow> rows(LedgerSnapshot difference, boolean isWholeNode) {
    List<LedgerRow> rows = new ArrayList<>();
    for (LedgerSnapshot.Row row : difference.rows()) {
      boolean isNodes = row.purpose() == IoPurpose.NODE_METADATA || row.purpose() == IoPurpose.HINTED_HANDOFF;
      boolean isSilent =
          row.appendCalls() == 0 && row.issuedBytes() == 0 && row.readCalls() == 0 && row.syncs() == 0;
      if (row.purpose() == IoPurpose.HARNESS || isSilent || (isNodes && !isWholeNode)) {
        continue;
      }
      rows.add(
          new LedgerRow(row.purpose().name(), rollUp(row.purpose()), row.appendedBytes(), row.issuedBytes(),
              row.requestedBytes(), row.transferredBytes(), row.appendCalls(), row.readCalls(), row.syncs()));
    }
    return rows;
  }

  /// The roll-up of a purpose in results, where repair and transfer reorganise, and hints and identity are bookkeeping.
  private static RollUp rollUp(IoPurpose purpose) {
    return switch (purpose.kind()) {
      case COMMIT -> RollUp.COMMIT;
      case REORGANISE -> RollUp.REORGANISE;
      case METADATA, HARNESS -> RollUp.METADATA;
      case READ -> RollUp.READ;
      case CLUSTER -> switch (purpose) {
        case REPAIR, TRANSFER -> RollUp.REORGANISE;
        default -> RollUp.METADATA;
      };
    };
  }
}
