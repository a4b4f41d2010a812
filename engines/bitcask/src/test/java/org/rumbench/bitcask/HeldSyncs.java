package org.rumbench.bitcask;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.rumbench.runtime.Completion;
import org.rumbench.storage.ForwardingFile;
import org.rumbench.storage.ForwardingStorage;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// A storage whose syncs of some files begin only when they are let go. One thread.
final class HeldSyncs extends ForwardingStorage {
  private record Held(StorageFile file, Completion completion) {}

  private final Set<String> names;
  private final List<Held> held = new ArrayList<>();

  HeldSyncs(Storage storage, Set<String> names) {
    super(storage);
    this.names = new TreeSet<>(names);
  }

  /// Begins the syncs of a file that were held, and holds none of it any more.
  void letGo(String name) {
    names.remove(name);
    for (Held each : List.copyOf(held)) {
      if (each.file.name().equals(name)) {
        held.remove(each);
        each.file.sync(each.completion);
      }
    }
  }

  @Override
  public Storage sub(String name) {
    return storage.sub(name);
  }

  @Override
  public StorageFile open(String name, IoPurpose purpose) {
    return storage.open(name, purpose);
  }

  @Override
  public StorageFile create(String name, IoPurpose purpose) {
    StorageFile created = storage.create(name, purpose);
    return new ForwardingFile(created) {
      @Override
      public void sync(Completion completion) {
        if (names.contains(name)) {
          held.add(new Held(created, completion));
        } else {
          created.sync(completion);
        }
      }
    };
  }
}
