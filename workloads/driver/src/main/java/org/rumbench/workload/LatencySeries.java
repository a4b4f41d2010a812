package org.rumbench.workload;

/// What latencies are recorded for: whole operations by type, and the two requests of those that read before they write.
public enum LatencySeries {
  /// Whole reads.
  READ,
  /// Whole updates, the read included where there is one.
  UPDATE,
  /// Whole inserts.
  INSERT,
  /// Whole scans.
  SCAN,
  /// Whole read-modify-writes.
  READ_MODIFY_WRITE,
  /// Whole deletes.
  DELETE,
  /// The GET of an update; service time only.
  UPDATE_GET,
  /// The PUT of an update that read first; service time only.
  UPDATE_PUT,
  /// The GET of a read-modify-write; service time only.
  READ_MODIFY_WRITE_GET,
  /// The PUT of a read-modify-write; service time only.
  READ_MODIFY_WRITE_PUT;

  /// The whole operations of a type.
  public static LatencySeries of(OperationType type) {
    return switch (type) {
      case READ -> READ;
      case UPDATE -> UPDATE;
      case INSERT -> INSERT;
      case SCAN -> SCAN;
      case READ_MODIFY_WRITE -> READ_MODIFY_WRITE;
      case DELETE -> DELETE;
    };
  }

  /// The GET of operations of a type that reads before it writes.
  static LatencySeries getOf(OperationType type) {
    return type == OperationType.UPDATE ? UPDATE_GET : READ_MODIFY_WRITE_GET;
  }

  /// The PUT of operations of a type that reads before it writes.
  static LatencySeries putOf(OperationType type) {
    return type == OperationType.UPDATE ? UPDATE_PUT : READ_MODIFY_WRITE_PUT;
  }

  /// Whether this is one request out of an operation.
  public boolean isPart() {
    return ordinal() >= UPDATE_GET.ordinal();
  }
}
