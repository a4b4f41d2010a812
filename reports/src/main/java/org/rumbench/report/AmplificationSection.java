package org.rumbench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rumbench.analysis.CellSummary;
import org.rumbench.result.Amplification;
import org.rumbench.result.Cell;
import org.rumbench.result.ForecastFigure;
import org.rumbench.result.Layer;
import org.rumbench.result.PurposeRatio;
import org.rumbench.result.RollUp;
import org.rumbench.result.ShapeLevel;
import org.rumbench.result.StallTotal;
import org.rumbench.result.MemoryUse;
import org.rumbench.result.SpaceUse;
import org.rumbench.result.TreeShape;

/// Where the bytes went: write amplification by purpose, then what reads touch, and what space and memory cost.
final class AmplificationSection {
  private static final int SHADES = 4;

  private AmplificationSection() {}

  static String html(View view) {
    Choice choice = new Choice("amplification", "Layer and point in time");
    for (Layer layer : List.of(Layer.ENGINE, Layer.CLUSTER)) {
      for (String point : List.of(Amplification.SETTLED, Amplification.BURST)) {
        writes(view, choice, layer, point);
      }
    }
    return choice.html() + reads(view).html() + space(view).html() + memory(view).html() + forecasts(view) + stalls(view)
        + shapes(view);
  }

  private static void writes(View view, Choice choice, Layer layer, String point) {
    Map<String, String> styles = purposeStyles(view);
    List<BarChart.Bar> bars = new ArrayList<>();
    Table table = new Table("Write amplification by purpose, × of accepted bytes",
        List.of("design", "purpose", "class", "issued", "× of accepted"));
    Set<String> used = new LinkedHashSet<>();
    for (CellSummary summary : view.summaries()) {
      Cell cell = first(summary);
      Amplification amplification = cell.amplification(layer, point).orElse(null);
      if (amplification == null || amplification.write().issuedOverAcceptedRatio() == null) {
        continue;
      }
      List<BarChart.Part> parts = new ArrayList<>();
      for (PurposeRatio purpose : ordered(amplification.write().purposes())) {
        double ratio = orZero(purpose.issuedOverAcceptedRatio());
        used.add(purpose.purpose());
        parts.add(new BarChart.Part(title(purpose.purpose()), styles.getOrDefault(purpose.purpose(), "p0"), ratio));
        table.row(view.name(summary), List.of(title(purpose.purpose()),
            purpose.rollUp().name().toLowerCase(Locale.ROOT),
            Text.bytes(purpose.issuedBytes()), Text.number(ratio)));
      }
      bars.add(new BarChart.Bar(view.name(summary), parts));
    }
    if (bars.isEmpty()) {
      return;
    }
    List<Figure.Key> legend = styles.entrySet().stream().filter(entry -> used.contains(entry.getKey()))
        .map(entry -> new Figure.Key("bar " + entry.getValue(), title(entry.getKey()))).toList();
    String name = layer.name().toLowerCase(Locale.ROOT) + ", " + point;
    BarChart chart = new BarChart("Write amplification by purpose, " + name, "bytes issued per accepted byte", bars);
    choice.add(name, Figure.wide("Write amplification by purpose: " + name
        + ". Blue: first durable copy; orange: reorganising; grey: metadata. First repeat of each cell.", legend,
        chart::draw, table));
  }

  private static Map<String, String> purposeStyles(View view) {
    Map<String, RollUp> purposes = new LinkedHashMap<>();
    view.run().cells().forEach(cell -> cell.amplifications().forEach(each ->
        each.write().purposes().forEach(purpose -> purposes.putIfAbsent(purpose.purpose(), purpose.rollUp()))));
    Map<String, String> styles = new LinkedHashMap<>();
    for (RollUp rollUp : RollUp.values()) {
      int shade = 0;
      for (Map.Entry<String, RollUp> entry : purposes.entrySet()) {
        if (entry.getValue() == rollUp) {
          styles.put(entry.getKey(), rollUp.name().toLowerCase(Locale.ROOT) + shade % SHADES);
          shade++;
        }
      }
    }
    return styles;
  }

  private static List<PurposeRatio> ordered(List<PurposeRatio> purposes) {
    return purposes.stream().sorted((a, b) -> a.rollUp().compareTo(b.rollUp())).toList();
  }

  private static Table reads(View view) {
    Table table = new Table("Read amplification, settled, per point read; cache hits included; page cache: "
        + view.run().provenance().cache().name().toLowerCase(Locale.ROOT), List.of("design", "layer", "point reads",
        "runs out of range", "filters probed", "false positives", "sources consulted", "blocks touched", "cache hits", "file bytes asked for",
        "bytes moved per byte returned"));
    for (CellSummary summary : view.summaries()) {
      for (Layer layer : List.of(Layer.ENGINE, Layer.CLUSTER)) {
        first(summary).amplification(layer, Amplification.SETTLED).map(Amplification::read).ifPresent(read ->
            table.row(view.name(summary), List.of(layer.name().toLowerCase(Locale.ROOT), Text.count(read.pointReads()),
                ratio(read.runsOutOfRangePerRead()), ratio(read.filtersPerRead()),
                ratio(read.filterFalsePositivesPerRead()), ratio(read.sourcesPerRead()), ratio(read.blocksPerRead()),
                ratio(read.cacheHitsPerRead()), ratio(read.requestedBytesPerRead()),
                ratio(read.transferredOverReturnedRatio()))));
      }
    }
    return table;
  }

  private static Table space(View view) {
    Table table = new Table("Space: allocated bytes of all data files over live key and value bytes", List.of("design",
        "engine, settled ×", "engine, burst ×", "cluster, settled ×", "cluster, burst ×", "settled", "burst", "peak",
        "average"));
    for (CellSummary summary : view.summaries()) {
      Cell cell = first(summary);
      SpaceUse space = cell.space();
      if (space != null) {
        table.row(view.name(summary), List.of(spaceRatio(cell, Layer.ENGINE, Amplification.SETTLED),
            spaceRatio(cell, Layer.ENGINE, Amplification.BURST), spaceRatio(cell, Layer.CLUSTER, Amplification.SETTLED),
            spaceRatio(cell, Layer.CLUSTER, Amplification.BURST), Text.bytes(space.settledBytes()),
            Text.bytes(space.burstBytes()), Text.bytes(space.peakBytes()), Text.bytes(space.averageBytes())));
      }
    }
    return table;
  }

  private static Table memory(View view) {
    Set<String> parts = new LinkedHashSet<>();
    for (CellSummary summary : view.summaries()) {
      first(summary).amplification(Layer.ENGINE, Amplification.SETTLED)
          .ifPresent(each -> parts.addAll(each.memory().bytesByPart().keySet()));
    }
    List<String> header = new ArrayList<>(List.of("design", "× of live bytes", "total", "peak"));
    header.addAll(parts);
    Table table = new Table("Memory: resident bytes of the engines by part, settled, and their peak", header);
    for (CellSummary summary : view.summaries()) {
      first(summary).amplification(Layer.ENGINE, Amplification.SETTLED).map(Amplification::memory).ifPresent(memory -> {
        MemoryUse use = first(summary).memory();
        List<String> values = new ArrayList<>(List.of(ratio(memory.residentOverLiveRatio()),
            Text.bytes(memory.totalBytes()), use == null ? "–" : Text.bytes(use.peakBytes())));
        parts.forEach(part -> values.add(Text.bytes(memory.bytesByPart().getOrDefault(part, 0L))));
        table.row(view.name(summary), values);
      });
    }
    return table;
  }

  private static String forecasts(View view) {
    Table table = new Table("Forecast and measured: what the design's own cost model said for uniform overwriting, with "
        + "background work that keeps up", List.of("design", "figure", "forecast", "measured", "measured / forecast"));
    for (CellSummary summary : view.summaries()) {
      List<ForecastFigure> figures = first(summary).forecasts();
      for (ForecastFigure each : figures == null ? List.<ForecastFigure>of() : figures) {
        table.row(view.name(summary), List.of(title(each.kind().name()), Text.number(each.forecast()),
            ratio(each.measured()), ratio(each.measuredOverForecastRatio())));
      }
    }
    return table.isEmpty() ? "" : table.html();
  }

  private static String stalls(View view) {
    Table table = new Table("Write stalls by cause, from loaded to settled, all engines together; first repeat",
        List.of("design", "waited for", "stalls", "seconds"));
    for (CellSummary summary : view.summaries()) {
      List<StallTotal> totals = first(summary).stalls();
      for (StallTotal each : totals == null ? List.<StallTotal>of() : totals) {
        if (each.stallCount() > 0) {
          table.row(view.name(summary),
              List.of(each.cause(), Text.count(each.stallCount()), Text.number(each.stallSeconds())));
        }
      }
    }
    return table.isEmpty() ? "" : table.html();
  }

  private static String shapes(View view) {
    Table table = new Table("Files by level, tier or kind, all engines together", List.of("design", "point", "level",
        "files", "bytes"));
    for (CellSummary summary : view.summaries()) {
      for (TreeShape shape : first(summary).shapes()) {
        for (ShapeLevel level : shape.levels()) {
          table.row(view.name(summary),
              List.of(shape.point(), level.level(), Text.count(level.files()), Text.bytes(level.bytes())));
        }
      }
    }
    return table.isEmpty() ? "" : "<details class=\"list\"><summary>Tree shape</summary>\n" + table.html()
        + "</details>\n";
  }

  private static Cell first(CellSummary summary) {
    return summary.cells().getFirst();
  }

  private static String spaceRatio(Cell cell, Layer layer, String point) {
    return cell.amplification(layer, point).map(each -> ratio(each.space().allocatedOverLiveRatio())).orElse("–");
  }

  private static String ratio(@Nullable Double ratio) {
    return ratio == null ? "–" : Text.number(ratio);
  }

  private static double orZero(@Nullable Double ratio) {
    return ratio == null ? 0 : ratio;
  }

  private static String title(String purpose) {
    return purpose.toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
