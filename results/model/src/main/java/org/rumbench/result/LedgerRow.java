package org.rumbench.result;

/// Bytes and calls of one purpose.
///
/// @param purpose purpose of the input or output.
/// @param rollUp class of the purpose.
/// @param writtenLogicalBytes bytes appended, without padding.
/// @param writtenIssuedBytes bytes handed to the device, padding included.
/// @param readRequestedBytes bytes asked for.
/// @param readTransferredBytes bytes moved for it: alignment and read-ahead included.
/// @param writeCalls append calls.
/// @param readCalls read calls.
/// @param syncCalls file syncs.
public record LedgerRow(
    String purpose,
    RollUp rollUp,
    long writtenLogicalBytes,
    long writtenIssuedBytes,
    long readRequestedBytes,
    long readTransferredBytes,
    long writeCalls,
    long readCalls,
    long syncCalls) {

  /// Returns the sum with a row of the same purpose.
  public LedgerRow plus(LedgerRow other) {
    if (!purpose.equals(other.purpose) || rollUp != other.rollUp) {
      throw new IllegalArgumentException(
          "cannot add " + other.purpose + " " + other.rollUp + " to " + purpose + " " + rollUp);
    }
    return new LedgerRow(purpose, rollUp, writtenLogicalBytes + other.writtenLogicalBytes,
        writtenIssuedBytes + other.writtenIssuedBytes, readRequestedBytes + other.readRequestedBytes,
        readTransferredBytes + other.readTransferredBytes, writeCalls + other.writeCalls, readCalls + other.readCalls,
        syncCalls + other.syncCalls);
  }
}
