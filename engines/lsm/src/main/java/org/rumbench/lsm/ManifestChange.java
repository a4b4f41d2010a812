package org.rumbench.lsm;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rumbench.lsm.manifest.CurrentPointer;
import org.rumbench.lsm.manifest.Manifest;
import org.rumbench.lsm.manifest.ManifestDescriptor;
import org.rumbench.lsm.manifest.VersionEdit;
import org.rumbench.runtime.Completion;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// Puts a new manifest into use, step by step: the manifest is synced, then its name and the pointer's bytes, then the
/// pointer is renamed into its place. The manifest's name is durable before the pointer to it can be: no order of names is
/// relied on. A crash at any point leaves the manifest before it in use, or this one. One owner.
public final class ManifestChange {
  private enum Phase {
    CREATED,
    SYNCED,
    POINTED,
    IN_USE
  }

  private final Storage storage;
  private final Manifest manifest;
  private Phase phase = Phase.CREATED;
  private @Nullable StorageFile pointer;

  /// Creates manifest `number`, which begins with `first`.
  public ManifestChange(Storage storage, long number, VersionEdit first) {
    this.storage = storage;
    this.manifest = Manifest.create(storage, number);
    manifest.append(first);
  }

  /// The manifest; the owner closes it.
  public Manifest manifest() {
    return manifest;
  }

  /// Takes the next step, after what the one before returned was done; null when the manifest is durably in use.
  public @Nullable Completion next() {
    Completion done = new Completion();
    switch (phase) {
      case CREATED -> {
        manifest.sync(done);
        phase = Phase.SYNCED;
      }
      case SYNCED -> {
        StorageFile written = CurrentPointer.write(storage, manifest.number());
        pointer = written;
        AllOf parts = new AllOf(done, 2);
        written.sync(parts.part());
        storage.syncNames(parts.part());
        phase = Phase.POINTED;
      }
      case POINTED -> {
        publish();
        storage.syncNames(done);
        phase = Phase.IN_USE;
      }
      case IN_USE -> {
        return null;
      }
    }
    return done;
  }

  private void publish() {
    StorageFile written = pointer;
    if (written == null) {
      throw new IllegalStateException("no pointer was written");
    }
    written.seal();
    written.release();
    storage.publish(ManifestDescriptor.CURRENT_NEW, ManifestDescriptor.CURRENT);
  }

  /// Removes what the manifest in use does not name, of its own kind and of `extension`: outputs that were never
  /// installed, earlier manifests. `live` are the names that stay.
  public void removeOrphans(String extension, Set<String> live) {
    String own = Manifest.nameOf(manifest.number());
    for (String name : storage.list()) {
      boolean isOurs =
          FileNumbers.parse(name, extension) >= 0
              || FileNumbers.parse(name, ManifestDescriptor.EXTENSION) >= 0
              || name.equals(ManifestDescriptor.CURRENT_NEW);
      if (isOurs && !name.equals(own) && !live.contains(name)) {
        storage.remove(name);
      }
    }
  }
}
