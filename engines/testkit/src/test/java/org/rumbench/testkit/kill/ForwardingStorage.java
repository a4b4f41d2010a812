package org.rumbench.testkit.kill;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.rumbench.runtime.Completion;
import org.rumbench.storage.ByteLedger;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// A storage that passes every call on; what a planted one does otherwise is overridden. Any thread.
abstract class ForwardingStorage implements Storage {
  final Storage storage;
  private final Map<String, Storage> subs = new ConcurrentHashMap<>();
  private final Map<StorageFile, StorageFile> files = new ConcurrentHashMap<>();

  ForwardingStorage(Storage storage) {
    this.storage = storage;
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
  public void publish(String from, String to) {
    storage.publish(from, to);
  }

  @Override
  public void remove(String name) {
    storage.remove(name);
  }

  @Override
  public List<String> list() {
    return storage.list();
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
  public void syncNames(Completion completion) {
    storage.syncNames(completion);
  }

  @Override
  public Storage sub(String name) {
    return subs.computeIfAbsent(name, part -> overSub(storage.sub(part)));
  }

  @Override
  public void lock() {
    storage.lock();
  }

  @Override
  public long usableBytes() {
    return storage.usableBytes();
  }

  @Override
  public int blockBytes() {
    return storage.blockBytes();
  }

  @Override
  public ByteLedger ledger() {
    return storage.ledger();
  }

  @Override
  public void close() {
    storage.close();
  }
}
