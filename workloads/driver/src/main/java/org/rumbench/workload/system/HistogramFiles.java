package org.rumbench.workload.system;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.rumbench.workload.HistogramLogs;
import org.rumbench.workload.LatencyHistogram;
import org.rumbench.workload.LatencyKind;
import org.rumbench.workload.LatencySeries;
import org.rumbench.workload.PhaseResult;

/// Writes the histograms of a phase to `.hlog` files, one per series and kind.
public final class HistogramFiles {
  private HistogramFiles() {}

  /// Writes `PREFIX-series-kind.hlog` files, such as `run-read_modify_write-response.hlog`; returns them in order.
  public static List<Path> write(Path directory, String prefix, PhaseResult result, long startWallMillis) {
    List<Path> written = new ArrayList<>();
    for (Map.Entry<LatencySeries, Map<LatencyKind, LatencyHistogram>> entry : result.latencies().entrySet()) {
      for (LatencyKind kind : entry.getValue().keySet()) {
        Path file = directory.resolve(fileName(prefix, entry.getKey(), kind));
        try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.US_ASCII)) {
          HistogramLogs.write(out, entry.getKey(), kind, result, startWallMillis);
          if (out.checkError()) {
            throw new IOException("could not write " + file);
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e.getMessage(), e);
        }
        written.add(file);
      }
    }
    return written;
  }

  /// The name of the file of one histogram.
  public static String fileName(String prefix, LatencySeries series, LatencyKind kind) {
    return (prefix + "-" + series.name() + "-" + kind.name()).toLowerCase(Locale.ROOT) + ".hlog";
  }
}
