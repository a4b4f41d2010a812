package org.rumbench.wisckey;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.rumbench.runtime.Completion;
import org.rumbench.storage.ForwardingFile;
import org.rumbench.storage.ForwardingStorage;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// A storage that keeps back the syncs of some files until they are let go. One thread.
final class HeldSyncs extends ForwardingStorage {
  private record Held(String file, Runnable sync) {}

  private final List<Held> held = new ArrayList<>();
  private Predicate<String> isHeld = name -> false;

  HeldSyncs(Storage storage) {
    super(storage);
  }

  /// From now on syncs of files with one of these endings are kept back, no others; those held already stay.
  void hold(String... endings) {
    isHeld = name -> List.of(endings).stream().anyMatch(name::endsWith);
  }

  /// How many syncs of files with that ending are held.
  int count(String ending) {
    return (int) held.stream().filter(each -> each.file().endsWith(ending)).count();
  }

  /// Lets go of the last of them to come, or of the first.
  void letGo(String ending, boolean isLast) {
    List<Held> matching = held.stream().filter(each -> each.file().endsWith(ending)).toList();
    Held one = isLast ? matching.getLast() : matching.getFirst();
    held.remove(one);
    one.sync().run();
  }

  @Override
  public StorageFile create(String name, IoPurpose purpose) {
    return new HeldFile(storage.create(name, purpose));
  }

  @Override
  public StorageFile open(String name, IoPurpose purpose) {
    return new HeldFile(storage.open(name, purpose));
  }

  @Override
  public Storage sub(String name) {
    throw new UnsupportedOperationException("an engine has no parts of its own");
  }

  private final class HeldFile extends ForwardingFile {
    HeldFile(StorageFile file) {
      super(file);
    }

    @Override
    public void sync(Completion completion) {
      if (isHeld.test(name())) {
        held.add(new Held(name(), () -> file.sync(completion)));
      } else {
        file.sync(completion);
      }
    }
  }
}
