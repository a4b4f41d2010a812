package org.rumbench.coding;

import org.agrona.DirectBuffer;

/// Finds the units in the bytes of a record log, in one of the two ways in which they can lie there. One owner.
///
/// A length is believed, and memory taken for it, only when a checksum has proved it.
abstract sealed class LogFraming permits PlainFraming, BlockFraming {
  final LogWindow window;
  final long logId;
  final Checksum checksum = new Checksum();
  /// Bytes summed so far, for whatever reason.
  long summedBytes;
  private String refusal = "";

  // The present unit.
  long unitOffset;
  long unitEnd;
  boolean isEnd;
  long sequence;
  long durableTo;
  int payloadIndex;
  int payloadLength;

  LogFraming(LogWindow window, long logId) {
    this.window = window;
    this.logId = logId;
  }

  /// Makes the unit at `place`, or behind the padding there, the present one; false when there is none, which
  /// [#refusal] explains.
  abstract boolean unitAt(long place);

  /// Makes the first unit at or behind `place` the present one; false when there is none, or none was found before
  /// about `budgetBytes` were checked for being one.
  abstract boolean unitBehind(long place, long budgetBytes);

  /// What holds the present unit's payload.
  abstract DirectBuffer payloadBuffer();

  /// Where in the file the byte at `index` of [#payloadBuffer] is.
  abstract long offsetOf(int index);

  /// Of how many pieces the present unit is.
  abstract int fragments();

  final String refusal() {
    return refusal;
  }

  final boolean refuse(String reason) {
    refusal = reason;
    return false;
  }
}
