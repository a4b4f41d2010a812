package org.rumbench.result;

/// Facts about the operations that a cell was asked to do.
///
/// @param spec workload letter, name or path.
/// @param updateMode how a one-field update is done: read-modify-write or whole-record.
/// @param operationStreamHash hash over every generated operation in order; equal hashes mean equal workloads.
/// @param records records loaded.
/// @param keyBytes bytes of a key.
/// @param valueBytes bytes of a whole record without its key.
/// @param userKeyBytesAccepted key bytes of all acknowledged or indeterminate client writes, loading included.
/// @param userValueBytesAccepted value bytes of the same writes.
public record Workload(
    String spec,
    String updateMode,
    String operationStreamHash,
    long records,
    int keyBytes,
    int valueBytes,
    long userKeyBytesAccepted,
    long userValueBytesAccepted) {
}
