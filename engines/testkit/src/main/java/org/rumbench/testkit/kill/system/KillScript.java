package org.rumbench.testkit.kill.system;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.rumbench.engine.Capability;
import org.rumbench.engine.Durability;
import org.rumbench.runtime.RandomStream;
import org.rumbench.testkit.model.History;
import org.rumbench.testkit.script.Edit;

/// An endless script of batches, each a function of seed and number, so that processes that never met agree on every byte
/// and a store that lost its last batches goes on as if they had not been written.
///
/// Versions rise, and one in eight arrives late; one edit in six is a deletion. One batch in [#CERTAIN_EVERY] at least is
/// more than NONE, so what a kill may take is bounded, and the purge version stays behind that.
///
/// @param seed         of everything
/// @param capabilities what the design can do
record KillScript(long seed, Set<Capability> capabilities) {
  private static final int KEYS = 70;
  private static final int MAX_EDITS = 4;
  private static final int MAX_VALUE_BYTES = 240;
  private static final long STRIDE = 1_000;
  private static final int LATE_BATCHES = 40;
  private static final int CERTAIN_EVERY = 16;
  private static final int PURGE_LAG = 3 * LATE_BATCHES;

  /// What the writer asks for beside a batch.
  enum Upkeep { NOTHING, FLUSH, COMPACT_ALL }

  private RandomStream random(long number, int what) {
    RandomStream random = new RandomStream(seed * 1_000_003 + number * 7 + what);
    random.nextLong();
    return random;
  }

  /// The records of batch `number`, from 1.
  List<Edit> edits(long number) {
    RandomStream random = random(number, 0);
    List<Edit> edits = new ArrayList<>();
    Set<String> used = new LinkedHashSet<>();
    int count = 1 + random.nextInt(MAX_EDITS);
    for (int i = 0; i < count; i++) {
      String key = key(random.nextInt(KEYS));
      boolean isLate = random.nextInt(8) == 0 && capabilities.contains(Capability.VERSIONED);
      long place = isLate ? Math.max(1, number - random.nextInt(LATE_BATCHES)) : number;
      // Unique: of the batches that may share a place no two have the same remainder, nor two edits of one.
      long version = place * STRIDE + number % LATE_BATCHES * MAX_EDITS + i;
      if (random.nextInt(60) == 0 && capabilities.contains(Capability.RANGE_DELETE)) {
        int from = random.nextInt(KEYS);
        edits.add(new Edit.DeleteRange(key(from), key(Math.min(KEYS, from + 1 + random.nextInt(6))), version));
      } else if (used.add(key)) {
        boolean isDeletion = random.nextInt(6) == 0;
        int valueBytes = random.nextInt(MAX_VALUE_BYTES);
        edits.add(isDeletion ? new Edit.Delete(key, version) : new Edit.Put(key, version, valueBytes, 0));
      }
    }
    return edits;
  }

  private static String key(int index) {
    return "key-" + (100 + index);
  }

  /// How durable batch `number` is asked to be.
  Durability durability(long number) {
    int dice = random(number, 1).nextInt(40);
    if (dice == 0) {
      // Seldom: a process that mostly waits for syncs is mostly killed when nothing is left to lose.
      return Durability.SYNCED;
    }
    return dice <= 10 && number % CERTAIN_EVERY != 0 ? Durability.NONE : Durability.BUFFERED;
  }

  /// Whether the writer waits for the sync of batch `number` before it goes on.
  boolean isAwaited(long number) {
    return random(number, 2).nextBoolean();
  }

  /// What else is asked for after batch `number`.
  Upkeep upkeep(long number) {
    return switch (random(number, 3).nextInt(160)) {
      case 0, 1 -> Upkeep.FLUSH;
      case 2 -> Upkeep.COMPACT_ALL;
      default -> Upkeep.NOTHING;
    };
  }

  /// The purge version once batch `number` is acknowledged: below every version that is still to come, also when the last
  /// batches are lost and written once more.
  long purgeVersion(long number) {
    return number <= PURGE_LAG ? Long.MIN_VALUE : (number - PURGE_LAG) * STRIDE;
  }

  /// The history of the batches 1 to `most`, from an empty store.
  History history(int most) {
    History history = new History(!capabilities.contains(Capability.VERSIONED));
    for (int number = 1; number <= most; number++) {
      history.begin(edits(number));
    }
    history.purge(purgeVersion(most));
    return history;
  }
}
