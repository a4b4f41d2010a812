package org.rumbench.bitcask;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.OptionSpec;
import org.rumbench.engine.ReadResult;
import org.rumbench.engine.StorageEngine;
import org.rumbench.engine.WriteBatch;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.Step;
import org.rumbench.storage.IoPurpose;

/// An open Bitcask store as a part of another design: its engine, and what only its key directory knows.
///
/// Threads as of [StorageEngine]; [#writeUnstalled] counts as a write. Calls in flight are not counted: the owner ends
/// his own before he closes the engine.
public final class Bitcask {
  private final BitcaskStore store;
  private final BitcaskEngine engine;

  Bitcask(BitcaskStore store) {
    this.store = store;
    this.engine = new BitcaskEngine(store);
  }

  /// Opens a store inside the storage of another design. One use.
  public static final class Opening implements Job {
    private final Recovery recovery;

    private Opening(Recovery recovery) {
      this.recovery = recovery;
    }

    @Override
    public String name() {
      return recovery.name();
    }

    @Override
    public Step step(long budgetBytes) {
      return recovery.step(budgetBytes);
    }

    /// The open store; [IllegalStateException] before the job is done.
    public Bitcask bitcask() {
      return recovery.bitcask();
    }
  }

  /// The options that a design around a Bitcask passes on: all but the bound of the keys' memory, which it gives
  /// itself.
  public static List<OptionSpec> options() {
    return BitcaskOptions.SPECS.stream().filter(spec -> !spec.name().equals(BitcaskOptions.KEY_MEMORY)).toList();
  }

  /// A job that opens the store in `context.storage()`, creating it when the directory is empty. `context.options()`
  /// has [#options] among others; `keys` bounds the key directory, and a store whose keys need more is not opened and
  /// stays as it is ([org.rumbench.storage.StorageFullException]).
  public static Opening open(EngineContext context, KeyMemory keys) {
    SortedMap<String, String> texts = new TreeMap<>();
    options().forEach(spec -> texts.put(spec.name(), context.options().text(spec.name())));
    EngineOptions own = EngineOptions.of(BitcaskOptions.SPECS, texts);
    EngineContext inner = new EngineContext(context.environment(), context.storage(), own, context.listener());
    return new Opening(new Recovery(new BitcaskStore(inner, keys)));
  }

  /// A hash of a key, equal in every run: what the key directory goes by.
  public static int hash(DirectBuffer key, int offset, int length) {
    return KeyDirectory.hash(key, offset, length);
  }

  /// The store as an engine.
  public StorageEngine engine() {
    return engine;
  }

  /// [IllegalStateException] when closed; what made the store refuse writes when something did.
  public void checkWritable() {
    store.checkWritable();
  }

  /// Whether the store takes writes: nothing has made it refuse them.
  public boolean isWritable() {
    return !store.isClosed() && store.failure() == null;
  }

  /// As the engine's `get`; when a value is found, `found` tells which record it is from.
  public void get(
      DirectBuffer key, int offset, int length, IoPurpose purpose, long nowMillis, ReadResult result, KeyState found) {
    engine.get(key, offset, length, purpose, nowMillis, result, found);
  }

  /// What the key directory says of a key; false when it does not know it. Reads no file, takes no lock.
  public boolean find(DirectBuffer key, int offset, int length, KeyState target) {
    return engine.find(key, offset, length, target);
  }

  /// Writes a batch, BUFFERED, although owed work would have it wait: for what the owner cannot keep any longer.
  public void writeUnstalled(WriteBatch batch) {
    engine.writeUnstalled(batch);
  }

  /// Memory of the key directory.
  public long keyDirectoryBytes() {
    return store.directory.room().memoryBytes();
  }

  /// Memory of the hint entries of segments that are being written, by the writer or by merges.
  public long hintBytes() {
    return store.hintBuffers.memoryBytes();
  }

  /// At most that much memory once it has taken in `more`.
  public long keyDirectoryBytesWith(KeyDemand more) {
    return store.accounts.keyDirectoryBytesWith(more);
  }

  /// Adds those keys of `batch` to `demand` that need room the key directory does not have at hand.
  public void addNewKeys(WriteBatch batch, KeyDemand demand) {
    store.accounts.addNewKeys(batch, demand);
  }
}
