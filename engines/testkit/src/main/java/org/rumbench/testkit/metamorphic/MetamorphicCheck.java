package org.rumbench.testkit.metamorphic;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Capability;
import org.rumbench.engine.Durability;
import org.rumbench.testkit.Violation;
import org.rumbench.testkit.check.Transcript;
import org.rumbench.testkit.script.Operation;
import org.rumbench.testkit.script.Script;
import org.rumbench.testkit.script.ScriptRecipe;
import org.rumbench.testkit.script.Shrinker;

/// Compares the answers to the same scripts between settings, and shrinks the script of which they differ.
///
/// After metamorphic testing as Pebble does it: no oracle is needed to know that a cache size must not show. Scripts are
/// drawn for what all designs of the settings can do; a power cut becomes a kill and nothing is written that a kill may
/// lose, since what a crash keeps does depend on the moment.
public final class MetamorphicCheck {
  private static final int SHRINK_TRIALS = 500;

  private final List<Setting> settings;
  private final Set<Capability> capabilities = EnumSet.allOf(Capability.class);

  /// A check of two settings or more; the others are compared with the first.
  public MetamorphicCheck(List<Setting> settings) {
    if (settings.size() < 2) {
      throw new IllegalArgumentException("there are " + settings.size() + " settings; at least 2 are compared");
    }
    this.settings = List.copyOf(settings);
    settings.forEach(setting -> capabilities.retainAll(setting.design().factory().capabilities()));
  }

  /// Compares the answers to the script of a seed; returns how many there were. A [Violation] carries the shrunk script.
  public int run(long seed, ScriptRecipe recipe) {
    Script script = repeatable(recipe.script(seed, capabilities));
    Setting first = settings.getFirst();
    Transcript expected = answers(first, script);
    for (Setting setting : settings.subList(1, settings.size())) {
      String difference = expected.differs(answers(setting, script));
      if (difference != null) {
        throw shrunk(first, setting, script, difference);
      }
    }
    return expected.size();
  }

  private static Transcript answers(Setting setting, Script script) {
    try {
      return setting.answers(script);
    } catch (Violation violation) {
      Script shortest = new Shrinker(trial -> violationOf(setting, trial) != null, SHRINK_TRIALS).shrink(script);
      Violation last = violationOf(setting, shortest);
      throw new Violation(
          setting.name() + ": " + (last == null ? violation : last).getMessage()
              + "\nThe shortest script that shows it:\n" + shortest, violation);
    }
  }

  private static @Nullable Violation violationOf(Setting setting, Script script) {
    try {
      setting.answers(script);
      return null;
    } catch (Violation violation) {
      return violation;
    }
  }

  private static Violation shrunk(Setting first, Setting other, Script script, String difference) {
    Script shortest = new Shrinker(trial -> differenceOf(first, other, trial) != null, SHRINK_TRIALS).shrink(script);
    String last = differenceOf(first, other, shortest);
    return new Violation(
        other.name() + " answers otherwise than " + first.name() + ": " + (last == null ? difference : last)
            + "\nThe shortest script that shows it:\n" + shortest);
  }

  private static @Nullable String differenceOf(Setting first, Setting other, Script script) {
    try {
      return first.answers(script).differs(other.answers(script));
    } catch (Violation violation) {
      return null;
    }
  }

  private static Script repeatable(Script script) {
    List<Operation> operations = new ArrayList<>();
    for (Operation operation : script.operations()) {
      operations.add(
          switch (operation) {
            case Operation.PowerCut _ -> new Operation.Kill();
            case Operation.Write write when write.durability() == Durability.NONE ->
                new Operation.Write(write.edits(), Durability.BUFFERED, write.isAwaited());
            default -> operation;
          });
    }
    return script.withOperations(operations);
  }
}
