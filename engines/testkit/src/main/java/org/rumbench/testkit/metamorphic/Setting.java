package org.rumbench.testkit.metamorphic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.rumbench.runtime.sim.SimOptions;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.check.ScriptRun;
import org.rumbench.testkit.check.Transcript;
import org.rumbench.testkit.script.Script;
import org.rumbench.testkit.store.TestStore;

/// Everything that must not show in the answers to a script. Immutable.
///
/// @param name         for messages
/// @param design       the design and its options
/// @param simulation   workers and slice budgets
/// @param doesClockJump whether the wall clock jumps, mostly backwards, throughout the run
/// @param disk         makes an empty disk for each run
public record Setting(
    String name, Design design, SimOptions simulation, boolean doesClockJump, Supplier<Disk> disk) {
  private static final int CLOCK_JUMPS = 60;
  private static final long JUMP_NANOS = 20_000;
  private static final long HOUR_MILLIS = 3_600_000;

  /// The design as it is, in a simulation as it is by default, on memory.
  public static Setting plain(Design design) {
    return new Setting(design.toString(), design, SimOptions.DEFAULT, false, Disk::inMemory);
  }

  /// This design with further options.
  public Setting with(Map<String, String> options) {
    Design changed = design.with(options);
    return new Setting(changed.toString(), changed, simulation, doesClockJump, disk);
  }

  /// This setting in another simulation.
  public Setting in(SimOptions other) {
    return new Setting(design + " in " + other, design, other, doesClockJump, disk);
  }

  /// This setting on other disks.
  public Setting on(String kind, Supplier<Disk> disks) {
    return new Setting(design + " on " + kind, design, simulation, doesClockJump, disks);
  }

  /// This setting with a wall clock that jumps.
  public Setting withClockJumps() {
    return new Setting(design + " with a jumping clock", design, simulation, true, disk);
  }

  /// A design under each of its option sets, and under the first with few and many workers, slices of one byte and
  /// without bound, and a jumping clock.
  public static List<Setting> variants(Design design, List<Map<String, String>> optionSets) {
    Setting plain = plain(design);
    List<Setting> settings = new ArrayList<>();
    settings.add(plain);
    settings.add(plain.in(SimOptions.DEFAULT.withWorkers(1).withFixedBudgetBytes(Long.MAX_VALUE)));
    settings.add(plain.in(SimOptions.DEFAULT.withWorkers(4).withFixedBudgetBytes(1)));
    settings.add(plain.withClockJumps());
    optionSets.stream().filter(options -> !options.isEmpty()).forEach(options -> settings.add(plain.with(options)));
    return List.copyOf(settings);
  }

  /// The answers to `script`, which were compared with the model as well.
  Transcript answers(Script script) {
    try (Disk files = disk.get()) {
      SimRuntime runtime = new SimRuntime(script.seed(), simulation);
      if (doesClockJump) {
        for (int jump = 1; jump <= CLOCK_JUMPS; jump++) {
          long offsetMillis = jump % 4 == 0 ? jump * HOUR_MILLIS : -jump * HOUR_MILLIS;
          runtime.schedule(jump * JUMP_NANOS, "the wall clock jumps", () -> {
            if (runtime.isAlive(TestStore.OWNER)) {
              runtime.setWallClock(TestStore.OWNER, offsetMillis, 0);
            }
          });
        }
      }
      ScriptRun run = new ScriptRun(script, new TestStore(design.with(script.options()), runtime, files::open));
      run.run();
      return run.transcript();
    }
  }
}
