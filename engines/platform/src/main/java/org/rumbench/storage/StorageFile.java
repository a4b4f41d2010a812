package org.rumbench.storage;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.rumbench.runtime.Completion;

/// One file of a [Storage]: appended to by one owner at a time, read by any thread.
///
/// It has three lengths: *logical* (bytes the owner appended), *issued* (with padding to the medium's blocks) and
/// *allocated* (with what is reserved). Reads see every byte appended before, synced or not.
public interface StorageFile {
  /// The name it was created or published under last.
  String name();

  /// Logical length.
  long lengthBytes();

  /// Appends and returns the offset of the first byte. On return the bytes are handed to the operating system (a killed
  /// process loses nothing); durable after [#sync]. On failure nothing of it counts as appended and the owner decides
  /// whether to [#truncate] or give the file up.
  long append(DirectBuffer source, int offset, int lengthBytes);

  /// Copies exactly `lengthBytes` at `offsetBytes` into `target`. Reading beyond the logical end is a
  /// [CorruptionException]: some pointer or length is wrong.
  void read(long offsetBytes, MutableDirectBuffer target, int targetOffset, int lengthBytes, IoPurpose purpose);

  /// Reserves room up to `lengthBytes` in all beforehand, so that a sync needs no allocation. The reserved part is not
  /// part of the logical length; a reader after a crash may see it as zeros and finds the end by framing.
  void reserve(long lengthBytes);

  /// Makes durable every byte appended before this call, beside further appends; at most one sync of a file is in
  /// flight, later ones are merged into the next. The completion comes through the opener's scheduler, never inside this
  /// call; its failure means the bytes may be gone although a later sync succeeds.
  void sync(Completion completion);

  /// Bytes known durable: covered by a sync that has completed.
  long syncedBytes();

  /// Cuts the file to `lengthBytes` (at most the logical length) and drops the reservation. Owner only.
  void truncate(long lengthBytes);

  /// No further appends; drops what is reserved beyond the end.
  void seal();

  /// Hint: reads will be sequential from here on and need not stay cached.
  void adviseSequential();

  /// Hint: these bytes will be read soon, so the medium may begin to fetch them beside the caller. What is told in
  /// several calls is fetched at once, as far as the medium can. Promises nothing and reports nothing: a read counts, and
  /// tells of damage, when it is made. Where nothing is cached (direct I/O) it does nothing.
  void adviseWillNeed(long offsetBytes, long lengthBytes);

  /// Hint: the bytes read or written so far need not stay in the page cache.
  void adviseDoNotCache();

  /// One more reference. Refused with [IllegalStateException] when the count is already zero.
  void retain();

  /// One reference less; at zero the file is closed, and unlinked when it was removed. After its storage was closed
  /// there is nothing left to release.
  void release();
}
