package org.rumbench.lsm.record;

import org.agrona.DirectBuffer;
import org.rumbench.engine.RecordDescriptor;
import org.rumbench.engine.RecordKind;

/// The present record of a walk, read in place. Views are valid until the walk moves.
public interface RecordCursor {
  /// The buffer the key lies in.
  DirectBuffer keyBuffer();

  /// Where the key starts.
  int keyOffset();

  /// The key's length in bytes.
  int keyLength();

  /// Kind code and flags as [RecordDescriptor] lays them out.
  int kindAndFlags();

  /// The record's version.
  long version();

  /// The record's arrival sequence.
  long sequence();

  /// Absolute expiry in milliseconds, 0 for none.
  long expiryMillis();

  /// The buffer the value lies in.
  DirectBuffer valueBuffer();

  /// Where the value starts.
  int valueOffset();

  /// The value's length in bytes.
  int valueLength();

  /// Whether the record is a deletion of its key.
  default boolean isTombstone() {
    return (kindAndFlags() & RecordDescriptor.KIND_MASK) == RecordKind.TOMBSTONE.code();
  }

  /// Whether the value is a pointer into a value log.
  default boolean isPointer() {
    return (kindAndFlags() & RecordDescriptor.FLAG_POINTER) != 0;
  }
}
