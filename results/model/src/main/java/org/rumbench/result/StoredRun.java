package org.rumbench.result;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.Histogram;

/// A run loaded from its directory; histograms are read when asked for.
///
/// @param directory run directory
/// @param record content of run.json
/// @param timeline content of timeline.csv
public record StoredRun(Path directory, RunRecord record, List<TimelineRow> timeline) {
  /// Copies the timeline.
  public StoredRun {
    timeline = List.copyOf(timeline);
  }

  /// Reads the histogram behind a summary.
  public Histogram histogram(LatencySummary latency) throws IOException {
    return HistogramLog.read(file(directory, latency.file()));
  }

  /// Resolves a file name from a record, which must stay inside the run directory.
  static Path file(Path directory, String name) throws IOException {
    if (name.isEmpty() || name.contains("/") || name.contains("\\") || name.startsWith(".")) {
      throw new IOException("file name leaves the run directory: " + name);
    }
    return directory.resolve(name);
  }
}
