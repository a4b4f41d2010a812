package org.rumbench.harness.command;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.rumbench.engine.Capability;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.OptionSpec;
import org.rumbench.harness.run.Engines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `engines`: the designs found, what they can do, and their options.
@Command(name = "engines", description = "List the designs with their capabilities; with --options, their options.",
    mixinStandardHelpOptions = true)
final class EnginesCommand implements Callable<Integer> {
  @Option(names = "--options", description = "Show every option with its default.")
  private boolean isDetailed;

  @Override
  public Integer call() {
    List<EngineFactory> engines = Engines.all();
    int width = engines.stream().mapToInt(engine -> engine.name().length()).max().orElse(0);
    List<Capability> capabilities = Arrays.asList(Capability.values());
    for (EngineFactory engine : engines) {
      System.out.printf("%-" + width + "s  %s%s%n", engine.name(), engine.summary(),
          engine.isTestEngine() ? " (test engine)" : "");
      for (Capability capability : capabilities) {
        System.out.printf("%-" + width + "s    %-18s %s%n", "", capability,
            engine.capabilities().contains(capability) ? "yes" : "not applicable");
      }
      if (isDetailed) {
        for (OptionSpec option : engine.options()) {
          System.out.printf("%-" + width + "s    engine.%s.%s = %s%n%-" + width + "s      %s%n", "", engine.name(),
              option.name(), option.defaultValue(), "", option.description());
        }
      }
    }
    return 0;
  }
}
