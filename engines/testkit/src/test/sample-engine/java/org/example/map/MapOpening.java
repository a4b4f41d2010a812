package org.example.map;

import org.rumbench.engine.OpenJob;
import org.rumbench.engine.StorageEngine;
import org.rumbench.runtime.Step;
import org.rumbench.storage.NewStore;
import org.rumbench.storage.Storage;

/// Opens a map: reads the newest log and writes the map into a new one, so that everything it relies on is durable and
/// nothing from an earlier life is appended to.
final class MapOpening implements OpenJob {
  private final MapEngine engine;
  private final Storage storage;
  private final MapRewrite rewrite;
  private boolean isRead;
  private boolean isOpen;

  MapOpening(MapEngine engine) {
    this.engine = engine;
    this.storage = engine.storage();
    this.rewrite = new MapRewrite(engine, storage);
  }

  @Override
  public String name() {
    return "opening of a map";
  }

  @Override
  public Step step(long budgetBytes) {
    try {
      if (!isRead) {
        storage.lock();
        read();
        isRead = true;
        return Step.MORE;
      }
      Step step = rewrite.step(budgetBytes);
      isOpen = step == Step.DONE;
      return step;
    } catch (RuntimeException failure) {
      storage.close();
      throw failure;
    }
  }

  private void read() {
    String current = MapLog.currentName(storage);
    if (!current.isEmpty()) {
      MapLog.replay(storage, current, engine);
    } else {
      NewStore.requireEmpty(storage, "map", name -> name.equals(MapLog.NEXT_CURRENT) || MapLog.numberOf(name) > 0);
    }
    for (String name : storage.list()) {
      engine.startAfter(MapLog.numberOf(name));
    }
  }

  @Override
  public StorageEngine engine() {
    if (!isOpen) {
      throw new IllegalStateException("the map is not open yet");
    }
    return engine;
  }
}
