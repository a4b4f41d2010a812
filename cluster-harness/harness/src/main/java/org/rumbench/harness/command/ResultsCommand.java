package org.rumbench.harness.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.rumbench.harness.UserException;
import org.rumbench.harness.run.SummaryTable;
import org.rumbench.result.RunRecord;
import org.rumbench.result.RunStore;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `results`: what is stored, and single figures of it.
@Command(name = "results", description = "List stored runs, or show one run or one value of it.",
    mixinStandardHelpOptions = true, subcommands = {ResultsCommand.ListRuns.class, ResultsCommand.Show.class})
final class ResultsCommand implements Runnable {
  @CommandLine.Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before run
  private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /// A run directory given by path, or by its name in the default store.
  static Path directory(String run) {
    Path path = Path.of(run);
    if (Files.isDirectory(path)) {
      return path;
    }
    Path stored = store().resolve(run);
    if (Files.isDirectory(stored)) {
      return stored;
    }
    throw new UserException("no run " + run + "; give the path of a run directory or a name of ./rumbench results list");
  }

  static Path store() {
    return RumbenchCommand.home().resolve("results/runs");
  }

  /// `results list`.
  @Command(name = "list", description = "List the runs under results/runs.", mixinStandardHelpOptions = true)
  static final class ListRuns implements Runnable {
    @Override
    public void run() {
      try {
        for (Path run : new RunStore(store()).list()) {
          RunRecord record = RunStore.load(run).record();
          System.out.printf(Locale.ROOT, "%-40s %s  %d cells  %s%n", record.id(), record.provenance().startTime(),
              record.cells().size(), record.experiment().question());
        }
      } catch (IOException e) {
        throw new UserException(String.valueOf(e.getMessage()));
      }
    }
  }

  /// `results show`.
  @Command(name = "show", description = "Show a run's summary, or the value at a path such as cells/0/phases.",
      mixinStandardHelpOptions = true)
  static final class Show implements Runnable {
    @Parameters(index = "0", paramLabel = "RUN", description = "A run directory or its name.")
    @SuppressWarnings("NullAway.Init") // required
    private String run;

    @Parameters(index = "1", arity = "0..1", paramLabel = "PATH", description = "Members and indexes, separated by /.")
    private @Nullable String path;

    @Override
    public void run() {
      Path directory = directory(run);
      try {
        if (path == null) {
          System.out.print(SummaryTable.render(RunStore.load(directory).record()));
          return;
        }
        JsonNode root = JsonMapper.shared().readTree(Files.readString(directory.resolve(RunStore.RECORD_FILE)));
        JsonNode value = root.at("/" + path.replaceAll("^/+", ""));
        if (value.isMissingNode()) {
          throw new UserException("no value at " + path + " in " + run + "; a path is like cells/0/design");
        }
        System.out.println(value.isValueNode() ? value.asString() : value.toPrettyString());
      } catch (IOException e) {
        throw new UserException(String.valueOf(e.getMessage()));
      }
    }
  }
}
