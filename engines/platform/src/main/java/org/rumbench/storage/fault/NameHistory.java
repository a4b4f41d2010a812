package org.rumbench.storage.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.rumbench.runtime.RandomStream;

/// The names of one directory: those that are durable, and the changes since, in order.
///
/// As in a journalling file system, a power cut keeps the changes up to some point and loses those after it; how far is
/// drawn per directory.
final class NameHistory {
  private sealed interface Change {
    record Create(String name, FileHistory file) implements Change {}

    record Publish(String from, String to) implements Change {}

    record Remove(String name) implements Change {}
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

  synchronized void forgetPendingSyncs() {
    names.values().forEach(FileHistory::forgetPending);
    durable.values().forEach(FileHistory::forgetPending);
  }

  /// The names a power cut leaves.
  synchronized Map<String, FileHistory> afterPowerCut(RandomStream random) {
    int kept = switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> pending.size();
      default -> random.nextInt(pending.size() + 1);
    };
    Map<String, FileHistory> left = new TreeMap<>(durable);
    pending.subList(0, kept).forEach(change -> apply(change, left));
    return left;
  }

  /// After a power cut: `left` is what there is, durably.
  synchronized void settled(Map<String, FileHistory> left) {
    names.clear();
    names.putAll(left);
    durable.clear();
    durable.putAll(left);
    appliedChanges += pending.size();
    pending.clear();
  }

  /// All names now, sorted.
  synchronized List<String> list() {
    return List.copyOf(new TreeSet<>(names.keySet()));
  }
}
