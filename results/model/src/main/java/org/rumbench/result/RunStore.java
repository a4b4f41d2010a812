package org.rumbench.result;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// A directory of run directories; append-only: a published run is never opened for writing again.
///
/// Each run directory appears whole or not at all: it is written beside its place and renamed.
public final class RunStore {
  /// Name of the record in a run directory.
  public static final String RECORD_FILE = "run.json";

  /// Name of the timeline in a run directory.
  public static final String TIMELINE_FILE = "timeline.csv";

  /// Name of the report in a run directory.
  public static final String REPORT_FILE = "report.html";

  private final Path root;

  /// A store over a directory, which is created with the first run.
  public RunStore(Path root) {
    this.root = root;
  }

  /// Begins a run directory with the given name; the caller fills it, then publishes it.
  ///
  /// @throws FileAlreadyExistsException when a run of that name exists, which is left as it is
  public PendingRun create(String name) throws IOException {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._=-]*")) {
      throw new IllegalArgumentException("name of a run must be letters, digits and . _ = - but is: " + name);
    }
    Path target = root.resolve(name);
    if (Files.exists(target)) {
      throw new FileAlreadyExistsException(target.toString(), null, "run directory exists");
    }
    Files.createDirectories(root);
    return new PendingRun(target, Files.createTempDirectory(root, "." + name + "-"));
  }

  /// Returns every published run directory, by name.
  public List<Path> list() throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    List<Path> runs = new ArrayList<>();
    try (Stream<Path> entries = Files.list(root)) {
      entries
          .filter(entry -> !entry.getFileName().toString().startsWith("."))
          .filter(entry -> Files.isRegularFile(entry.resolve(RECORD_FILE)))
          .sorted(Comparator.comparing(entry -> entry.getFileName().toString()))
          .forEach(runs::add);
    }
    return runs;
  }

  /// Loads a run directory; what is missing or malformed is refused with its file named.
  public static StoredRun load(Path directory) throws IOException {
    Path json = directory.resolve(RECORD_FILE);
    if (!Files.isRegularFile(json)) {
      throw new IOException(directory + " is not a run directory: it has no " + RECORD_FILE);
    }
    RunRecord record;
    try {
      JsonNode tree = RunJson.tree(Files.readString(json));
      Findings findings = new Findings();
      new RunSchema().check(tree, findings);
      if (!findings.isEmpty()) {
        throw new IllegalArgumentException(findings.toList().getFirst().toString());
      }
      record = RunJson.fromTree(tree);
    } catch (IllegalArgumentException e) {
      throw new IOException(json + ": " + e.getMessage(), e);
    }
    return new StoredRun(directory, record, loadTimeline(directory));
  }

  static List<TimelineRow> loadTimeline(Path directory) throws IOException {
    Path csv = directory.resolve(TIMELINE_FILE);
    if (!Files.isRegularFile(csv)) {
      throw new IOException(directory + " has no " + TIMELINE_FILE);
    }
    try {
      return Timeline.read(Files.readString(csv));
    } catch (IllegalArgumentException e) {
      throw new IOException(directory + ": " + e.getMessage(), e);
    }
  }
}
