package org.rumbench.testkit.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.testkit.script.Edit;

/// The oracle: for each key the record with the highest version, and all range deletions. It keeps tombstones for ever.
///
/// An engine agrees when it shows the same winners, with these freedoms: a deletion (or expired value) at or below the
/// purge version may be gone, so that the key is absent or an older deletion shows; scans and entries may leave out a key
/// of which only a range deletion is left. Never an older value. One owner.
public final class Model {
  /// The time at which nothing has expired: what entries are compared against.
  public static final long NOTHING_EXPIRED = Long.MIN_VALUE;

  private final NavigableMap<String, Edit> winners = new TreeMap<>();
  private final List<Edit.DeleteRange> ranges = new ArrayList<>();

  /// An independent copy.
  public Model copy() {
    Model copy = new Model();
    copy.winners.putAll(winners);
    copy.ranges.addAll(ranges);
    return copy;
  }

  /// Applies one record.
  public void apply(Edit edit) {
    switch (edit) {
      case Edit.Put put -> win(put.key(), put);
      case Edit.Delete delete -> win(delete.key(), delete);
      case Edit.DeleteRange range -> ranges.add(range);
    }
  }

  private void win(String key, Edit edit) {
    Edit held = winners.get(key);
    if (held == null || held.version() < edit.version()) {
      winners.put(key, edit);
    }
  }

  /// Every key that ever had a record of its own, in order.
  public NavigableSet<String> keys() {
    return winners.navigableKeySet();
  }

  /// The highest version of all, [Long#MIN_VALUE] when empty.
  public long highestVersion() {
    long highest = Long.MIN_VALUE;
    for (Edit edit : winners.values()) {
      highest = Math.max(highest, edit.version());
    }
    for (Edit.DeleteRange range : ranges) {
      highest = Math.max(highest, range.version());
    }
    return highest;
  }

  /// What a read at `nowMillis` shows of `key` when nothing was purged.
  public Seen expected(String key, long nowMillis) {
    Edit held = winners.get(key);
    long hidden = hiddenUpTo(key);
    if (held == null || held.version() < hidden) {
      return hidden == Long.MIN_VALUE ? Seen.ABSENT : Seen.tombstone(hidden);
    }
    return switch (held) {
      case Edit.Put put when put.expiryMillis() != 0 && put.expiryMillis() <= nowMillis ->
          Seen.tombstone(put.version());
      case Edit.Put put -> new Seen(ReadOutcome.VALUE, put.version(), put.valueBytes(), put.expiryMillis());
      case Edit.Delete delete -> Seen.tombstone(delete.version());
      case Edit.DeleteRange range -> Seen.tombstone(range.version());
    };
  }

  private long hiddenUpTo(String key) {
    long hidden = Long.MIN_VALUE;
    for (Edit.DeleteRange range : ranges) {
      if (range.version() > hidden && range.from().compareTo(key) <= 0 && key.compareTo(range.to()) < 0) {
        hidden = range.version();
      }
    }
    return hidden;
  }

  private boolean isHiddenByRange(String key) {
    Edit held = winners.get(key);
    return held == null || held.version() < hiddenUpTo(key);
  }

  /// Whether a point read may show `seen`.
  public boolean allows(String key, Seen seen, long nowMillis, long purgeVersion) {
    Seen expected = expected(key, nowMillis);
    if (expected.equals(seen)) {
      return true;
    }
    return expected.outcome() == ReadOutcome.TOMBSTONE
        && expected.version() <= purgeVersion
        && seen.outcome() != ReadOutcome.VALUE
        && seen.version() < expected.version();
  }

  /// The first way in which a listing from `from` (inclusive) to `to` (exclusive) differs from this model, or null.
  public @Nullable String differs(
      SortedMap<String, Seen> listing, @Nullable String from, @Nullable String to, long nowMillis, long purgeVersion) {
    NavigableSet<String> all = new TreeSet<>(within(winners, from, to).keySet());
    all.addAll(listing.keySet());
    for (String key : all) {
      Seen seen = listing.getOrDefault(key, Seen.ABSENT);
      boolean isOutside = (from != null && key.compareTo(from) < 0) || (to != null && key.compareTo(to) >= 0);
      if (isOutside) {
        return key + " is outside the range";
      }
      boolean mayBeLeftOut = seen.outcome() == ReadOutcome.ABSENT && isHiddenByRange(key);
      if (!mayBeLeftOut && !allows(key, seen, nowMillis, purgeVersion)) {
        return key + " is " + seen + " instead of " + expected(key, nowMillis);
      }
    }
    return null;
  }

  private static NavigableMap<String, Edit> within(
      NavigableMap<String, Edit> map, @Nullable String from, @Nullable String to) {
    if (from != null && to != null && from.compareTo(to) >= 0) {
      return new TreeMap<>();
    }
    NavigableMap<String, Edit> part = from == null ? map : map.tailMap(from, true);
    return to == null ? part : part.headMap(to, false);
  }

  /// Its winners, for messages.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, Edit> entry : winners.entrySet()) {
      text.append(entry.getKey()).append('=').append(expected(entry.getKey(), NOTHING_EXPIRED)).append(' ');
    }
    return text.append(ranges).toString();
  }
}
