package org.rumbench.bitcask;

import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.RecordLogWriter;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Step;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.StorageFile;

/// Publishes a new manifest: its bytes and the names of what it lists durable, then the rename, then all names durable.
/// One at a time per store.
final class ManifestInstall {
  private final BitcaskStore store;
  private final List<Segment> added;
  private final List<Segment> removed;
  private @Nullable StorageFile file;
  private @Nullable Completion bytes;
  private final Completion listed = new Completion();
  private @Nullable Completion names;

  /// Will list the sealed segments and `added`, without `removed`; bytes of `added` and their hint files are durable.
  ManifestInstall(BitcaskStore store, List<Segment> added, List<Segment> removed) {
    this.store = store;
    this.added = added;
    this.removed = removed;
  }

  /// Runs one slice; DONE once the manifest and every name made before are durable.
  Step step() {
    Completion writing = bytes;
    if (writing == null) {
      writing = write();
    }
    if (!writing.isDone()) {
      return Step.awaits(writing);
    }
    writing.throwIfFailed();
    if (!listed.isDone()) {
      return Step.awaits(listed);
    }
    listed.throwIfFailed();
    Completion naming = names;
    if (naming == null) {
      store.storage.publish(ManifestDescriptor.TEMPORARY_FILE_NAME, ManifestDescriptor.FILE_NAME);
      release();
      naming = new Completion();
      names = naming;
      store.storage.syncNames(naming);
    }
    if (!naming.isDone()) {
      return Step.awaits(naming);
    }
    naming.throwIfFailed();
    return Step.DONE;
  }

  private Completion write() {
    if (store.storage.list().contains(ManifestDescriptor.TEMPORARY_FILE_NAME)) {
      store.storage.remove(ManifestDescriptor.TEMPORARY_FILE_NAME);
    }
    UnsafeBuffer payload = store.manifestPayload(added, removed);
    StorageFile created = store.storage.create(ManifestDescriptor.TEMPORARY_FILE_NAME, IoPurpose.MANIFEST);
    file = created;
    RecordLogWriter writer =
        new RecordLogWriter(created, ManifestDescriptor.MAGIC, ManifestDescriptor.LOG_ID);
    writer.append(0, payload, 0, payload.capacity());
    writer.close(0);
    created.seal();
    Completion synced = new Completion();
    bytes = synced;
    created.sync(synced);
    store.storage.syncNames(listed);
    return synced;
  }

  /// Closes the file if it is open.
  void release() {
    StorageFile open = file;
    if (open != null) {
      file = null;
      open.release();
    }
  }
}
