package org.rumbench.lsm.record;

import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.RecordDescriptor;
import org.rumbench.engine.RecordKind;

/// The best record a point read has found so far. Reusable; one owner.
///
/// It keeps the place of the value pinned until something better comes or [#clear].
public final class Candidate {
  /// What keeps a value's bytes in place.
  @FunctionalInterface
  public interface Pin {
    /// The bytes may go.
    void unpin();
  }

  private static final UnsafeBuffer EMPTY = new UnsafeBuffer(new byte[0]);

  private boolean isFound;
  private int kindAndFlags;
  private long version;
  private long sequence;
  private long expiryMillis;
  private UnsafeBuffer valueBuffer = EMPTY;
  private int valueOffset;
  private int valueLength;
  private @Nullable Pin pin;

  /// Forgets what was found and unpins it.
  public void clear() {
    isFound = false;
    valueBuffer = EMPTY;
    Pin held = pin;
    if (held != null) {
      pin = null;
      held.unpin();
    }
  }

  /// Whether a record with this version and sequence beats what was found.
  public boolean isBeatenBy(long otherVersion, long otherSequence) {
    return !isFound || otherVersion > version || (otherVersion == version && otherSequence > sequence);
  }

  /// Whether a source whose versions are at most `maxVersion` cannot hold anything better.
  public boolean isAbove(long maxVersion) {
    return isFound && maxVersion < version;
  }

  /// Takes a better record; `newPin` (null: none needed) is owned by this from now on.
  public void take(
      int newKindAndFlags, long newVersion, long newSequence, long newExpiryMillis,
      UnsafeBuffer buffer, int offset, int length, @Nullable Pin newPin) {
    clear();
    isFound = true;
    kindAndFlags = newKindAndFlags;
    version = newVersion;
    sequence = newSequence;
    expiryMillis = newExpiryMillis;
    valueBuffer = buffer;
    valueOffset = offset;
    valueLength = length;
    pin = newPin;
  }

  /// Whether anything was found.
  public boolean isFound() {
    return isFound;
  }

  /// Whether it is a deletion.
  public boolean isTombstone() {
    return (kindAndFlags & RecordDescriptor.KIND_MASK) == RecordKind.TOMBSTONE.code();
  }

  /// Whether its value is a pointer into a value log.
  public boolean isPointer() {
    return (kindAndFlags & RecordDescriptor.FLAG_POINTER) != 0;
  }

  /// Its version.
  public long version() {
    return version;
  }

  /// Its sequence.
  public long sequence() {
    return sequence;
  }

  /// Its expiry, 0 for none.
  public long expiryMillis() {
    return expiryMillis;
  }

  /// Where its value lies; valid until [#clear].
  public UnsafeBuffer valueBuffer() {
    return valueBuffer;
  }

  /// Where the value starts.
  public int valueOffset() {
    return valueOffset;
  }

  /// The value's length.
  public int valueLength() {
    return valueLength;
  }
}
