package org.rumbench.testkit.model;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Durability;
import org.rumbench.testkit.Violation;
import org.rumbench.testkit.script.Edit;

/// The writes of a store since its state was last certain, in order, and how many of them must survive what.
///
/// A batch is begun before the engine is called, so that a crash inside the call may keep it; it counts as applied once
/// the call returned. After a crash the store must show the state after some prefix of the batches: all that were
/// acknowledged as SYNCED after a power cut, all that were BUFFERED too after a kill, and never a hole. One owner.
public final class History {
  /// How a life of the store ended.
  public enum End {
    /// In good order: everything that was handed over is there.
    CLOSE,
    /// As by `kill -9`.
    KILL,
    /// The machine lost its power.
    POWER_CUT
  }

  private final List<List<Edit>> batches = new ArrayList<>();
  private Model base = new Model();
  private Model current = new Model();
  private int syncedBatches;
  private int bufferedBatches;
  private long purgeVersion = Long.MIN_VALUE;
  private long refusedEdits;
  private final boolean forgetsDeletions;

  /// Nothing was written yet.
  public History() {
    this(false);
  }

  /// Nothing was written yet, to a store that may forget deletions at once: one without
  /// [org.rumbench.engine.Capability#VERSIONED].
  public History(boolean forgetsDeletions) {
    this.forgetsDeletions = forgetsDeletions;
  }

  /// A batch is about to be written: its number, from 1. Records at or below the purge version are left out, as the engine
  /// must.
  public int begin(List<Edit> edits) {
    List<Edit> accepted = new ArrayList<>(edits);
    accepted.removeIf(edit -> edit.version() <= purgeVersion);
    batches.add(accepted);
    return batches.size();
  }

  /// The engine took batch `number`, the last that was begun: reads show it.
  public void applied(int number, int offeredEdits) {
    List<Edit> edits = batches.get(number - 1);
    refusedEdits += offeredEdits - edits.size();
    edits.forEach(current::apply);
  }

  /// Batch `number`, and with it all before, is durable in this sense.
  public void acknowledged(int number, Durability durability) {
    switch (durability) {
      case NONE -> {}
      case BUFFERED -> bufferedBatches = Math.max(bufferedBatches, number);
      case SYNCED -> {
        syncedBatches = Math.max(syncedBatches, number);
        bufferedBatches = Math.max(bufferedBatches, number);
      }
    }
  }

  /// What reads must show now.
  public Model current() {
    return current;
  }

  /// The owner's promise; never decreases.
  public void purge(long version) {
    purgeVersion = Math.max(purgeVersion, version);
  }

  /// The purge version in force.
  public long purgeVersion() {
    return purgeVersion;
  }

  /// The version up to which deletions may be gone: what listings and reads are compared with a [Model] at.
  public long forgottenVersion() {
    return forgetsDeletions ? Long.MAX_VALUE : purgeVersion;
  }

  /// Records that the engine must have refused since the history began.
  public long refusedEdits() {
    return refusedEdits;
  }

  /// Batches begun since the state was last certain.
  public int begunBatches() {
    return batches.size();
  }

  /// The least number of these batches that must be there after such an end.
  public int survivingBatches(End end) {
    return switch (end) {
      case CLOSE, KILL -> bufferedBatches;
      case POWER_CUT -> syncedBatches;
    };
  }

  /// The state after each number of batches, from none to all: for who checks many crashes of one life.
  public List<Model> states() {
    List<Model> states = new ArrayList<>();
    Model state = base.copy();
    states.add(state.copy());
    for (List<Edit> batch : batches) {
      batch.forEach(state::apply);
      states.add(state.copy());
    }
    return states;
  }

  /// Finds the shortest prefix that a listing of everything and point reads (at [Model#NOTHING_EXPIRED]) show, at least
  /// `least` batches long, makes it the certain state and returns its length. Point reads tell apart range deletions that
  /// no listing shows.
  public int adopt(SortedMap<String, Seen> listing, Function<String, Seen> reads, int least) {
    Model state = base.copy();
    String first = null;
    long highest = highestOf(listing);
    for (int count = 0; ; count++) {
      if (count >= least && state.highestVersion() >= highest) {
        String difference = difference(state, listing, reads);
        if (difference == null) {
          settle(state);
          return count;
        }
        first = first == null ? "after " + count + " of " + batches.size() + " batches " + difference : first;
      }
      if (count == batches.size()) {
        throw new Violation(
            "no prefix of at least " + least + " batches: "
                + (first == null ? "a version that was never written, " + highest : first));
      }
      batches.get(count).forEach(state::apply);
    }
  }

  private @Nullable String difference(Model state, SortedMap<String, Seen> listing, Function<String, Seen> reads) {
    String difference = state.differs(listing, null, null, Model.NOTHING_EXPIRED, forgottenVersion());
    if (difference != null) {
      return difference;
    }
    NavigableSet<String> keys = new TreeSet<>(state.keys());
    // A range deletion that hides no key shows at its first key only.
    batches.forEach(batch -> batch.forEach(edit -> {
      if (edit instanceof Edit.DeleteRange range) {
        keys.add(range.from());
      }
    }));
    for (String key : keys) {
      Seen seen = reads.apply(key);
      if (!state.allows(key, seen, Model.NOTHING_EXPIRED, forgottenVersion())) {
        return "get " + key + " shows " + seen + " instead of " + state.expected(key, Model.NOTHING_EXPIRED);
      }
    }
    return null;
  }

  /// The store was found to show the state after `count` batches: from here on that is certain.
  public void adopt(int count) {
    Model state = base.copy();
    batches.subList(0, count).forEach(batch -> batch.forEach(state::apply));
    settle(state);
  }

  private void settle(Model state) {
    base = state;
    current = state.copy();
    batches.clear();
    syncedBatches = 0;
    bufferedBatches = 0;
  }

  private static long highestOf(SortedMap<String, Seen> listing) {
    long highest = Long.MIN_VALUE;
    for (Seen seen : listing.values()) {
      highest = Math.max(highest, seen.version());
    }
    return highest;
  }
}
