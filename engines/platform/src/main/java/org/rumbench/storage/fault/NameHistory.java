package org.rumbench.storage.fault;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.rumbench.runtime.RandomStream;

/// The names of one directory: those that are durable, and the changes since, in order.
///
/// A power cut keeps the changes up to some point and loses those after it, as a journalling file system does; or it
/// keeps some of them in no order but that of each name, which is all that is promised without a sync (Pillai et al.,
/// *All File Systems Are Not Created Equal*, OSDI 2014). Which, and how far, is drawn per directory.
final class NameHistory {
  private sealed interface Change {
    /// What it changes.
    List<String> names();

    record Create(String name, FileHistory file) implements Change {
      @Override
      public List<String> names() {
        return List.of(name);
      }
    }

    record Publish(String from, String to) implements Change {
      @Override
      public List<String> names() {
        return List.of(from, to);
      }
    }

    record Remove(String name) implements Change {
      @Override
      public List<String> names() {
        return List.of(name);
      }
    }
  }

  private final Map<String, NameHistory> subs = new TreeMap<>();
  private final Map<String, FileHistory> names = new TreeMap<>();
  private final Map<String, FileHistory> durable = new TreeMap<>();
  private final List<Change> pending = new ArrayList<>();
  private long appliedChanges;

  synchronized NameHistory sub(String name) {
    return subs.computeIfAbsent(name, part -> new NameHistory());
  }

  synchronized Map<String, NameHistory> subs() {
    return new TreeMap<>(subs);
  }

  /// A file found on first opening: durable as it is.
  synchronized void found(String name, long lengthBytes) {
    if (!names.containsKey(name)) {
      FileHistory file = new FileHistory(lengthBytes);
      names.put(name, file);
      durable.put(name, file);
    }
  }

  synchronized FileHistory file(String name) {
    return Objects.requireNonNull(names.get(name), name);
  }

  synchronized boolean has(String name) {
    return names.containsKey(name);
  }

  synchronized FileHistory created(String name) {
    FileHistory file = new FileHistory(0);
    change(new Change.Create(name, file));
    return file;
  }

  synchronized void published(String from, String to) {
    change(new Change.Publish(from, to));
  }

  synchronized void removed(String name) {
    change(new Change.Remove(name));
  }

  private void change(Change change) {
    pending.add(change);
    apply(change, names);
  }

  private static void apply(Change change, Map<String, FileHistory> to) {
    switch (change) {
      case Change.Create create -> to.put(create.name(), create.file());
      case Change.Publish publish -> to.put(
          publish.to(), Objects.requireNonNull(to.remove(publish.from()), publish.from()));
      case Change.Remove remove -> to.remove(remove.name());
    }
  }

  /// The number of changes ever made: what a sync that starts now covers.
  synchronized long changes() {
    return appliedChanges + pending.size();
  }

  /// A sync that covers the first `changes` changes is done.
  synchronized void synced(long changes) {
    applyPending((int) Math.max(0, changes - appliedChanges));
  }

  private void applyPending(int count) {
    List<Change> done = pending.subList(0, count);
    done.forEach(change -> apply(change, durable));
    appliedChanges += count;
    done.clear();
  }

  /// Whether a power cut could bring `file` back although it has no name.
  synchronized boolean mayComeBack(FileHistory file) {
    return !names.containsValue(file) && isReachable(file);
  }

  private boolean isReachable(FileHistory file) {
    return durable.containsValue(file)
        || pending.stream().anyMatch(change -> change instanceof Change.Create create && create.file() == file);
  }

  /// The process is gone.
  synchronized void lifeEnds() {
    names.values().forEach(FileHistory::lifeEnds);
    durable.values().forEach(FileHistory::lifeEnds);
    for (Change change : pending) {
      if (change instanceof Change.Create create) {
        create.file().lifeEnds();
      }
    }
  }

  /// The names a power cut leaves.
  synchronized Map<String, FileHistory> afterPowerCut(RandomStream random) {
    Map<String, FileHistory> left = new TreeMap<>(durable);
    int count = pending.size();
    int kept = switch (random.nextInt(6)) {
      case 0 -> 0;
      case 1 -> count;
      case 2 -> keepSome(left, random);
      default -> random.nextInt(count + 1);
    };
    pending.subList(0, kept).forEach(change -> apply(change, left));
    return left;
  }

  /// Keeps some of the changes, each with those before it that touch the same names. Returns zero: none is left to keep.
  private int keepSome(Map<String, FileHistory> left, RandomStream random) {
    Set<String> held = new TreeSet<>();
    for (Change change : pending) {
      if (random.nextBoolean() && Collections.disjoint(held, change.names())) {
        apply(change, left);
      } else {
        held.addAll(change.names());
      }
    }
    return 0;
  }

  /// After a power cut everything is durable as it is found.
  synchronized void forget() {
    subs.values().forEach(NameHistory::forget);
    names.clear();
    durable.clear();
    appliedChanges += pending.size();
    pending.clear();
  }

  /// The names as they are.
  synchronized Map<String, FileHistory> present() {
    return new TreeMap<>(names);
  }

  /// The name each file has now.
  synchronized Map<FileHistory, String> byFile() {
    Map<FileHistory, String> byFile = new HashMap<>();
    names.forEach((name, file) -> byFile.put(file, name));
    return byFile;
  }
}
