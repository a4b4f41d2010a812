package org.rumbench.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rumbench.result.Cell;
import org.rumbench.result.Floor;
import org.rumbench.result.LatencySummary;
import org.rumbench.result.OperationCount;
import org.rumbench.result.Phase;
import org.rumbench.result.Provenance;
import org.rumbench.result.RunStore;

/// What the figures rest on: outcomes, floor, machine, configuration and raw files.
final class EnvironmentSection {
  private EnvironmentSection() {}

  /// Operations by outcome, errors apart.
  static String outcomes(View view) {
    Table table = new Table("Operations by type and outcome", List.of("cell", "phase", "operation", "target, op/s",
        "achieved, op/s", "ok", "not found", "unavailable", "timed out", "failed", "unsupported", "not started"));
    for (Cell cell : view.run().cells()) {
      for (Phase phase : cell.phases()) {
        for (OperationCount count : phase.operations()) {
          Double target = phase.targetOperationsPerSecond();
          table.row(cell.id(), List.of(phase.name(), count.operation(), target == null ? "closed loop"
              : Text.number(target),
              Text.number(phase.achievedOperationsPerSecond()), Text.count(count.ok()), Text.count(count.notFound()),
              Text.count(count.unavailable()), Text.count(count.timedOut()), Text.count(count.failed()),
              Text.count(count.unsupported()), Text.count(count.notStarted())));
        }
      }
    }
    return table.html();
  }

  /// The cost without an engine.
  static String floor(View view) {
    Floor floor = view.run().floor();
    Table rates = new Table("Rates without an engine", List.of("what", "figure"));
    rate(rates, "same cluster on the engine that stores nothing", floor.noopOperationsPerSecond(), " op/s");
    rate(rates, "bare network exchange of the same messages", floor.bareExchangeOperationsPerSecond(), " op/s");
    rate(rates, "first over second", floor.noopShareOfBareExchangeRatio(), "");
    Table latencies = new Table("Floor latencies, ms",
        List.of("probe", "kind", "count", "mean", "p50", "p99", "p99.9", "max"));
    for (LatencySummary each : floor.latencies()) {
      latencies.row(each.operation(), List.of(each.kind().name().toLowerCase(Locale.ROOT), Text.count(each.count()),
          Text.millis(each.meanNanos()), Text.millis(each.p50Nanos()), Text.millis(each.p99Nanos()),
          Text.millis(each.p999Nanos()), Text.millis(each.maxNanos())));
    }
    Table predictions = new Table("Predicted and achieved closed-loop rate", List.of("design", "floor cost, µs per op",
        "bare engine cost, µs per op", "predicted, op/s", "achieved, op/s", "achieved / predicted"));
    floor.predictions().forEach(each -> {
      Double ratio = each.achievedOverPredictedRatio();
      predictions.row(each.design(), List.of(Text.number(each.floorNanosPerOperation() / 1e3),
          Text.number(each.bareNanosPerOperation() / 1e3), Text.number(each.predictedOperationsPerSecond()),
          Text.number(each.achievedOperationsPerSecond()), ratio == null ? "–" : Text.number(ratio)));
    });
    StringBuilder html = new StringBuilder();
    for (Table table : List.of(rates, latencies, predictions)) {
      html.append(table.isEmpty() ? "" : table.html());
    }
    return html.isEmpty() ? Page.paragraph("note", "The floor was not measured in this run.") : html.toString();
  }

  /// Machine, source and configuration.
  static String environment(View view) {
    Provenance p = view.run().provenance();
    Table table = new Table("Environment", List.of("fact", "value"));
    table.row("source commit", List.of(p.commit() + (p.isDirty() ? " with uncommitted changes" : "")))
        .row("started", List.of(p.startTime()))
        .row("command line", List.of(p.commandLine()))
        .row("seed", List.of(Long.toString(p.seed())))
        .row("host", List.of(p.host()))
        .row("processor", List.of(p.cpu() + ", " + p.cores() + " available"))
        .row("memory", List.of(Text.bytes(p.memoryBytes())))
        .row("kernel", List.of(p.kernel()))
        .row("file system", List.of(p.filesystem()))
        .row("Java", List.of(p.javaVersion()))
        .row("JVM flags", List.of(String.join(" ", p.jvmFlags())))
        .row("page cache at start", List.of(p.cache().name().toLowerCase(Locale.ROOT)))
        .row("order of cells", List.of(String.join(", ", p.cellOrder())));
    Table configuration = new Table("Configuration: every key with its effective value", List.of("key", "value"));
    p.configuration().forEach((key, value) -> configuration.row(key, List.of(value)));
    return "<div class=\"pair left\">" + table.html() + configuration.html() + "</div>\n";
  }

  /// Links to the files beside the page.
  static String files(View view) {
    Set<String> names = new LinkedHashSet<>(List.of(RunStore.RECORD_FILE, RunStore.TIMELINE_FILE));
    List<LatencySummary> latencies = new ArrayList<>(view.run().floor().latencies());
    view.run().cells().forEach(cell -> cell.phases().forEach(phase -> latencies.addAll(phase.latencies())));
    latencies.forEach(latency -> names.add(latency.file()));
    StringBuilder html = new StringBuilder("<ul class=\"files\">");
    for (String name : names) {
      html.append("<li><a href=\"./").append(Text.escape(link(name))).append("\">")
          .append(Text.escape(name)).append("</a></li>");
    }
    return "<details class=\"list\"><summary>" + names.size() + " raw files beside this page</summary>" + html
        + "</ul></details>\n";
  }

  private static void rate(Table table, String name, @Nullable Double value, String unit) {
    if (value != null) {
      table.row(name, List.of(Text.number(value) + unit));
    }
  }

  private static String link(String name) {
    return name.replace("%", "%25").replace("#", "%23").replace("?", "%3F");
  }
}
