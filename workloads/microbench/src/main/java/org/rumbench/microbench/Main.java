package org.rumbench.microbench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/// The program behind `./rumbench micro [REGEX] [--quick] [JMH options]`: JMH's own command line, with the JVM flags that
/// the code under measurement needs. `--quick` is one fork with a few short iterations: to see that a benchmark runs, not
/// to quote its figures. Exit status 0 when there are results, 1 when a benchmark failed, 2 on bad usage.
public final class Main {
  private static final String QUICK = "--quick";
  private static final int BAD_INPUT = 2;

  /// As in the launcher; a JVM that JMH forks gets them too.
  private static final List<String> REQUIRED_FLAGS =
      List.of(
          "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
          "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
          "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private Main() {}

  /// Runs the benchmarks that the arguments choose.
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  private static int run(String... arguments) {
    List<String> forJmh = new ArrayList<>(List.of(arguments));
    boolean isQuick = forJmh.removeIf(QUICK::equals);
    try {
      CommandLineOptions given = new CommandLineOptions(forJmh.toArray(String[]::new));
      if (given.shouldHelp()) {
        System.out.println("micro [REGEX] [--quick] [JMH options]; --quick: one fork, few short iterations");
        given.showHelp();
        return 0;
      }
      Runner runner = new Runner(options(given, isQuick));
      if (given.shouldList()) {
        runner.list();
        return 0;
      }
      Collection<RunResult> results = runner.run();
      return results.isEmpty() ? 1 : 0;
    } catch (NoBenchmarksException e) {
      return refuse("no benchmark matches " + String.join(" ", forJmh) + "; ./rumbench micro -l lists them");
    } catch (CommandLineOptionException e) {
      return refuse(String.valueOf(e.getMessage()).lines().findFirst().orElse("bad option") + " (./rumbench micro -h)");
    } catch (java.io.IOException e) {
      return refuse(String.valueOf(e.getMessage()));
    } catch (RunnerException e) {
      System.err.println("rumbench: " + e.getMessage());
      return 1;
    }
  }

  private static org.openjdk.jmh.runner.options.Options options(CommandLineOptions given, boolean isQuick) {
    OptionsBuilder options = new OptionsBuilder();
    options.parent(given);
    options.jvmArgsAppend(REQUIRED_FLAGS.toArray(String[]::new));
    if (isQuick) {
      options.forks(1).warmupIterations(2).warmupTime(TimeValue.milliseconds(300)).measurementIterations(3)
          .measurementTime(TimeValue.milliseconds(300));
    }
    return options.build();
  }

  private static int refuse(String why) {
    System.err.println("rumbench: " + why);
    return BAD_INPUT;
  }
}
