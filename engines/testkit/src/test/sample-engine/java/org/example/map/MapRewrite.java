package org.example.map;

import java.util.Map;
import java.util.Objects;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.WriteBatch;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.Step;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// Writes the whole map into a new log, which then takes the place of the one before. Writes stall meanwhile.
///
/// The order: the log durable with its name, `current` pointing to it, older logs gone. So a crash leaves `current` with
/// the old log or with a new one that is whole.
final class MapRewrite implements Job {
  private static final int UNIT_BYTES = 4096;

  private enum Phase {
    BEGIN,
    COPY,
    NAME,
    POINT,
    PUBLISH,
    INSTALL
  }

  private final MapEngine engine;
  private final Storage storage;
  private final Completion ended = new Completion();
  private final WriteBatch unit = new WriteBatch();
  private Phase phase = Phase.BEGIN;
  private @Nullable MapLog log;
  private @Nullable StorageFile current;
  private @Nullable UnsafeBuffer last;
  private @Nullable Completion awaited;

  MapRewrite(MapEngine engine, Storage storage) {
    this.engine = engine;
    this.storage = storage;
  }

  /// Done when the rewriting is over, well or not.
  Completion ended() {
    return ended;
  }

  @Override
  public String name() {
    return "rewriting of the map";
  }

  @Override
  public Step step(long budgetBytes) {
    try {
      Completion before = awaited;
      RuntimeException failure = before == null ? null : before.failure();
      if (failure != null) {
        throw failure;
      }
      return switch (phase) {
        case BEGIN -> begin();
        case COPY -> copy(opened(), budgetBytes);
        case NAME -> syncNames(Phase.POINT);
        case POINT -> point(opened());
        case PUBLISH -> publish();
        case INSTALL -> install(opened());
      };
    } catch (RuntimeException failure) {
      engine.fail(failure);
      if (!ended.isDone()) {
        ended.complete();
      }
      throw failure;
    }
  }

  private MapLog opened() {
    return Objects.requireNonNull(log);
  }

  private Step await(Completion completion, Phase next) {
    awaited = completion;
    phase = next;
    return Step.awaits(completion);
  }

  private Step begin() {
    Completion other = engine.beginRewrite(this);
    if (other != null) {
      return Step.awaits(other);
    }
    log = engine.newLog();
    phase = Phase.COPY;
    return Step.MORE;
  }

  /// Units have their own size: where a slice ends must not show in the file.
  private Step copy(MapLog target, long budgetBytes) {
    for (long budget = budgetBytes; budget > 0; budget -= UNIT_BYTES) {
      unit.clear();
      for (Map.Entry<UnsafeBuffer, MapRecord> entry : engine.after(last, UNIT_BYTES)) {
        UnsafeBuffer key = entry.getKey();
        MapRecord record = entry.getValue();
        if (record.isDeleted()) {
          unit.delete(key, 0, key.capacity(), record.version());
        } else {
          unit.put(
              key, 0, key.capacity(), record.version(), record.expiryMillis(), record.value(), 0,
              record.value().capacity());
        }
        last = key;
      }
      if (unit.recordCount() == 0) {
        Completion synced = new Completion();
        target.file().sync(synced);
        return await(synced, Phase.NAME);
      }
      target.writer().append(engine.nextSequence(), unit.buffer(), 0, unit.lengthBytes());
    }
    return Step.MORE;
  }

  private Step syncNames(Phase next) {
    Completion named = new Completion();
    storage.syncNames(named);
    return await(named, next);
  }

  private Step point(MapLog target) {
    Completion synced = new Completion();
    current = target.writeCurrent(storage, synced);
    return await(synced, Phase.PUBLISH);
  }

  private Step publish() {
    Objects.requireNonNull(current).release();
    storage.publish(MapLog.NEXT_CURRENT, MapLog.CURRENT);
    return syncNames(Phase.INSTALL);
  }

  /// Another rewriting begins only behind this: its log would be among those that go.
  private Step install(MapLog target) {
    engine.install(target);
    for (String name : storage.list()) {
      if (!name.equals(target.name()) && MapLog.numberOf(name) > 0) {
        storage.remove(name);
      }
    }
    engine.endRewrite();
    ended.complete();
    return Step.DONE;
  }
}
