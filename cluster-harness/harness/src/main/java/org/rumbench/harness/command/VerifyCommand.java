package org.rumbench.harness.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.rumbench.harness.UserException;
import org.rumbench.result.RunChecks;
import org.rumbench.result.RunStore;
import org.rumbench.result.Violation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `verify`: whether the figures of a stored run still add up.
@Command(name = "verify",
    description = "Check a stored run: schema, ledger sums, timeline sums, histogram counts and percentiles, digests.",
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "RUN", description = "A run directory.")
  @SuppressWarnings("NullAway.Init") // required
  private Path run;

  @Override
  public Integer call() {
    if (!Files.isRegularFile(run.resolve(RunStore.RECORD_FILE))) {
      throw new UserException(run + " is not a run directory: it has no " + RunStore.RECORD_FILE);
    }
    List<Violation> violations = RunChecks.verify(run);
    if (violations.isEmpty()) {
      System.out.println("sound: " + run);
      return 0;
    }
    violations.forEach(violation -> System.out.println(violation));
    System.out.println(violations.size() + " broken relations in " + run);
    return 1;
  }
}
