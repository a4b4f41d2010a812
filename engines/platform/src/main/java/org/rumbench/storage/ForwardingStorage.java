package org.rumbench.storage;

import java.util.List;
import org.rumbench.runtime.Completion;

/// A storage that passes each call on to another: the base of those that do something else with some. What gives out
/// files and parts is left to them, so that none comes out uncovered. As many threads as the other.
public abstract class ForwardingStorage implements Storage {
  /// What calls are passed on to.
  protected final Storage storage;

  /// In front of `storage`.
  protected ForwardingStorage(Storage storage) {
    this.storage = storage;
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
    return storage.lengthBytes(name);
  }

  @Override
  public void syncNames(Completion completion) {
    storage.syncNames(completion);
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
