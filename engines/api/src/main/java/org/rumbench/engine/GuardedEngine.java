package org.rumbench.engine;

import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.JobHandle;
import org.rumbench.storage.IoPurpose;

/// An engine whose calls are counted, so that its `close` can refuse later ones and wait out those in flight. What an
/// opening gives out is one of these around the design's own engine.
///
/// The design's `close` brings the order: [CallsInFlight#refuse], end the jobs that calls may wait for,
/// [CallsInFlight#drain], then let go of files and memory. Cursors are not counted; how they fail is the storage's
/// business, which closes no file under a call.
///
/// @param inner the design's engine
/// @param calls shared with it
public record GuardedEngine(StorageEngine inner, CallsInFlight calls) implements StorageEngine {
  @Override
  public WriteStatus write(WriteBatch batch, Durability durability, WriteCompletion completion) {
    calls.enter();
    try {
      return inner.write(batch, durability, completion);
    } finally {
      calls.leave();
    }
  }

  @Override
  public void onWritable(Runnable listener) {
    inner.onWritable(listener);
  }

  @Override
  public @Nullable String stallCause() {
    calls.enter();
    try {
      return inner.stallCause();
    } finally {
      calls.leave();
    }
  }

  @Override
  public void get(
      DirectBuffer key, int offset, int length, IoPurpose purpose, long nowMillis, ReadResult result) {
    calls.enter();
    try {
      inner.get(key, offset, length, purpose, nowMillis, result);
    } finally {
      calls.leave();
    }
  }

  @Override
  public void get(
      DirectBuffer key, int offset, int length, IoPurpose purpose, long nowMillis, Snapshot snapshot,
      ReadResult result) {
    calls.enter();
    try {
      inner.get(key, offset, length, purpose, nowMillis, snapshot, result);
    } finally {
      calls.leave();
    }
  }

  @Override
  public Cursor scan(
      @Nullable DirectBuffer from, @Nullable DirectBuffer to, IoPurpose purpose, long nowMillis,
      @Nullable Snapshot snapshot) {
    calls.enter();
    try {
      return inner.scan(from, to, purpose, nowMillis, snapshot);
    } finally {
      calls.leave();
    }
  }

  @Override
  public Cursor entries(KeyPredicate wanted, IoPurpose purpose) {
    calls.enter();
    try {
      return inner.entries(wanted, purpose);
    } finally {
      calls.leave();
    }
  }

  @Override
  public Snapshot snapshot() {
    calls.enter();
    try {
      return inner.snapshot();
    } finally {
      calls.leave();
    }
  }

  @Override
  public void setPurgeVersion(long version) {
    calls.enter();
    try {
      inner.setPurgeVersion(version);
    } finally {
      calls.leave();
    }
  }

  @Override
  public void setEarliestReadMillis(long millis) {
    calls.enter();
    try {
      inner.setEarliestReadMillis(millis);
    } finally {
      calls.leave();
    }
  }

  @Override
  public long highestVersion() {
    calls.enter();
    try {
      return inner.highestVersion();
    } finally {
      calls.leave();
    }
  }

  @Override
  public JobHandle flush() {
    calls.enter();
    try {
      return inner.flush();
    } finally {
      calls.leave();
    }
  }

  @Override
  public JobHandle compactAll() {
    calls.enter();
    try {
      return inner.compactAll();
    } finally {
      calls.leave();
    }
  }

  @Override
  public JobHandle settle() {
    calls.enter();
    try {
      return inner.settle();
    } finally {
      calls.leave();
    }
  }

  @Override
  public EngineMetrics metrics() {
    calls.enter();
    try {
      return inner.metrics();
    } finally {
      calls.leave();
    }
  }

  @Override
  public @Nullable OwnAccount account() {
    calls.enter();
    try {
      return inner.account();
    } finally {
      calls.leave();
    }
  }

  @Override
  public void close() {
    inner.close();
  }
}
