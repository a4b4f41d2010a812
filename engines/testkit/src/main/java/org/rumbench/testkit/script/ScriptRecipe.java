package org.rumbench.testkit.script;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Capability;
import org.rumbench.engine.Durability;
import org.rumbench.runtime.RandomStream;

/// How scripts are drawn from a seed. Immutable.
///
/// Versions mostly rise and sometimes arrive late; a few are at or below the purge version, to be refused. Keys share
/// prefixes, some are prefixes of others, some hold 0x00 and 0xff; one in a hundred is long. Scripts differ in shape: few
/// or many keys, all alike or a few of them written mostly (so that others grow old), values of all lengths or short ones,
/// lives of about a hundred operations or of four hundred.
///
/// @param operations    operations of a script, 1 or more
/// @param keys          different keys, 1 or more; some scripts have a quarter or three times as many
/// @param maxValueBytes longest value; some scripts have a tenth of it
/// @param syncedPercent share of the writes that ask for SYNCED
/// @param lives         whether the script closes, kills and cuts the power
/// @param maintenance   in a thousand operations, how many ask for flush, compaction or settling
public record ScriptRecipe(
    int operations, int keys, int maxValueBytes, int syncedPercent, boolean lives, int maintenance) {
  /// For comparing an engine with the model over many lives.
  public static final ScriptRecipe MODEL = new ScriptRecipe(2_000, 80, 160, 20, true, 25);

  /// One short life, for being cut everywhere.
  public static final ScriptRecipe CRASH = new ScriptRecipe(150, 24, 120, 35, false, 60);

  /// These, with that many operations.
  public ScriptRecipe withOperations(int count) {
    return new ScriptRecipe(count, keys, maxValueBytes, syncedPercent, lives, maintenance);
  }

  /// These, without ends of lives.
  public ScriptRecipe withoutLives() {
    return new ScriptRecipe(operations, keys, maxValueBytes, syncedPercent, false, maintenance);
  }

  /// The script of a seed, for a design that can do `capabilities`.
  public Script script(long seed, Set<Capability> capabilities) {
    return new Drawing(this, seed, capabilities).script();
  }

  /// One script in the making.
  private static final class Drawing {
    private final ScriptRecipe recipe;
    private final Set<Capability> capabilities;
    private final long seed;
    private final RandomStream random;
    private final List<Operation> operations = new ArrayList<>();
    private final ArrayDeque<Operation> next = new ArrayDeque<>();
    private final int keys;
    private final int maxValueBytes;
    private final boolean isSkewed;
    private final boolean isLongLived;
    private long counter = 1_000;
    private long purged = Long.MIN_VALUE;
    private long nowMillis = 1_000;

    Drawing(ScriptRecipe recipe, long seed, Set<Capability> capabilities) {
      this.recipe = recipe;
      this.capabilities = capabilities;
      this.seed = seed;
      this.random = new RandomStream(seed);
      this.keys =
          switch (random.nextInt(4)) {
            case 0 -> Math.max(1, recipe.keys / 4);
            case 1 -> recipe.keys * 3;
            default -> recipe.keys;
          };
      this.maxValueBytes = random.nextInt(3) == 0 ? (recipe.maxValueBytes + 9) / 10 : recipe.maxValueBytes;
      this.isSkewed = random.nextBoolean();
      this.isLongLived = random.nextBoolean();
    }

    Script script() {
      operations.add(new Operation.Now(nowMillis));
      for (int i = 1; i < recipe.operations; i++) {
        operations.add(operation());
      }
      operations.add(new Operation.Check());
      return new Script(seed, new TreeMap<>(), operations);
    }

    private boolean can(Capability capability) {
      return capabilities.contains(capability);
    }

    private Operation operation() {
      Operation planned = next.poll();
      if (planned != null) {
        return planned;
      }
      if (random.nextInt(1_000) < recipe.maintenance) {
        return maintenance();
      }
      int dice = random.nextInt(1_000);
      if (dice < 520) {
        return write();
      } else if (dice < 750) {
        return new Operation.Get(key());
      } else if (dice < 790) {
        return can(Capability.ORDERED_SCAN) ? scan() : new Operation.Get(key());
      } else if (dice < 890) {
        return new Operation.Run(random.nextInt(40));
      } else if (dice < 920) {
        return cursor();
      } else if (dice < 955) {
        return can(Capability.SNAPSHOT) ? snapshot() : new Operation.Get(key());
      } else if (dice < 975) {
        purged = Math.max(purged, (counter - random.nextInt(50)) * 1_000);
        return new Operation.Purge(purged);
      } else if (dice < 985) {
        nowMillis += random.nextInt(300);
        return new Operation.Now(nowMillis);
      } else if (dice < 988) {
        return new Operation.Check();
      } else if (dice < 990) {
        return lateValueUnderPurgedDeletion();
      }
      boolean isEnd = recipe.lives && (!isLongLived || random.nextInt(4) == 0);
      return isEnd ? end() : new Operation.Run(random.nextInt(200));
    }

    /// What often brought deleted keys back: the deletion is in a table, an older value arrives, the deletion may go.
    private Operation lateValueUnderPurgedDeletion() {
      String key = key();
      long late = ++counter * 1_000 + counter % 1_000;
      long deleted = ++counter * 1_000 + counter % 1_000;
      next.add(new Operation.Flush(false));
      next.add(new Operation.Run(random.nextInt(60)));
      next.add(new Operation.Write(List.of(new Edit.Put(key, late, valueBytes(), 0)), Durability.BUFFERED, true));
      purged = Math.max(purged, deleted);
      next.add(new Operation.Purge(purged));
      next.add(random.nextBoolean() ? new Operation.Settle() : new Operation.Run(random.nextInt(200)));
      return new Operation.Write(List.of(new Edit.Delete(key, deleted)), Durability.BUFFERED, true);
    }

    private Operation maintenance() {
      boolean isAwaited = random.nextInt(3) == 0;
      return switch (random.nextInt(6)) {
        case 0, 1, 2 -> flush(isAwaited);
        case 3 -> new Operation.CompactAll(isAwaited);
        default -> new Operation.Settle();
      };
    }

    /// Now and then one write alone between two flushes: a table of nothing but that.
    private Operation flush(boolean isAwaited) {
      if (random.nextInt(3) == 0) {
        next.add(random.nextInt(3) == 0 && can(Capability.RANGE_DELETE)
            ? new Operation.Write(List.of(deleteRange(version())), Durability.BUFFERED, true)
            : write());
        next.add(new Operation.Flush(isAwaited));
      }
      return new Operation.Flush(isAwaited);
    }

    private Operation end() {
      return switch (random.nextInt(3)) {
        case 0 -> new Operation.Reopen();
        case 1 -> new Operation.Kill();
        default -> new Operation.PowerCut(random.nextLong());
      };
    }

    private Operation snapshot() {
      int slot = random.nextInt(3);
      return switch (random.nextInt(4)) {
        case 0 -> takeSnapshot(slot);
        case 1 -> new Operation.CloseSnapshot(slot);
        default -> new Operation.ReadSnapshot(slot);
      };
    }

    /// Now and then two of the same moment.
    private Operation takeSnapshot(int slot) {
      if (random.nextInt(4) == 0) {
        next.add(new Operation.TakeSnapshot((slot + 1) % 3));
      }
      return new Operation.TakeSnapshot(slot);
    }

    private Operation cursor() {
      int slot = random.nextInt(2);
      boolean isEntries = !can(Capability.ORDERED_SCAN) || random.nextBoolean();
      return random.nextBoolean() ? new Operation.OpenCursor(slot, isEntries) : new Operation.ReadCursor(slot);
    }

    private Operation scan() {
      @Nullable String from = random.nextInt(8) == 0 ? null : key();
      @Nullable String to = random.nextInt(8) == 0 ? null : key();
      return new Operation.Scan(from, to);
    }

    private Operation write() {
      List<Edit> edits = new ArrayList<>();
      for (int left = random.nextInt(3) == 0 ? 1 + random.nextInt(5) : 1; left > 0; left--) {
        edits.add(edit());
      }
      if (random.nextInt(100) < recipe.syncedPercent) {
        return new Operation.Write(edits, Durability.SYNCED, random.nextBoolean());
      }
      return new Operation.Write(edits, random.nextInt(8) == 0 ? Durability.NONE : Durability.BUFFERED, true);
    }

    private Edit edit() {
      long version = version();
      int dice = random.nextInt(100);
      if (dice < 20) {
        return new Edit.Delete(key(), version);
      }
      if (dice < 22 && can(Capability.RANGE_DELETE)) {
        return deleteRange(version);
      }
      boolean expires = can(Capability.EXPIRY) && random.nextInt(12) == 0;
      return new Edit.Put(key(), version, valueBytes(), expires ? nowMillis + 1 + random.nextInt(600) : 0);
    }

    private Edit deleteRange(long version) {
      String a = key();
      String b = key();
      return a.compareTo(b) < 0 ? new Edit.DeleteRange(a, b, version) : new Edit.DeleteRange(b, a + "\0", version);
    }

    private int valueBytes() {
      return switch (random.nextInt(12)) {
        case 0 -> 0;
        case 1 -> maxValueBytes;
        default -> random.nextInt(maxValueBytes + 1);
      };
    }

    /// Unique: the low part counts, the high part is late for one in eight.
    private long version() {
      counter++;
      long place = random.nextInt(8) == 0 ? counter - random.nextInt(60) : counter;
      return place * 1_000 + counter % 1_000;
    }

    private String key() {
      int index = isSkewed && random.nextInt(4) > 0 ? random.nextInt((keys + 4) / 5) : random.nextInt(keys);
      return switch (index % 16) {
        case 0 -> "k" + (char) (index % 256);
        case 1 -> "k" + "\u00ff".repeat(1 + index / 16 % 4);
        case 2 -> "k" + index + "-" + "long".repeat(20 + index % 40);
        default -> "key" + index;
      };
    }
  }
}
