package org.rumbench.harness.command;

import java.util.List;
import java.util.concurrent.Callable;
import org.rumbench.harness.plan.PhasePlan;
import org.rumbench.harness.plan.Setting;
import org.rumbench.harness.plan.Settings;
import org.rumbench.harness.run.Engines;
import picocli.CommandLine.Command;

/// `settings`: every key that `--set` and experiment files take.
@Command(name = "settings", description = "List every key that --set and experiment files take, with its default.",
    mixinStandardHelpOptions = true)
final class SettingsCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    for (Setting setting : Settings.of(Engines.all(), List.of(PhasePlan.max(), PhasePlan.run())).all()) {
      System.out.printf("%-44s %-18s %s%s%n", setting.key(), setting.defaultValue(), setting.description(),
          setting.choices().isEmpty() ? "" : " (" + String.join(", ", setting.choices()) + ")");
    }
    System.out.printf("%-44s %-18s %s%n", Settings.YCSB_PREFIX + "<property>", "", "any property of YCSB's CoreWorkload");
    return 0;
  }
}
