package org.rumbench.testkit.kill;

import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Environment;
import org.rumbench.storage.ForwardingFile;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// A planted lie: every sync succeeds at once and does nothing. Any thread.
final class UnsyncedStorage extends PlantedStorage {
  private final Environment environment;

  UnsyncedStorage(Storage storage, Environment environment) {
    super(storage);
    this.environment = environment;
  }

  @Override
  Storage overSub(Storage sub) {
    return new UnsyncedStorage(sub, environment);
  }

  @Override
  StorageFile overFile(StorageFile file) {
    return new ForwardingFile(file) {
      @Override
      public void sync(Completion completion) {
        environment.scheduler().execute(completion::complete);
      }

      @Override
      public long syncedBytes() {
        return file.lengthBytes();
      }
    };
  }

  @Override
  public void syncNames(Completion completion) {
    environment.scheduler().execute(completion::complete);
  }
}
