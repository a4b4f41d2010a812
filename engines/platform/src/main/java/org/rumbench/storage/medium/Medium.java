package org.rumbench.storage.medium;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.LedgerSnapshot.Lengths;

/// One directory of a medium: moves bytes and names, counts nothing. Any thread.
///
/// [LedgeredStorage] stands on it and has checked names, states and bounds before it calls.
/// Failures are [org.rumbench.storage.StorageException]s.
public interface Medium {
  /// Names of the files in this directory, in any order.
  List<String> list();

  /// The lengths of a file of an earlier life.
  Lengths lengths(String name);

  /// A new, empty file; `purpose` tells how its bytes will be synced.
  MediumFile create(String name, IoPurpose purpose);

  /// An existing file, for reading.
  MediumFile open(String name);

  /// Renames atomically, replacing `to`; files that are open stay readable.
  void rename(String from, String to);

  /// Removes the name; files that are open stay readable.
  void unlink(String name);

  /// Makes names durable; blocks, so it is called through [#dispatch].
  void syncNames();

  /// The directory `name` within this one, made when absent.
  Medium sub(String name);

  /// Where on a file system it lies; null when it does not, or when what happens to its files is simulated.
  default @Nullable String path() {
    return null;
  }

  /// Takes the directory for this process, or [IllegalStateException].
  void lock();

  /// Bytes that can still be written.
  long usableBytes();

  /// The unit in which the medium writes, 1 when there is none.
  int blockBytes();

  /// Runs a sync of about `dirtyBytes` beside the caller, never inside this call.
  void dispatch(long dirtyBytes, Runnable sync);

  /// Waits for dispatched syncs and gives the lock back. Of a sub-directory: nothing.
  void close();
}
