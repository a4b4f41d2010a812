package org.rumbench.workload;

import java.io.PrintStream;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/// Latency histograms as HdrHistogram logs, format 1.3, in nanoseconds.
///
/// One line per log, tagged `SERIES/KIND`, over the whole phase; the interval's maximum is written in units of
/// 10⁶ ns, so that the column reads as milliseconds.
public final class HistogramLogs {

  private HistogramLogs() {}

  /// The tag of a histogram, such as `READ/response`.
  public static String tag(LatencySeries series, LatencyKind kind) {
    return series.name() + "/" + kind.name().toLowerCase(Locale.ROOT);
  }

  /// Writes a whole log with one histogram; `startWallMillis` is when the phase began.
  public static void write(
      PrintStream out, LatencySeries series, LatencyKind kind, PhaseResult result, long startWallMillis) {
    LatencyHistogram latencies = result.latency(series, kind);
    if (latencies == null) {
      throw new IllegalArgumentException("phase " + result.phase().name() + " has no " + tag(series, kind));
    }
    HistogramLogWriter writer = new HistogramLogWriter(out);
    writer.outputComment("[nanoseconds; phase " + result.phase().name() + "; beyond four hours: "
        + latencies.overflowCount() + "; exact maximum: " + latencies.maxNanos() + "]");
    writer.outputLogFormatVersion();
    writer.outputBaseTime(startWallMillis);
    writer.setBaseTime(startWallMillis);
    writer.outputStartTime(startWallMillis);
    writer.outputLegend();
    Histogram histogram = latencies.copy();
    histogram.setTag(tag(series, kind));
    histogram.setStartTimeStamp(startWallMillis);
    histogram.setEndTimeStamp(
        startWallMillis + (result.totals().endNanos() - result.totals().startNanos()) / 1_000_000);
    writer.outputIntervalHistogram(histogram);
  }
}
