package org.rumbench.lsm;

import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.engine.GuardedEngine;
import org.rumbench.engine.KeyPredicate;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.ReadResult;
import org.rumbench.engine.Snapshot;
import org.rumbench.engine.StorageEngine;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteCompletion;
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Step;
import org.rumbench.storage.IoPurpose;

/// A tree behind the engine interface, values in place.
///
/// @param tree what does the work
record LsmEngine(LsmTree tree) implements StorageEngine {

  /// Opens a tree and wraps it.
  ///
  /// @param job opens the tree
  record Opening(LsmOpenJob job) implements OpenJob {
    @Override
    public StorageEngine engine() {
      LsmTree tree = job.tree();
      return new GuardedEngine(new LsmEngine(tree), tree.calls());
    }

    @Override
    public String name() {
      return job.name();
    }

    @Override
    public Step step(long budgetBytes) {
      return job.step(budgetBytes);
    }
  }

  @Override
  public WriteStatus write(WriteBatch batch, Durability durability, WriteCompletion completion) {
    return tree.write(batch, durability, completion);
  }

  @Override
  public void onWritable(Runnable listener) {
    tree.onWritable(listener);
  }

  @Override
  public @Nullable String stallCause() {
    return tree.stallCause();
  }

  @Override
  public void get(
      DirectBuffer key, int offset, int length, IoPurpose purpose, long nowMillis, ReadResult result) {
    tree.get(key, offset, length, purpose, nowMillis, null, result);
  }

  @Override
  public void get(
      DirectBuffer key, int offset, int length, IoPurpose purpose, long nowMillis, Snapshot snapshot,
      ReadResult result) {
    tree.get(key, offset, length, purpose, nowMillis, snapshot, result);
  }

  @Override
  public Cursor scan(
      @Nullable DirectBuffer from, @Nullable DirectBuffer to, IoPurpose purpose, long nowMillis,
      @Nullable Snapshot snapshot) {
    return tree.scan(from, to, purpose, nowMillis, snapshot);
  }

  @Override
  public Cursor entries(KeyPredicate wanted, IoPurpose purpose) {
    return tree.entries(wanted, purpose);
  }

  @Override
  public Snapshot snapshot() {
    return tree.snapshot();
  }

  @Override
  public void setPurgeVersion(long version) {
    tree.setPurgeVersion(version);
  }

  @Override
  public void setEarliestReadMillis(long millis) {
    tree.setEarliestReadMillis(millis);
  }

  @Override
  public long highestVersion() {
    return tree.highestVersion();
  }

  @Override
  public JobHandle flush() {
    return tree.flush();
  }

  @Override
  public JobHandle compactAll() {
    return tree.compactAll();
  }

  @Override
  public JobHandle settle() {
    return tree.settle();
  }

  @Override
  public EngineMetrics metrics() {
    return tree.metrics();
  }

  @Override
  public void close() {
    tree.close();
  }
}
