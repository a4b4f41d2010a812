package org.rumbench.lsm.record;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/// A small immutable set of range tombstones, sorted by first key. Any thread.
///
/// Where a range tombstone is stored does not matter for reads: they consult those of all memtables and tables, so
/// files may be cut anywhere. Cost of a look-up is linear in those that begin at or before the key.
public final class RangeTombstones {
  /// None.
  public static final RangeTombstones NONE = new RangeTombstones(List.of());

  private static final Comparator<RangeTombstone> ORDER =
      Comparator.comparing(RangeTombstone::from)
          .thenComparing(RangeTombstone::to)
          .thenComparingLong(RangeTombstone::version)
          .thenComparingLong(RangeTombstone::sequence);

  private final List<RangeTombstone> sorted;

  private RangeTombstones(List<RangeTombstone> sorted) {
    this.sorted = sorted;
  }

  /// A set of the given ones, in any order; equal ones once.
  public static RangeTombstones of(List<RangeTombstone> given) {
    return given.isEmpty() ? NONE : new RangeTombstones(given.stream().sorted(ORDER).distinct().toList());
  }

  /// This set with one more.
  public RangeTombstones with(RangeTombstone one) {
    List<RangeTombstone> all = new ArrayList<>(sorted);
    all.add(one);
    return of(all);
  }

  /// This set and another.
  public RangeTombstones with(RangeTombstones other) {
    if (other.isEmpty()) {
      return this;
    }
    List<RangeTombstone> all = new ArrayList<>(sorted);
    all.addAll(other.sorted);
    return of(all);
  }

  /// Whether there are none.
  public boolean isEmpty() {
    return sorted.isEmpty();
  }

  /// All, sorted.
  public List<RangeTombstone> asList() {
    return sorted;
  }

  /// What these cover between `from` (inclusive; null: the first key) and `to` (exclusive; null: the end), and no more.
  public RangeTombstones within(@Nullable KeyBytes from, @Nullable KeyBytes to) {
    if (sorted.isEmpty() || (from == null && to == null)) {
      return this;
    }
    List<RangeTombstone> parts = new ArrayList<>();
    for (RangeTombstone one : sorted) {
      KeyBytes first = from != null && from.compareTo(one.from()) > 0 ? from : one.from();
      KeyBytes end = to != null && to.compareTo(one.to()) < 0 ? to : one.to();
      if (first.compareTo(end) < 0) {
        parts.add(new RangeTombstone(first, end, one.version(), one.sequence()));
      }
    }
    return of(parts);
  }

  /// The lowest bound at or behind `from` (null: of all) from which one of these covers keys; null when none does.
  public @Nullable KeyBytes firstCovered(@Nullable KeyBytes from) {
    for (RangeTombstone one : sorted) {
      KeyBytes first = from != null && from.compareTo(one.from()) > 0 ? from : one.from();
      if (first.compareTo(one.to()) < 0) {
        return first;
      }
    }
    return null;
  }

  /// The highest version among those that cover the key and arrived at or before `maxSequence`;
  /// [Long#MIN_VALUE] when there is none.
  public long versionOver(DirectBuffer key, int offset, int length, long maxSequence) {
    long highest = Long.MIN_VALUE;
    for (int i = 0; i < sorted.size(); i++) {
      RangeTombstone one = sorted.get(i);
      if (one.from().compareTo(key, offset, length) > 0) {
        break;
      }
      if (one.version() > highest
          && one.sequence() <= maxSequence
          && one.to().compareTo(key, offset, length) > 0) {
        highest = one.version();
      }
    }
    return highest;
  }
}
