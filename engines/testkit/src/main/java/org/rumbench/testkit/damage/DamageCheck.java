package org.rumbench.testkit.damage;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.rumbench.runtime.RandomStream;
import org.rumbench.storage.fault.DiskImage;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.Violation;
import org.rumbench.testkit.script.Operation;
import org.rumbench.testkit.script.Script;
import org.rumbench.testkit.script.ScriptRecipe;

/// Damages small stores of a design: every byte, every length, every file, and pairs of pieces and files.
///
/// After the way SQLite and LevelDB fuzz their files, with the model as judge. One store per seed, of some kilobytes: each
/// byte is flipped once, in a pattern drawn from the seed, each file is cut at each length, and so on.
public final class DamageCheck {
  /// Stores small enough that each byte has its turn.
  public static final ScriptRecipe SMALL = new ScriptRecipe(70, 14, 40, 30, false, 60);
  /// Stores of many tables and segments, of which a part of the bytes is damaged.
  public static final ScriptRecipe LARGE = new ScriptRecipe(1_200, 60, 120, 20, false, 20);

  private static final int[] MASKS = {0xff, 1, 2, 4, 8, 16, 32, 64, 128};
  /// Operations of the last life: few, so that its log is still there.
  private static final int LAST_OPERATIONS = 12;
  private static final int MAX_MESSAGES = 12;
  private static final long MORE_ALLOCATED_BYTES = 4L << 20;

  private final Design design;
  private final ScriptRecipe recipe;
  private final int maxDamages;
  private final boolean isEndOfLogKept;

  /// Stores of `design` by `recipe`, each damaged in about `maxDamages` ways at most, drawn evenly from all; damages of
  /// whole files are always among them.
  public DamageCheck(Design design, ScriptRecipe recipe, int maxDamages) {
    this(design, recipe, maxDamages, false);
  }

  private DamageCheck(Design design, ScriptRecipe recipe, int maxDamages, boolean isEndOfLogKept) {
    this.design = design;
    this.recipe = recipe;
    this.maxDamages = maxDamages;
    this.isEndOfLogKept = isEndOfLogKept;
  }

  /// This check for a design in which a flush leaves on record, outside the log, how far the log was durable when it
  /// ended (when `isKept`): a log that ends before that is damage, which must be told.
  public DamageCheck withEndOfLogKept(boolean isKept) {
    return new DamageCheck(design, recipe, maxDamages, isKept);
  }

  /// Damages the store of a seed. A [Violation] lists the first broken promises and says how many there are.
  public DamageReport run(long seed) {
    return run(withLives(recipe.withoutLives().script(seed, design.factory().capabilities())), maxDamages);
  }

  /// Damages the store of a script in every way. A `kill` in it ends a life, and so does a `reopen`, after a flush. Then
  /// follow a synced batch, one that tells so, and one more.
  public DamageReport run(Script script) {
    return run(script.within(design.factory().capabilities()), Integer.MAX_VALUE);
  }

  /// The lives before the last leave every type of file.
  private static Script withLives(Script script) {
    List<Operation> operations = new ArrayList<>(script.operations());
    int last = Math.max(0, operations.size() - LAST_OPERATIONS);
    operations.add(last, new Operation.Reopen());
    operations.add(last / 2, new Operation.Kill());
    return script.withOperations(operations);
  }

  private DamageReport run(Script script, int most) {
    Specimen specimen = specimen(script);
    RandomStream random = new RandomStream(script.seed());
    List<Damage> all = damages(specimen, random);
    DamageReport report = new DamageReport();
    long allowedBytes = allocatedBytes(specimen) + MORE_ALLOCATED_BYTES;
    List<String> broken = new ArrayList<>();
    List<Violation> violations = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (isRare(all.get(i)) || random.nextInt(all.size()) < most) {
        try {
          tryOut(specimen, all.get(i), allowedBytes, report);
        } catch (Violation violation) {
          violations.add(violation);
          if (violations.size() <= MAX_MESSAGES) {
            broken.add(all.get(i) + ": " + violation.getMessage());
          }
        }
      }
    }
    if (!violations.isEmpty()) {
      throw new Violation(
          design + ", damage seed " + script.seed() + ": " + violations.size() + " of " + all.size() + " damages go wrong:\n"
              + String.join("\n", broken) + "\nThe script:\n" + script + "\nThe store before:\n" + specimen.image(),
          violations.getFirst());
    }
    return report;
  }

  private Specimen specimen(Script script) {
    try {
      return new SpecimenRun(design.with(script.options()), script, isEndOfLogKept).make();
    } catch (RuntimeException | AssertionError failure) {
      throw new Violation(design + ", damage seed " + script.seed() + ": no store to damage: " + failure, failure);
    }
  }

  /// Those of which there are a few per file are all tried.
  private static boolean isRare(Damage damage) {
    return switch (damage) {
      case Damage.Flip ignored -> false;
      case Damage.Truncate cut -> cut.lengthBytes() == 0;
      case Damage.SwapRegions ignored -> false;
      case Damage.Extend ignored -> true;
      case Damage.Remove ignored -> true;
      case Damage.Stale ignored -> true;
      case Damage.SwapFiles ignored -> true;
    };
  }

  private long allocatedBytes(Specimen specimen) {
    // Twice, because the first run also loads classes.
    new DamageTrial(design, specimen, specimen.image(), List.of()).run();
    long before = allocatedByThread();
    DamageTrial trial = new DamageTrial(design, specimen, specimen.image(), List.of());
    if (trial.run() != DamageReport.Outcome.RIGHT) {
      throw new Violation("the undamaged store does not show everything");
    }
    return allocatedByThread() - before;
  }

  private static long allocatedByThread() {
    return ManagementFactory.getPlatformMXBean(ThreadMXBean.class).getCurrentThreadAllocatedBytes();
  }

  private void tryOut(Specimen specimen, Damage damage, long allowedBytes, DamageReport report) {
    DiskImage damaged = damage.applyTo(specimen.image());
    List<Spot> spots = damage.spots(specimen.image());
    if (spots.isEmpty()) {
      return;
    }
    long before = allocatedByThread();
    DamageReport.Outcome outcome = new DamageTrial(design, specimen, damaged, spots).run();
    long allocated = allocatedByThread() - before;
    if (allocated > allowedBytes) {
      throw new Violation("allocated " + allocated + " bytes, " + allowedBytes + " are enough");
    }
    report.add(Specimen.typeOf(spots.getFirst().file()), damage.getClass().getSimpleName(), outcome);
  }

  // ---- what to try

  private static List<Damage> damages(Specimen specimen, RandomStream random) {
    List<Damage> all = new ArrayList<>();
    Map<String, byte[]> files = new TreeMap<>(specimen.image().files());
    files.forEach((file, bytes) -> {
      for (int at = 0; at < bytes.length; at++) {
        int mask = random.nextBoolean() ? 0xff : MASKS[random.nextInt(MASKS.length)];
        all.add(new Damage.Flip(file, at, mask));
        all.add(new Damage.Truncate(file, at));
      }
      if (files.size() > 1) {
        // Without its only file a store is a new one.
        all.add(new Damage.Remove(file));
      }
      for (int more : new int[] {1, 7, 64, 600}) {
        all.add(new Damage.Extend(file, more, true));
        all.add(new Damage.Extend(file, more, false));
      }
      addSwaps(specimen, file, random, all);
    });
    all.addAll(specimen.older());
    return all;
  }

  /// Pieces with pieces of the same file and of one of the same type, and the file with that.
  private static void addSwaps(Specimen specimen, String file, RandomStream random, List<Damage> all) {
    List<Specimen.Piece> pieces = specimen.pieces().getOrDefault(file, List.of());
    String sibling = specimen.sibling(file, random.nextInt(1 << 20));
    for (Specimen.Piece piece : pieces) {
      swap(specimen, file, piece, file, random, all);
      if (sibling != null) {
        swap(specimen, file, piece, sibling, random, all);
      }
    }
    if (sibling != null && file.compareTo(sibling) < 0) {
      all.add(new Damage.SwapFiles(file, sibling));
    }
  }

  private static void swap(
      Specimen specimen, String file, Specimen.Piece piece, String other, RandomStream random, List<Damage> all) {
    List<Specimen.Piece> targets = specimen.pieces().getOrDefault(other, List.of());
    if (targets.isEmpty()) {
      return;
    }
    Specimen.Piece target = targets.get(random.nextInt(targets.size()));
    for (Specimen.Piece candidate : targets) {
      boolean isElsewhere = !file.equals(other) || candidate.offsetBytes() != piece.offsetBytes();
      if (isElsewhere && candidate.lengthBytes() == piece.lengthBytes() && random.nextBoolean()) {
        target = candidate;
      }
    }
    int length = Math.min(piece.lengthBytes(), target.lengthBytes());
    boolean isApart =
        !file.equals(other)
            || piece.offsetBytes() + length <= target.offsetBytes()
            || target.offsetBytes() + length <= piece.offsetBytes();
    if (isApart) {
      all.add(new Damage.SwapRegions(file, piece.offsetBytes(), other, target.offsetBytes(), length));
    }
  }
}
