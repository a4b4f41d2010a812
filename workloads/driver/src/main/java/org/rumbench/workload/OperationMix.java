package org.rumbench.workload;

/// Shares of the operation types; zero or more each, in any scale, at least one above zero.
///
/// @param isDeleteOldest deletes remove the oldest record there is, as a queue or an inbox does; else the records that
///     the request distribution names
public record OperationMix(
    double read,
    double update,
    double insert,
    double scan,
    double readModifyWrite,
    double delete,
    boolean isDeleteOldest) {
  /// Refuses negative shares and an empty mix.
  public OperationMix {
    for (double share : new double[] {read, update, insert, scan, readModifyWrite, delete}) {
      if (!(share >= 0 && share < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("an operation share of " + share + " is not a number of zero or more");
      }
    }
    if (read + update + insert + scan + readModifyWrite + delete <= 0) {
      throw new IllegalArgumentException("a workload without operations: every proportion is zero");
    }
  }

  /// The share of one type, not scaled.
  public double of(OperationType type) {
    return switch (type) {
      case READ -> read;
      case UPDATE -> update;
      case INSERT -> insert;
      case SCAN -> scan;
      case READ_MODIFY_WRITE -> readModifyWrite;
      case DELETE -> delete;
    };
  }

  /// The share of one type among all, 0..1.
  public double shareOf(OperationType type) {
    return of(type) / (read + update + insert + scan + readModifyWrite + delete);
  }
}
