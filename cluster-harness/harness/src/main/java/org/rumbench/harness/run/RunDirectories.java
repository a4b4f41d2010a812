package org.rumbench.harness.run;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rumbench.harness.UserException;
import org.rumbench.harness.plan.Configuration;
import org.rumbench.harness.plan.ExperimentPlan;
import org.rumbench.harness.plan.PlannedCell;
import org.rumbench.result.PendingRun;
import org.rumbench.result.RunStore;

/// The two places a run writes to: its run directory in the making, and the directory for data files. One owner.
final class RunDirectories implements AutoCloseable {
  /// Data on disk per byte loaded and replica that is asked for before a run starts: old and new versions, inputs and
  /// outputs of a compaction, logs.
  private static final long SPACE_FACTOR = 4;

  /// What a record with its key is taken for in the estimate, in bytes.
  private static final long RECORD_BYTES = 1_100;

  /// Free space asked for where the run directory goes: histogram logs, timeline and report of a large run.
  private static final long OUTPUT_BYTES = 64 << 20;

  private final PendingRun pending;
  private final Path data;
  private final boolean isDataOurs;
  private final boolean keepsData;
  private final List<Path> made;

  private RunDirectories(PendingRun pending, Path data, boolean isDataOurs, boolean keepsData, List<Path> made) {
    this.pending = pending;
    this.data = data;
    this.isDataOurs = isDataOurs;
    this.keepsData = keepsData;
    this.made = made;
  }

  /// Takes both places, or refuses with one line and leaves nothing behind.
  static RunDirectories open(Path target, ExperimentPlan plan) {
    Path parent = target.toAbsolutePath().getParent();
    if (parent == null) {
      throw new UserException("--out " + target + ": the root of the file system cannot be a run directory");
    }
    if (Files.exists(target)) {
      throw new UserException(target + " exists; a run directory is never overwritten, give another --out");
    }
    List<Path> made = new ArrayList<>(missing(parent));
    PendingRun pending = null;
    try {
      pending = new RunStore(parent).create(target.getFileName().toString());
      checkOutput(parent);
      return withData(pending, plan, made);
    } catch (FileAlreadyExistsException e) {
      giveUp(pending, made);
      throw new UserException("--out " + target + ": " + e.getFile() + " is a file, not a directory; give another --out");
    } catch (IllegalArgumentException e) {
      giveUp(pending, made);
      throw new UserException("--out " + target + ": " + e.getMessage());
    } catch (IOException e) {
      giveUp(pending, made);
      throw new UserException("--out " + target + ": cannot be written (" + reason(e) + "); give another --out");
    } catch (UserException e) {
      giveUp(pending, made);
      throw e;
    }
  }

  /// Undoes what [#open] did before it refused.
  private static void giveUp(@Nullable PendingRun pending, List<Path> made) {
    try {
      if (pending != null) {
        pending.close();
      }
      removeEmpty(made);
    } catch (IOException e) {
      // The refusal that follows says more than a directory that could not be removed.
    }
  }

  /// The directories that [Files#createDirectories] would make for a path, innermost first.
  private static List<Path> missing(Path directory) {
    List<Path> missing = new ArrayList<>();
    for (Path each = directory; each != null && !Files.exists(each); each = each.getParent()) {
      missing.add(each);
    }
    return missing;
  }

  private static void removeEmpty(List<Path> made) throws IOException {
    for (Path each : made) {
      if (Files.isDirectory(each) && isEmpty(each)) {
        Files.delete(each);
      }
    }
  }

  private static void checkOutput(Path parent) throws IOException {
    long usable = Files.getFileStore(parent).getUsableSpace();
    if (usable < OUTPUT_BYTES) {
      throw new UserException(
          String.format(Locale.ROOT, "--out: %s has %d MiB free, a run directory may need %d MiB; free some or give "
              + "another --out", parent, usable >> 20, OUTPUT_BYTES >> 20));
    }
  }

  private static RunDirectories withData(PendingRun pending, ExperimentPlan plan, List<Path> made) {
    Configuration configuration = plan.base();
    String text = configuration.text("data.dir");
    boolean isTemporary = text.equals("-");
    Path data = null;
    try {
      if (isTemporary) {
        data = Files.createTempDirectory("rumbench-data-");
        made.add(data);
      } else {
        data = Path.of(text).toAbsolutePath();
        if (Files.isDirectory(data) && !isEmpty(data)) {
          throw new UserException("data.dir " + text + " is not empty; give an empty or a new directory");
        }
        made.addAll(missing(data));
        Files.createDirectories(data);
        Files.delete(Files.createTempFile(data, "writable-", ".tmp"));
      }
      for (PlannedCell cell : plan.cells()) {
        checkSpace(data, cell.configuration());
      }
    } catch (FileAlreadyExistsException e) {
      throw new UserException("data.dir " + text + ": " + e.getFile() + " is a file, not a directory");
    } catch (IOException e) {
      throw new UserException("data.dir " + text + ": cannot be written (" + reason(e) + ")");
    }
    return new RunDirectories(pending, data, isTemporary, configuration.booleanOf("data.keep"), made);
  }

  private static void checkSpace(Path data, Configuration configuration) throws IOException {
    long copies = configuration.text("target").equals("engine") ? 1 : configuration.longOf("cluster.replicas");
    long needed = configuration.longOf("workload.records") * RECORD_BYTES * copies * SPACE_FACTOR;
    long usable = Files.getFileStore(data).getUsableSpace();
    if (usable < needed && !configuration.text("storage").equals("memory")) {
      throw new UserException(
          String.format(
              Locale.ROOT, "data.dir %s has %d MiB free, but about %d MiB may be needed; free some, lower "
                  + "workload.records or set data.dir", data, usable >> 20, needed >> 20));
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    }
  }

  private static String reason(IOException e) {
    return e instanceof FileSystemException failure && failure.getReason() != null
        ? failure.getReason()
        : e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  PendingRun pending() {
    return pending;
  }

  Path data() {
    return data;
  }

  /// An empty directory for the data of one cell.
  Path dataOf(String cell) throws IOException {
    return Files.createDirectory(data.resolve(cell));
  }

  /// Drops the data of a cell unless it is to be kept.
  void dropData(Path directory) throws IOException {
    if (!keepsData || isDataOurs) {
      delete(directory);
    }
  }

  @Override
  public void close() throws IOException {
    pending.close();
    if (isDataOurs) {
      delete(data);
    }
    // What was published or kept is not empty.
    removeEmpty(made);
  }

  private static void delete(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    Files.walkFileTree(root, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        Files.deleteIfExists(file);
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
          throws IOException {
        Files.deleteIfExists(directory);
        return FileVisitResult.CONTINUE;
      }
    });
  }
}
