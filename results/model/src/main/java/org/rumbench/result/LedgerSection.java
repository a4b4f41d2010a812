package org.rumbench.result;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Byte ledger of one scope over one window.
///
/// Windows: `load` (empty to loaded and settled), one per phase (from the end of the window before to the end of
/// the
/// phase), `burst` (all phases after load), `drain` (end of the last phase to settled) and `settled` (burst plus
/// drain).
///
/// @param layer boundary at which the bytes are counted.
/// @param scope node or engine name; cluster for the sum of all nodes.
/// @param window phase name, burst, drain or settled.
/// @param acceptedKeyBytes key bytes of writes accepted at this boundary.
/// @param acceptedValueBytes value bytes of writes accepted at this boundary.
/// @param rows one row per purpose.
/// @param total sum of the rows.
/// @param commitIssuedBytes issued bytes of the purposes rolled up as COMMIT.
/// @param reorganiseIssuedBytes issued bytes of the purposes rolled up as REORGANISE.
/// @param metadataIssuedBytes issued bytes of the purposes rolled up as METADATA.
public record LedgerSection(
    Layer layer,
    String scope,
    String window,
    long acceptedKeyBytes,
    long acceptedValueBytes,
    List<LedgerRow> rows,
    LedgerTotal total,
    long commitIssuedBytes,
    long reorganiseIssuedBytes,
    long metadataIssuedBytes) {

  /// Copies the collections.
  public LedgerSection {
    rows = List.copyOf(rows);
  }

  /// Window from the end of the last phase to settled.
  public static final String DRAIN = "drain";

  /// Scope of the sum of all nodes.
  public static final String CLUSTER_SCOPE = "cluster";

  /// Returns a section with its total and roll-ups computed.
  public static LedgerSection of(
      Layer layer, String scope, String window, long acceptedKeyBytes, long acceptedValueBytes, List<LedgerRow> rows) {
    return new LedgerSection(layer, scope, window, acceptedKeyBytes, acceptedValueBytes, rows, LedgerTotal.of(rows),
        issued(rows, RollUp.COMMIT), issued(rows, RollUp.REORGANISE), issued(rows, RollUp.METADATA));
  }

  /// Returns the sum of sections under a new name: of phases into `burst`, or of nodes into the cluster.
  ///
  /// Purposes keep the order of their first appearance. Accepted bytes add up too; the cluster's own are the client's,
  /// so set them with [#withAccepted].
  public static LedgerSection sum(Layer layer, String scope, String window, List<LedgerSection> parts) {
    SequencedMap<String, LedgerRow> rows = new LinkedHashMap<>();
    for (LedgerSection part : parts) {
      for (LedgerRow row : part.rows) {
        rows.merge(row.purpose(), row, LedgerRow::plus);
      }
    }
    return of(layer, scope, window, parts.stream().mapToLong(LedgerSection::acceptedKeyBytes).sum(),
        parts.stream().mapToLong(LedgerSection::acceptedValueBytes).sum(), List.copyOf(rows.values()));
  }

  /// Returns this section with other accepted bytes.
  public LedgerSection withAccepted(long keyBytes, long valueBytes) {
    return of(layer, scope, window, keyBytes, valueBytes, rows);
  }

  /// Key and value bytes accepted.
  public long acceptedBytes() {
    return acceptedKeyBytes + acceptedValueBytes;
  }

  private static long issued(List<LedgerRow> rows, RollUp rollUp) {
    return rows.stream().filter(row -> row.rollUp() == rollUp).mapToLong(LedgerRow::writtenIssuedBytes).sum();
  }
}
