package org.rumbench.storage.system;

import java.io.IOException;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.MappedBytesStore;
import net.openhft.chronicle.bytes.MappedFile;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import net.openhft.chronicle.core.io.IORuntimeException;
import net.openhft.chronicle.core.io.ReferenceOwner;
import org.rumbench.storage.DeviceException;

/// One file mapped as a whole by chronicle-bytes; unmapped by [#close], once nobody uses its address any more.
///
/// The library would write everything back, asynchronously, on unmapping: that is switched off, so that the only
/// write-back asked for is the one a sync asks for.
final class Mapping {
  /// The library's side, which is freed apart from this object.
  private static final class Resource implements ReferenceOwner {
    private final MappedFile file;
    private final MappedBytesStore store;

    private Resource(Path path, long capacityBytes, boolean isReadOnly) throws IOException {
      this.file = MappedFile.ofSingle(path.toFile(), capacityBytes, isReadOnly);
      file.singleThreadedCheckDisabled(true);
      this.store = file.acquireByteStore(this, 0);
      store.singleThreadedCheckDisabled(true);
      store.syncMode(SyncMode.NONE);
    }

    /// The library's file keeps a reference of its own and, unless told otherwise, never gives it up: a leaked mapping.
    private void free() {
      store.release(this);
      if (store.refCount() > 0) {
        store.release(file);
      }
      file.releaseLast();
      BackgroundResourceReleaser.releasePendingResources();
    }
  }

  private final Resource resource;
  private final long capacityBytes;
  private final long address;

  /// Maps `capacityBytes`, which the file must have (the library would extend it, sparsely).
  Mapping(Path path, long capacityBytes, boolean isReadOnly) {
    this.capacityBytes = capacityBytes;
    try {
      this.resource = new Resource(path, capacityBytes, isReadOnly);
    } catch (IOException | IORuntimeException e) {
      throw new DeviceException("cannot map " + capacityBytes + " bytes of " + path, e);
    }
    this.address = resource.store.addressForRead(0);
  }

  long address() {
    return address;
  }

  long capacityBytes() {
    return capacityBytes;
  }

  /// Unmaps now.
  void close() {
    resource.free();
  }

  /// Unmaps once nobody can be copying from it any more.
  void abandon() {
    Resource freed = resource;
    Abandoned.freeAfter(this, freed::free);
  }
}
