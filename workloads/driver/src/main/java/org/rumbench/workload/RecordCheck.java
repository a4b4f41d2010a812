package org.rumbench.workload;

import org.agrona.DirectBuffer;

/// Checks that what reads return was written by this workload under that very key; counts what was not.
///
/// Every byte of every field is computed again from its first sixteen. Rows of a scan must also come in ascending order
/// from the key asked for on, and no more of them than asked for. One owner.
final class RecordCheck implements RowVisitor {
  private final RecordCodec codec;
  private final FieldContent content;
  private long checkedValues;
  private long wrongValues;

  RecordCheck(RecordCodec codec, FieldContent content) {
    this.codec = codec;
    this.content = content;
  }

  /// Values looked at.
  long checkedValues() {
    return checkedValues;
  }

  /// Values that do not belong to their key, are damaged, or come out of order.
  long wrongValues() {
    return wrongValues;
  }

  /// Starts counting anew.
  void reset() {
    checkedValues = 0;
    wrongValues = 0;
  }

  /// Checks the answer of a GET; returns whether it is right.
  boolean checkValue(Operation operation) {
    return check(operation.key(), 0, operation.keyLength, operation.value(), 0, operation.valueLength, true);
  }

  @Override
  public void onRow(
      Operation operation,
      DirectBuffer key,
      int keyOffset,
      int keyLength,
      DirectBuffer value,
      int valueOffset,
      int valueLength) {
    boolean isInOrder;
    if (operation.rowCount == 0) {
      isInOrder = compare(operation.key(), 0, operation.keyLength, key, keyOffset, keyLength) <= 0;
    } else {
      isInOrder = compare(operation.lastRowKey, 0, operation.lastRowKeyLength, key, keyOffset, keyLength) < 0;
    }
    check(
        key, keyOffset, keyLength, value, valueOffset, valueLength,
        isInOrder && operation.rowCount < operation.scanLimit);
  }

  private boolean check(
      DirectBuffer key, int keyOffset, int keyLength, DirectBuffer value, int valueOffset, int valueLength,
      boolean isPlaced) {
    checkedValues++;
    boolean isRight = isPlaced && isIntact(key, keyOffset, keyLength, value, valueOffset, valueLength);
    if (!isRight) {
      wrongValues++;
    }
    return isRight;
  }

  private boolean isIntact(
      DirectBuffer key, int keyOffset, int keyLength, DirectBuffer value, int valueOffset, int valueLength) {
    if (!codec.isWellFormed(value, valueOffset, valueLength)) {
      return false;
    }
    long keyHash = content.keyHash(key, keyOffset, keyLength);
    int position = valueOffset + codec.headerBytes();
    for (int field = 0; field < codec.fieldCount(); field++) {
      int length = codec.lengthOf(value, valueOffset, field);
      if (!content.isIntact(value, position, length, keyHash, field)) {
        return false;
      }
      position += length;
    }
    return true;
  }

  private static int compare(
      DirectBuffer left, int leftOffset, int leftLength, DirectBuffer right, int rightOffset, int rightLength) {
    int common = Math.min(leftLength, rightLength);
    for (int i = 0; i < common; i++) {
      int difference = (left.getByte(leftOffset + i) & 0xff) - (right.getByte(rightOffset + i) & 0xff);
      if (difference != 0) {
        return difference;
      }
    }
    return leftLength - rightLength;
  }
}
