package org.rumbench.result;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.HdrHistogram.HistogramLogWriter;

/// A `.hlog` file: a standard HdrHistogram log of nanosecond values, one or several intervals, readable by any of its
/// tools.
public final class HistogramLog {
  /// Significant decimal digits of every histogram that is stored.
  public static final int SIGNIFICANT_DIGITS = 3;

  private HistogramLog() {}

  /// Returns the name of the file that holds one operation type and kind of one phase of a cell.
  public static String fileName(String cell, String phase, String operation, LatencyKind kind) {
    return cell + "." + phase + "." + operation.toLowerCase(Locale.ROOT) + "."
        + kind.name().toLowerCase(Locale.ROOT) + ".hlog";
  }

  /// Writes intervals in the order given, with the start and end stamps they carry.
  public static void write(Path file, List<Histogram> intervals) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        PrintStream print = new PrintStream(out, false, StandardCharsets.UTF_8)) {
      HistogramLogWriter writer = new HistogramLogWriter(print);
      writer.outputComment("[Nanoseconds; percentiles come from the merged intervals]");
      writer.outputLogFormatVersion();
      writer.outputLegend();
      for (Histogram interval : intervals) {
        writer.outputIntervalHistogram(interval);
      }
      if (print.checkError()) {
        throw new IOException("cannot write " + file);
      }
    }
  }

  /// Reads a file and merges its intervals; a file without intervals gives an empty histogram.
  public static Histogram read(Path file) throws IOException {
    Histogram merged = new Histogram(SIGNIFICANT_DIGITS);
    try (HistogramLogReader reader = new HistogramLogReader(file.toFile())) {
      while (reader.hasNext()) {
        EncodableHistogram next = reader.nextIntervalHistogram();
        if (next instanceof Histogram histogram) {
          merged.add(histogram);
        }
      }
    } catch (FileNotFoundException e) {
      throw new IOException("histogram log " + file.getFileName() + " is missing", e);
    } catch (RuntimeException e) {
      throw new IOException("histogram log " + file.getFileName() + " is damaged: " + e.getMessage(), e);
    }
    return merged;
  }
}
