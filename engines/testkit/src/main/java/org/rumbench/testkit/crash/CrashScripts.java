package org.rumbench.testkit.crash;

import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.rumbench.engine.Capability;
import org.rumbench.runtime.RandomStream;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.script.Operation;
import org.rumbench.testkit.script.Script;
import org.rumbench.testkit.script.ScriptRecipe;

/// The scripts of a crash matrix: short, and different from seed to seed in keys, sizes, syncs and maintenance, so that
/// every kind of background work is on its way at some cut.
final class CrashScripts {
  private CrashScripts() {}

  static Script of(long seed, CrashSettings settings, Set<Capability> capabilities) {
    RandomStream random = new RandomStream(seed ^ 0x63_72_61_73_68L);
    int operations = settings.operations() == 0 ? 100 + random.nextInt(120) : settings.operations();
    int keys = oneOf(random, 6, 16, 24, 40);
    int maxValueBytes = oneOf(random, 40, 100, 160, 300);
    int syncedPercent = oneOf(random, 5, 20, 40, 70);
    int maintenance = oneOf(random, 40, 80, 120, 160);
    return new ScriptRecipe(operations, keys, maxValueBytes, syncedPercent, false, maintenance)
        .script(seed, capabilities);
  }

  private static int oneOf(RandomStream random, int... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /// The script without its own ends of lives: crashes are the matrix's business.
  static Script ofOneLife(Script script) {
    return script.withOperations(script.operations().stream()
        .filter(operation -> !(operation instanceof Operation.Reopen || operation instanceof Operation.Kill
            || operation instanceof Operation.PowerCut))
        .toList());
  }

  /// Every key that a script names: what point reads must ask for.
  static SortedSet<String> keysOf(Script script) {
    SortedSet<String> keys = new TreeSet<>();
    for (Operation operation : script.operations()) {
      if (operation instanceof Operation.Write write) {
        for (Edit edit : write.edits()) {
          keys.add(switch (edit) {
            case Edit.Put put -> put.key();
            case Edit.Delete delete -> delete.key();
            case Edit.DeleteRange range -> range.from();
          });
        }
      }
    }
    return keys;
  }
}
