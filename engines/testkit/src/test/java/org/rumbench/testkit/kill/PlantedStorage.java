package org.rumbench.testkit.kill;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.rumbench.storage.ForwardingStorage;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// A storage with a bug in its files, one and the same for each file it is asked for. Any thread.
abstract class PlantedStorage extends ForwardingStorage {
  private final Map<String, Storage> subs = new ConcurrentHashMap<>();
  private final Map<StorageFile, StorageFile> files = new ConcurrentHashMap<>();

  PlantedStorage(Storage storage) {
    super(storage);
  }

  /// The same plant over a part.
  abstract Storage overSub(Storage sub);

  /// The plant over a file.
  abstract StorageFile overFile(StorageFile file);

  @Override
  public StorageFile create(String name, IoPurpose purpose) {
    return files.computeIfAbsent(storage.create(name, purpose), this::overFile);
  }

  @Override
  public StorageFile open(String name, IoPurpose purpose) {
    return files.computeIfAbsent(storage.open(name, purpose), this::overFile);
  }

  @Override
  public long lengthBytes(String name) {
    return files.values().stream()
        .filter(file -> file.name().equals(name))
        .mapToLong(StorageFile::lengthBytes)
        .findFirst()
        .orElseGet(() -> storage.lengthBytes(name));
  }

  @Override
  public Storage sub(String name) {
    return subs.computeIfAbsent(name, part -> overSub(storage.sub(part)));
  }
}
