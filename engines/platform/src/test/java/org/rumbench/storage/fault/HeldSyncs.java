package org.rumbench.storage.fault;

import java.util.ArrayList;
import java.util.List;
import org.rumbench.runtime.Completion;
import org.rumbench.storage.ForwardingFile;
import org.rumbench.storage.ForwardingStorage;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// A storage that keeps back the syncs of some files until they are let go, so that a test has them end in the order it
/// is about. Files are chosen by how their names end. One thread.
public final class HeldSyncs extends ForwardingStorage {
  private record Held(String file, Runnable sync) {}

  private final List<Held> held = new ArrayList<>();
  private List<String> heldEndings = List.of();

  /// In front of `storage`; nothing is kept back yet.
  public HeldSyncs(Storage storage) {
    super(storage);
  }

  /// From now on syncs of files with one of these endings are kept back, no others; those held already stay.
  public void hold(String... endings) {
    heldEndings = List.of(endings);
  }

  /// How many syncs of files with that ending are held.
  public int count(String ending) {
    return matching(ending).size();
  }

  /// Begins the first of them that came.
  public void letGoFirst(String ending) {
    letGo(matching(ending).getFirst());
  }

  /// Begins the last of them that came.
  public void letGoLast(String ending) {
    letGo(matching(ending).getLast());
  }

  /// Begins them all, in the order they came.
  public void letGoAll(String ending) {
    matching(ending).forEach(this::letGo);
  }

  private List<Held> matching(String ending) {
    return held.stream().filter(each -> each.file().endsWith(ending)).toList();
  }

  private void letGo(Held one) {
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
      if (heldEndings.stream().anyMatch(name()::endsWith)) {
        held.add(new Held(name(), () -> file.sync(completion)));
      } else {
        file.sync(completion);
      }
    }
  }
}
