package org.rumbench.result;

/// Number of operations of one type by outcome; errors are never throughput.
///
/// @param operation operation type: READ, UPDATE, INSERT, SCAN, READ_MODIFY_WRITE, DELETE.
/// @param ok ended as asked.
/// @param notFound answered that the key is absent.
/// @param unavailable refused: too few live replicas.
/// @param timedOut no quorum within the time limit; outcome unknown.
/// @param failed ended with another error.
/// @param unsupported not a capability of the design.
/// @param notStarted scheduled but not started before the phase ended.
public record OperationCount(
    String operation,
    long ok,
    long notFound,
    long unavailable,
    long timedOut,
    long failed,
    long unsupported,
    long notStarted) {

  /// Operations that started and did not end ok.
  public long notOk() {
    return notFound + unavailable + timedOut + failed + unsupported;
  }

  /// All operations, whatever became of them.
  public long offered() {
    return ok + notOk() + notStarted;
  }
}
