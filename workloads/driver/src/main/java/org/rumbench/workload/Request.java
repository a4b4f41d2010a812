package org.rumbench.workload;

/// What a target is to do now; an update or a read-modify-write is a GET followed by a PUT.
public enum Request {
  /// Fetch the value of the key into [Operation#value].
  GET,
  /// Store [Operation#value] under the key, whether it exists or not.
  PUT,
  /// Remove the key; OK also when there was none, if the target cannot tell without a read.
  DELETE,
  /// Deliver up to [Operation#scanLimit] records from the key on, ascending, through [Operation#addRow].
  SCAN
}
