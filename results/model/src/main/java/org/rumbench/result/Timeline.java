package org.rumbench.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The text form of `timeline.csv`: a header line, then one line per [TimelineRow]; one column per purpose that ever
/// wrote.
///
/// Cell and phase names hold no comma, quote or line break, so no quoting is needed.
public final class Timeline {
  private static final List<String> COLUMNS =
      List.of("cell", "phase", "second", "okOperations", "notOkOperations", "p50Nanos", "p99Nanos", "maxNanos",
          "readTransferredBytes", "spaceAllocatedBytes", "spaceMeanBytes", "memoryBytes", "debtBytes", "stallMillis", "gcPauseMillis");
  private static final String WRITTEN_PREFIX = "writtenIssuedBytes.";

  private Timeline() {}

  /// Returns the rows as CSV text.
  public static String write(List<TimelineRow> rows) {
    SortedSet<String> purposes = new TreeSet<>();
    rows.forEach(row -> purposes.addAll(row.writtenIssuedBytesByPurpose().keySet()));
    StringBuilder text = new StringBuilder(String.join(",", COLUMNS));
    purposes.forEach(purpose -> text.append(',').append(WRITTEN_PREFIX).append(plain(purpose)));
    text.append('\n');
    for (TimelineRow row : rows) {
      text.append(plain(row.cell())).append(',').append(plain(row.phase())).append(',').append(row.second())
          .append(',').append(row.okOperations()).append(',').append(row.notOkOperations())
          .append(',').append(row.p50Nanos()).append(',').append(row.p99Nanos()).append(',').append(row.maxNanos())
          .append(',').append(row.readTransferredBytes()).append(',').append(row.spaceAllocatedBytes())
          .append(',').append(row.spaceMeanBytes()).append(',').append(row.memoryBytes()).append(',').append(row.debtBytes()).append(',').append(row.stallMillis())
          .append(',').append(row.gcPauseMillis());
      for (String purpose : purposes) {
        text.append(',').append(row.writtenIssuedBytesByPurpose().getOrDefault(purpose, 0L));
      }
      text.append('\n');
    }
    return text.toString();
  }

  /// Parses CSV text that [#write] made; damage is refused with its line number.
  public static List<TimelineRow> read(String text) {
    List<String> lines = text.lines().toList();
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("timeline.csv: empty, a header line was expected");
    }
    List<String> header = List.of(lines.getFirst().split(",", -1));
    if (header.size() < COLUMNS.size() || !header.subList(0, COLUMNS.size()).equals(COLUMNS)) {
      throw new IllegalArgumentException(
          "timeline.csv line 1: the header must begin with " + String.join(",", COLUMNS));
    }
    List<String> purposes = new ArrayList<>();
    for (String column : header.subList(COLUMNS.size(), header.size())) {
      if (!column.startsWith(WRITTEN_PREFIX)) {
        throw new IllegalArgumentException("timeline.csv line 1: unknown column " + column);
      }
      purposes.add(column.substring(WRITTEN_PREFIX.length()));
    }
    List<TimelineRow> rows = new ArrayList<>(lines.size());
    for (int line = 1; line < lines.size(); line++) {
      rows.add(row(lines.get(line).split(",", -1), purposes, line + 1));
    }
    return List.copyOf(rows);
  }

  private static TimelineRow row(String[] fields, List<String> purposes, int line) {
    int expected = COLUMNS.size() + purposes.size();
    if (fields.length != expected) {
      throw new IllegalArgumentException(
          "timeline.csv line " + line + ": " + fields.length + " fields, " + expected + " expected");
    }
    try {
      Map<String, Long> written = new TreeMap<>();
      for (int i = 0; i < purposes.size(); i++) {
        long bytes = Long.parseLong(fields[COLUMNS.size() + i]);
        if (bytes != 0) {
          written.put(purposes.get(i), bytes);
        }
      }
      return new TimelineRow(fields[0], fields[1], Long.parseLong(fields[2]), Long.parseLong(fields[3]),
          Long.parseLong(fields[4]), Long.parseLong(fields[5]), Long.parseLong(fields[6]), Long.parseLong(fields[7]),
          new TreeMap<>(written), Long.parseLong(fields[8]), Long.parseLong(fields[9]), Double.parseDouble(fields[10]),
          Long.parseLong(fields[11]), Long.parseLong(fields[12]), Double.parseDouble(fields[13]),
          Double.parseDouble(fields[14]));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("timeline.csv line " + line + ": not a number: " + e.getMessage(), e);
    }
  }

  private static String plain(String name) {
    if (name.isEmpty() || name.chars().anyMatch(c -> c == ',' || c == '"' || c < ' ')) {
      throw new IllegalArgumentException("a name in the timeline must be plain text without comma or quote: " + name);
    }
    return name;
  }
}
