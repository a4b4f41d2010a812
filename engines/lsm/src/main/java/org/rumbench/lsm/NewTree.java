package org.rumbench.lsm;

import org.rumbench.lsm.manifest.ManifestDescriptor;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.NewStore;
import org.rumbench.storage.Storage;

/// What a directory without a pointer to a manifest must be.
public final class NewTree {
  private NewTree() {}

  /// Checks that a directory without a pointer is one where a store can be made, touching nothing: empty, or left by an
  /// interrupted making. Creation makes the pointer's name durable before it makes any numbered file but a manifest:
  /// where there is one without a pointer, the pointer was lost.
  public static void requireEmpty(Storage storage) {
    for (String name : storage.list()) {
      boolean isNumbered = Character.isDigit(name.charAt(0));
      if (isNumbered && FileNumbers.parse(name, ManifestDescriptor.EXTENSION) < 0) {
        throw new CorruptionException(
            ManifestDescriptor.CURRENT, 0, "a pointer to the manifest, because there is " + name, "no such file");
      }
    }
    NewStore.requireEmpty(storage, "log-structured merge", name ->
        name.equals(ManifestDescriptor.CURRENT_NEW) || FileNumbers.parse(name, ManifestDescriptor.EXTENSION) >= 0);
  }
}
