package org.rumbench.result;

import java.util.List;

/// Sum of ledger rows.
///
/// @param writtenLogicalBytes bytes appended, without padding.
/// @param writtenIssuedBytes bytes handed to the device, padding included.
/// @param readRequestedBytes bytes asked for.
/// @param readTransferredBytes bytes moved for it: alignment and read-ahead included.
/// @param writeCalls append calls.
/// @param readCalls read calls.
/// @param syncCalls file syncs.
public record LedgerTotal(
    long writtenLogicalBytes,
    long writtenIssuedBytes,
    long readRequestedBytes,
    long readTransferredBytes,
    long writeCalls,
    long readCalls,
    long syncCalls) {

  /// Adds up rows.
  public static LedgerTotal of(List<LedgerRow> rows) {
    return new LedgerTotal(
        rows.stream().mapToLong(LedgerRow::writtenLogicalBytes).sum(),
        rows.stream().mapToLong(LedgerRow::writtenIssuedBytes).sum(),
        rows.stream().mapToLong(LedgerRow::readRequestedBytes).sum(),
        rows.stream().mapToLong(LedgerRow::readTransferredBytes).sum(),
        rows.stream().mapToLong(LedgerRow::writeCalls).sum(),
        rows.stream().mapToLong(LedgerRow::readCalls).sum(),
        rows.stream().mapToLong(LedgerRow::syncCalls).sum());
  }
}
