package org.rumbench.engine;

import org.agrona.DirectBuffer;

/// Chooses keys, for [StorageEngine#entries]. Must not keep the buffer.
@FunctionalInterface
public interface KeyPredicate {
  /// Every key.
  KeyPredicate ALL = (buffer, offset, length) -> true;

  /// Whether the key is wanted.
  boolean test(DirectBuffer buffer, int offset, int length);
}
