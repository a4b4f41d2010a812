package org.rumbench.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Capability;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.Durability;
import org.rumbench.engine.Snapshot;
import org.rumbench.engine.StorageEngine;
import org.rumbench.testkit.model.Model;
import org.rumbench.testkit.model.Seen;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.store.TestStore;

/// An open store with the model beside it, for tests written by hand: short verbs, and everything compared by [#check].
final class CheckedStore {
  private final TestStore store;
  private final Model model = new Model();
  private long purgeVersion = Long.MIN_VALUE;

  private CheckedStore(TestStore store) {
    this.store = store;
  }

  /// A fresh store of the design, open.
  static CheckedStore open(TestedDesign tested) {
    return new CheckedStore(tested.newStore(tested.design(), 1).open());
  }

  TestStore store() {
    return store;
  }

  StorageEngine engine() {
    return store.engine();
  }

  boolean can(Capability capability) {
    return store.design().can(capability);
  }

  Model model() {
    return model;
  }

  private long forgottenVersion() {
    return can(Capability.VERSIONED) ? purgeVersion : Long.MAX_VALUE;
  }

  /// One batch, BUFFERED.
  CheckedStore write(List<Edit> edits) {
    store.write(edits, Durability.BUFFERED, failure -> {
      throw new Violation("the completion of a write that is DONE was called", failure);
    });
    for (Edit edit : edits) {
      if (edit.version() > purgeVersion) {
        model.apply(edit);
      }
    }
    return this;
  }

  CheckedStore put(String key, long version, int valueBytes) {
    return write(List.of(new Edit.Put(key, version, valueBytes, 0)));
  }

  CheckedStore delete(String key, long version) {
    return write(List.of(new Edit.Delete(key, version)));
  }

  CheckedStore deleteRange(String from, String to, long version) {
    return write(List.of(new Edit.DeleteRange(from, to, version)));
  }

  /// Values of `valueBytes` under `prefix` and a number, with versions from `version` on.
  CheckedStore fill(String prefix, int count, long version, int valueBytes) {
    for (int i = 0; i < count; i++) {
      put(prefix + (1_000 + i), version + i, valueBytes);
    }
    return this;
  }

  CheckedStore purge(long version) {
    purgeVersion = Math.max(purgeVersion, version);
    store.purge(version);
    return this;
  }

  CheckedStore flush() {
    store.drive(engine().flush());
    return this;
  }

  CheckedStore settle() {
    store.drive(engine().settle());
    return this;
  }

  CheckedStore compactAll() {
    store.drive(engine().compactAll());
    return this;
  }

  CheckedStore reopen() {
    store.close();
    store.open();
    return this;
  }

  void close() {
    store.close();
  }

  Seen get(String key) {
    return store.get(key, Model.NOTHING_EXPIRED, null);
  }

  Seen get(String key, @Nullable Snapshot snapshot) {
    return store.get(key, Model.NOTHING_EXPIRED, snapshot);
  }

  /// Reads everything every way the design has and compares.
  CheckedStore check() {
    checkAgainst(model, null);
    return this;
  }

  /// Compares a state seen through a snapshot (null: now) with the model of that state.
  void checkAgainst(Model expected, @Nullable Snapshot snapshot) {
    if (snapshot == null) {
      agree("entries", store.entries(), expected);
    }
    if (can(Capability.ORDERED_SCAN)) {
      agree("scan", store.scan(null, null, Model.NOTHING_EXPIRED, snapshot), expected);
    }
    NavigableSet<String> keys = new TreeSet<>(expected.keys());
    keys.add("never written");
    for (String key : keys) {
      Seen seen = get(key, snapshot);
      assertThat(expected.allows(key, seen, Model.NOTHING_EXPIRED, forgottenVersion()))
          .as("get %s shows %s instead of %s", key, seen, expected.expected(key, Model.NOTHING_EXPIRED))
          .isTrue();
    }
  }

  /// Compares what is left of a cursor with a state.
  void checkCursor(String what, Cursor cursor, boolean isOrdered, Model expected) {
    agree(what, TestStore.drain(cursor, isOrdered), expected);
  }

  private void agree(String what, SortedMap<String, Seen> listing, Model expected) {
    assertThat(expected.differs(listing, null, null, Model.NOTHING_EXPIRED, forgottenVersion())).as(what).isNull();
  }
}
