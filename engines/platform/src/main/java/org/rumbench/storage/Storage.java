package org.rumbench.storage;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Completion;

/// A flat directory of append-only, write-once files on one medium, with a byte ledger. Any thread.
///
/// Names are made of `[a-z0-9._-]`; parts of a node keep apart by [#sub]. Durability is explicit: bytes by
/// [StorageFile#sync], names (create, publish, remove) by [#syncNames]. Every byte appended and read is counted in
/// [#ledger] under the purpose stated for it; a copy goes through append and read like everything else.
///
/// Conservation law, for each of the logical, issued and allocated lengths:
/// Σ appended − Σ removed − Σ truncated = Σ listed + Σ removed but pinned.
///
/// Failures are [StorageException]s; a file that is not there is [IllegalArgumentException] (a caller's mistake: list first).
public interface Storage extends AutoCloseable {
  /// A new file, open for appending and reading, owned by the caller (reference count one). Refused with
  /// [IllegalArgumentException] when the name exists. Its appends count under `purpose`; its name is durable only after
  /// [#syncNames].
  StorageFile create(String name, IoPurpose purpose);

  /// An existing file, for reading only (a file is never appended to again once reopened). Reference count is raised by
  /// one for the caller. `purpose` is what the opening itself is for; each read states its own.
  StorageFile open(String name, IoPurpose purpose);

  /// Renames `from` to `to` atomically, replacing `to` when it exists (which then counts as removed). Durable after
  /// [#syncNames]; the caller has synced the bytes first.
  void publish(String from, String to);

  /// Removes the name; the bytes go when the last reference does, and count as space until then.
  void remove(String name);

  /// All names, sorted, removed ones and those of [#sub] directories left out.
  List<String> list();

  /// Logical length in bytes of an existing file; of a file from an earlier life, its length on the medium.
  long lengthBytes(String name);

  /// Makes names durable: every create, publish and remove made before this call. The completion comes through the
  /// opener's scheduler.
  void syncNames(Completion completion);

  /// The storage of a part (`engine`, `hints`, `node`), with its own names and the same ledger and medium.
  Storage sub(String name);

  /// Takes the directory for this process; [IllegalStateException] when somebody has it. Released by [#close].
  void lock();

  /// Bytes that can still be written.
  long usableBytes();

  /// The unit in which the medium writes: a direct log sync pads to it; 1 where there is no such unit.
  int blockBytes();

  /// Where on a file system its files lie, for an engine that keeps files of its own there; null when they do not lie on
  /// one, or when what happens to them is simulated.
  default @Nullable String directory() {
    return null;
  }

  /// The counters of this storage and all its [#sub] storages.
  ByteLedger ledger();

  /// Closes what is open; files that were not synced may be lost by a power cut. Idempotent.
  @Override
  void close();
}
