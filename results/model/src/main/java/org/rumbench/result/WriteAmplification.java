package org.rumbench.result;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Bytes issued to files over key and value bytes accepted.
///
/// @param issuedBytes bytes issued to files at this layer over the window.
/// @param acceptedBytes key and value bytes accepted at this layer over the window.
/// @param issuedOverAcceptedRatio issuedBytes over acceptedBytes; absent when nothing was accepted.
/// @param commitRatio share of COMMIT purposes in the ratio.
/// @param reorganiseRatio share of REORGANISE purposes in the ratio.
/// @param metadataRatio share of METADATA purposes in the ratio.
/// @param purposes share of each purpose that wrote.
public record WriteAmplification(
    long issuedBytes,
    long acceptedBytes,
    @Nullable Double issuedOverAcceptedRatio,
    @Nullable Double commitRatio,
    @Nullable Double reorganiseRatio,
    @Nullable Double metadataRatio,
    List<PurposeRatio> purposes) {

  /// Copies the collections.
  public WriteAmplification {
    purposes = List.copyOf(purposes);
  }

  /// Returns the write amplification of all sections of one layer and window in a ledger.
  public static WriteAmplification of(Layer layer, String window, List<LedgerSection> ledger) {
    List<LedgerSection> parts =
        ledger.stream().filter(each -> each.layer() == layer && each.window().equals(window)).toList();
    LedgerSection sum = LedgerSection.sum(layer, LedgerSection.CLUSTER_SCOPE, window, parts);
    long accepted = sum.acceptedBytes();
    List<PurposeRatio> purposes = sum.rows().stream()
        .filter(row -> row.writtenIssuedBytes() > 0)
        .map(row -> new PurposeRatio(row.purpose(), row.rollUp(), row.writtenIssuedBytes(),
            Ratio.of(row.writtenIssuedBytes(), accepted)))
        .toList();
    return new WriteAmplification(sum.total().writtenIssuedBytes(), accepted,
        Ratio.of(sum.total().writtenIssuedBytes(), accepted), Ratio.of(sum.commitIssuedBytes(), accepted),
        Ratio.of(sum.reorganiseIssuedBytes(), accepted), Ratio.of(sum.metadataIssuedBytes(), accepted), purposes);
  }
}
