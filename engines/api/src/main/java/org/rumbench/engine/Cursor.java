package org.rumbench.engine;

import org.agrona.DirectBuffer;

/// A walk over records, pinned to the state at the call that opened it. One owner; closed by it, on any thread.
///
/// Starts before the first record. Views are valid until the next call. It pins files: no cursor outlives a message,
/// paged scans resume by key.
public interface Cursor extends AutoCloseable {
  /// Moves to the next record; false at the end, also when asked again. [IllegalStateException] once the cursor or its
  /// engine is closed.
  boolean next();

  /// VALUE or TOMBSTONE.
  ReadOutcome outcome();

  /// The record's version.
  long version();

  /// Absolute expiry in milliseconds, 0 for none.
  long expiryMillis();

  /// The buffer the key lies in.
  DirectBuffer keyBuffer();

  /// Where the key starts.
  int keyOffset();

  /// The key's length in bytes.
  int keyLength();

  /// The buffer the value lies in; fetching a separated value may read a value log.
  DirectBuffer valueBuffer();

  /// Where the value starts.
  int valueOffset();

  /// The value's length in bytes; 0 for a tombstone.
  int valueLength();

  /// Lets go of what it pins. Idempotent, and harmless after the engine was closed.
  @Override
  void close();
}
