package org.rumbench.result;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/// A run directory in the making, beside its final place. One owner. Closing it without publishing removes it.
public final class PendingRun implements AutoCloseable {
  private final Path target;
  private final Path draft;
  private boolean isPublished;

  PendingRun(Path target, Path draft) {
    this.target = target;
    this.draft = draft;
  }

  /// The directory to write into; gone after publishing.
  public Path path() {
    return draft;
  }

  /// The place where the run will appear.
  public Path target() {
    return target;
  }

  /// Writes a text file, such as the report.
  public void write(String name, String text) throws IOException {
    Files.writeString(StoredRun.file(draft, name), text);
  }

  /// Writes a histogram in nanoseconds and returns its figures for the record.
  public LatencySummary write(
      String cell, String phase, String operation, LatencyKind kind, List<Histogram> intervals) throws IOException {
    String name = HistogramLog.fileName(cell, phase, operation, kind);
    HistogramLog.write(StoredRun.file(draft, name), intervals);
    Histogram merged = new Histogram(HistogramLog.SIGNIFICANT_DIGITS);
    intervals.forEach(merged::add);
    return LatencySummary.of(operation, kind, merged, name);
  }

  /// Writes record and timeline and makes the directory appear at its place.
  ///
  /// @throws FileAlreadyExistsException when another run took the name meanwhile; nothing of it is changed
  public StoredRun publish(RunRecord record, List<TimelineRow> timeline) throws IOException {
    write(RunStore.RECORD_FILE, RunJson.write(record));
    write(RunStore.TIMELINE_FILE, Timeline.write(timeline));
    if (Files.exists(target)) {
      throw new FileAlreadyExistsException(target.toString(), null, "run directory exists");
    }
    Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    isPublished = true;
    return new StoredRun(target, record, timeline);
  }

  /// Removes what was not published.
  @Override
  public void close() throws IOException {
    if (isPublished || !Files.exists(draft)) {
      return;
    }
    List<Path> entries;
    try (Stream<Path> walk = Files.walk(draft)) {
      entries = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path entry : entries) {
      Files.delete(entry);
    }
  }
}
