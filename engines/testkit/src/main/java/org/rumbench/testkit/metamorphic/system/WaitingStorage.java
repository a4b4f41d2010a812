package org.rumbench.testkit.metamorphic.system;

import org.rumbench.runtime.Completion;
import org.rumbench.storage.ForwardingFile;
import org.rumbench.storage.ForwardingStorage;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// A storage whose syncs have their outcome before the call returns; all else is passed on.
final class WaitingStorage extends ForwardingStorage {
  private final SyncWait waiting;

  WaitingStorage(Storage storage, SyncWait waiting) {
    super(storage);
    this.waiting = waiting;
  }

  @Override
  public StorageFile create(String name, IoPurpose purpose) {
    return new WaitingFile(storage.create(name, purpose), waiting);
  }

  @Override
  public StorageFile open(String name, IoPurpose purpose) {
    return new WaitingFile(storage.open(name, purpose), waiting);
  }

  @Override
  public void syncNames(Completion completion) {
    waiting.sync(storage::syncNames, completion);
  }

  @Override
  public Storage sub(String name) {
    return new WaitingStorage(storage.sub(name), waiting);
  }

  private static final class WaitingFile extends ForwardingFile {
    private final SyncWait waiting;

    private WaitingFile(StorageFile file, SyncWait waiting) {
      super(file);
      this.waiting = waiting;
    }

    @Override
    public void sync(Completion completion) {
      waiting.sync(file::sync, completion);
    }
  }
}
