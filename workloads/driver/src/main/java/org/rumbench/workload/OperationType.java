package org.rumbench.workload;

/// What the workload calls an operation; results are counted under these names.
public enum OperationType {
  /// Reads one record.
  READ,
  /// Writes one field, or all, of a record: a put, or a get and a put (see [UpdateMode]).
  UPDATE,
  /// Writes a new record.
  INSERT,
  /// Reads up to a number of records in key order.
  SCAN,
  /// YCSB's read-modify-write: always a get, then a put.
  READ_MODIFY_WRITE,
  /// Removes a record; an extension, YCSB has none.
  DELETE
}
