package org.rumbench.workload;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// One operation of the workload, reused for many: a slot of the driver's bound of operations in flight.
///
/// The driver fills it; a [KeyValueTarget] reads [#request], [#key] and [#value], and for reads fills the value or adds
/// rows. Buffers are plain [UnsafeBuffer]s over arrays that stay the same object until [#ensureValueCapacity] grows one.
/// One owner at a time: the driver, or between submit and answer the target.
public final class Operation {
  private final int slot;
  private final RowVisitor rowVisitor;
  private final UnsafeBuffer key;
  private final UnsafeBuffer value;
  private @Nullable Object attachment;

  // What the stream drew; see OperationStream.
  final UnsafeBuffer payload;
  int payloadLength;
  int fieldIndex;
  long index;
  long keyNumber;
  OperationType type = OperationType.READ;
  Request request = Request.GET;
  int keyLength;
  int valueLength;
  int scanLimit;
  boolean isAbsent;

  // What the driver noted.
  long intendedNanos;
  long startedNanos;
  long partStartedNanos;
  long endedNanos;
  long stallNanos;
  boolean isSurelyLive;
  boolean isInFlight;
  boolean isAbandoned;
  int attempts;
  int writeBytes;

  // What a scan delivered.
  int rowCount;
  long rowBytes;
  int lastRowKeyLength;
  final UnsafeBuffer lastRowKey;

  Operation(int slot, int keyBytes, int valueBytes, RowVisitor rowVisitor) {
    this.slot = slot;
    this.rowVisitor = rowVisitor;
    this.key = new UnsafeBuffer(new byte[keyBytes]);
    this.lastRowKey = new UnsafeBuffer(new byte[keyBytes]);
    this.value = new UnsafeBuffer(new byte[valueBytes]);
    this.payload = new UnsafeBuffer(new byte[valueBytes]);
  }

  /// A small number that no other operation in flight has, so that a target can keep its own state in an array.
  public int slot() {
    return slot;
  }

  /// What the target is to do now.
  public Request request() {
    return request;
  }

  /// What the workload calls it.
  public OperationType type() {
    return type;
  }

  /// The key, from offset 0.
  public UnsafeBuffer key() {
    return key;
  }

  /// Length of the key in bytes.
  public int keyLength() {
    return keyLength;
  }

  /// The value from offset 0: to be stored by a PUT, to be filled by a GET.
  public UnsafeBuffer value() {
    return value;
  }

  /// Length of the value in bytes.
  public int valueLength() {
    return valueLength;
  }

  /// Makes room for a value of `bytes`; what the value held is lost if it must grow.
  public void ensureValueCapacity(int bytes) {
    if (bytes > value.capacity()) {
      value.wrap(new byte[bytes]);
    }
  }

  /// For a GET that filled [#value] in place: says how long the value is.
  public void setValueLength(int bytes) {
    if (bytes < 0 || bytes > value.capacity()) {
      throw new IllegalArgumentException("value length " + bytes + " outside 0.." + value.capacity());
    }
    valueLength = bytes;
  }

  /// For a GET: copies the value found.
  public void setValue(DirectBuffer source, int offset, int length) {
    ensureValueCapacity(length);
    value.putBytes(0, source, offset, length);
    valueLength = length;
  }

  /// Most records a SCAN is to deliver.
  public int scanLimit() {
    return scanLimit;
  }

  /// For a SCAN: delivers the next record, keys ascending; the buffers are free again on return.
  public void addRow(
      DirectBuffer rowKey, int rowKeyOffset, int rowKeyLength, DirectBuffer row, int rowOffset, int rowLength) {
    rowVisitor.onRow(this, rowKey, rowKeyOffset, rowKeyLength, row, rowOffset, rowLength);
    rowCount++;
    rowBytes += rowKeyLength + (long) rowLength;
    if (rowKeyLength > lastRowKey.capacity()) {
      lastRowKey.wrap(new byte[rowKeyLength]);
    }
    lastRowKey.putBytes(0, rowKey, rowKeyOffset, rowKeyLength);
    lastRowKeyLength = rowKeyLength;
  }

  /// Forgets the rows delivered so far: a target that starts its scan over calls this first.
  public void clearRows() {
    rowCount = 0;
    rowBytes = 0;
    lastRowKeyLength = 0;
  }

  /// Records that the engine held the request back for `nanos` (a write stall); adds up.
  public void addStallNanos(long nanos) {
    stallNanos += nanos;
  }

  /// When the arrival schedule wanted it started.
  public long intendedNanos() {
    return intendedNanos;
  }

  /// When it was first submitted.
  public long startedNanos() {
    return startedNanos;
  }

  /// When its last answer came.
  public long endedNanos() {
    return endedNanos;
  }

  /// The target's own state for this slot, kept from one operation to the next.
  public @Nullable Object attachment() {
    return attachment;
  }

  /// Sets the target's own state for this slot.
  public void attach(Object state) {
    attachment = state;
  }
}
