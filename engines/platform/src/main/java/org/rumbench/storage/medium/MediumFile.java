package org.rumbench.storage.medium;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/// The bytes of one open file of a [Medium]. Reads by any thread, everything else by the owner, except [#sync].
public interface MediumFile {
  /// Writes at the logical end, which is `offsetBytes`; returns the bytes issued to the medium by this call. When it
  /// throws, nothing counts as written and the next append starts at the same offset.
  long append(long offsetBytes, DirectBuffer source, int offset, int lengthBytes);

  /// Copies bytes that exist; returns the bytes moved to do so.
  long read(long offsetBytes, MutableDirectBuffer target, int targetOffset, int lengthBytes);

  /// Allocates room up to `lengthBytes` in all.
  void reserve(long lengthBytes);

  /// Issues what is still held back (a partial block), so that [#sync] covers every byte appended; returns the bytes
  /// issued.
  long prepareSync();

  /// Makes durable what was issued before the latest [#prepareSync]; blocks, so it is called through
  /// [Medium#dispatch], beside appends and reads.
  void sync();

  /// Cuts the logical length and drops the reservation; returns the bytes issued to mark the cut.
  long truncate(long lengthBytes);

  /// Issues what is held back and drops the reservation; returns the bytes issued.
  long seal();

  /// Bytes in the file, padding included.
  long issuedBytes();

  /// Bytes taken on the medium, reservation included.
  long allocatedBytes();

  /// Bytes moved to open it, which the opener's purpose pays for.
  default long openingBytes() {
    return 0;
  }

  /// Its name is now `name`, in the same directory.
  default void renamed(String name) {}

  /// Its name is gone; nobody can open it again.
  default void unlinked() {}

  /// Hint: sequential reads follow.
  void adviseSequential();

  /// Hint: these bytes will be read soon.
  void adviseWillNeed(long offsetBytes, long lengthBytes);

  /// Hint: what was read or written need not stay cached.
  void adviseDoNotCache();

  /// Closes the file; called once, when nobody uses it.
  void close();

  /// Closes the file although a call on it may still be going on: what that call uses stays valid until it ends.
  default void abandon() {
    close();
  }
}
