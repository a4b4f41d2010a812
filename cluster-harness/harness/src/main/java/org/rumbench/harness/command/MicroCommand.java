package org.rumbench.harness.command;

import java.util.concurrent.Callable;
import org.rumbench.harness.UserException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;
import java.util.ArrayList;
import java.util.List;

/// `micro`: listed here for the help; the launcher starts the benchmarks' own main, which keeps JMH out of this program.
@Command(name = "micro", description = "Run JMH microbenchmarks: micro [REGEX] [JMH options].",
    mixinStandardHelpOptions = true)
final class MicroCommand implements Callable<Integer> {
  @Unmatched private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() {
    throw new UserException("micro is started by the launcher: ./rumbench micro " + String.join(" ", arguments));
  }
}
