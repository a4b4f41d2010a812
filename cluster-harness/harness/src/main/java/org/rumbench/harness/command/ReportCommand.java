package org.rumbench.harness.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rumbench.harness.UserException;
import org.rumbench.report.IndexPage;
import org.rumbench.report.ReportPage;
import org.rumbench.result.RunRecord;
import org.rumbench.result.RunStore;
import org.rumbench.result.StoredRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `report`: pages from stored records, and nothing else.
@Command(name = "report",
    description = "Render the report of a run again; several runs, or none (all stored ones), give an index page.",
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
  @Parameters(arity = "0..*", paramLabel = "RUN", description = "Run directories or their names.")
  private List<String> runs = new ArrayList<>();

  @Option(names = {"-o", "--output"}, paramLabel = "FILE",
      description = "Where to write the page; default: report.html in the run, or index.html beside the runs.")
  private @Nullable Path output;

  @Override
  public Integer call() throws IOException {
    List<StoredRun> stored = new ArrayList<>();
    List<Path> directories =
        runs.isEmpty()
            ? new RunStore(ResultsCommand.store()).list()
            : runs.stream().map(ResultsCommand::directory).toList();
    for (Path directory : directories) {
      try {
        stored.add(RunStore.load(directory));
      } catch (IOException e) {
        throw new UserException(String.valueOf(e.getMessage()));
      }
    }
    if (stored.isEmpty()) {
      throw new UserException("no stored runs yet; make one with ./rumbench run quickstart");
    }
    boolean isSingle = runs.size() == 1;
    Path target =
        output != null
            ? output
            : isSingle
                ? stored.getFirst().directory().resolve(RunStore.REPORT_FILE)
                : ResultsCommand.store().resolve("index.html");
    Path parent = target.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.writeString(target, isSingle ? ReportPage.render(stored.getFirst()) : index(target, stored));
    System.out.println("report  " + target);
    return 0;
  }

  /// The index links each run relative to the place of the page.
  private static String index(Path target, List<StoredRun> stored) {
    SequencedMap<String, RunRecord> byDirectory = new LinkedHashMap<>();
    Path place = target.toAbsolutePath().normalize().resolveSibling("");
    for (StoredRun run : stored) {
      Path directory = run.directory().toAbsolutePath().normalize();
      byDirectory.put(place.relativize(directory).toString(), run.record());
    }
    return IndexPage.render(byDirectory);
  }
}
