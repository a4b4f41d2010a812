package org.rumbench.harness.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.EngineOptions;
import org.rumbench.harness.UserException;
import org.rumbench.workload.WorkloadSpec;
import org.rumbench.workload.system.WorkloadFiles;

/// An experiment with everything decided: its effective settings, and its cells in the order in which they run.
///
/// @param experiment the file
/// @param base       settings outside the sweep
/// @param designs    designs compared
/// @param phases     measured phases
/// @param cells      cells in running order: repeat by repeat, within one all sweep points, the designs rotated by one
///                   from block to block so that none is always first
public record ExperimentPlan(
    ExperimentFile experiment,
    Configuration base,
    List<String> designs,
    List<PhasePlan> phases,
    List<PlannedCell> cells) {

  /// Stands for the record count of the workload file while that is looked up.
  private static final String COUNT_OF_FILE = "file";

  private static final String MEMORY = "memory";

  /// Makes the plan, or refuses with one line. `given` is what `--set` said.
  public static ExperimentPlan of(
      ExperimentFile experiment, Map<String, String> given, List<EngineFactory> factories) {
    Settings settings = Settings.of(factories, experiment.phases());
    String file = experiment.path().toString();
    experiment.expanded(experiment.settings()).forEach((key, text) -> settings.check(key, text, file));
    experiment.sweep().forEach(
        (sweptKey, texts) -> texts.forEach(
            swept -> experiment.expanded(Map.of(sweptKey, swept))
                .forEach((key, text) -> settings.check(key, text, file + " sweep"))));
    experiment.expanded(given).forEach((key, text) -> settings.check(key, text, "--set " + key));
    Configuration base = effective(settings, experiment, given).with(experiment.aliasTexts());
    List<String> designs = designs(experiment, base, factories);
    List<SortedMap<String, String>> points = points(experiment, given);
    List<PlannedCell> cells = new ArrayList<>();
    int rotation = 0;
    for (int repeat = 1; repeat <= base.intOf("run.repeats"); repeat++) {
      for (SortedMap<String, String> point : points) {
        SortedMap<String, String> together = new TreeMap<>(given);
        together.putAll(point);
        Configuration configuration = effective(settings, experiment, together);
        check(configuration);
        checkOptions(configuration, designs, factories);
        for (int i = 0; i < designs.size(); i++) {
          String design = designs.get((i + rotation) % designs.size());
          cells.add(new PlannedCell(design, point, repeat, configuration, PlannedCell.Role.MEASURE));
        }
        rotation++;
      }
    }
    return new ExperimentPlan(experiment, base, designs, experiment.phases(), List.copyOf(cells));
  }

  /// Defaults, then the experiment, then the workload file's record count when the file was given explicitly, then
  /// what was given explicitly.
  private static Configuration effective(
      Settings settings, ExperimentFile experiment, Map<String, String> asked) {
    Map<String, String> written = experiment.expanded(experiment.settings());
    Map<String, String> given = experiment.expanded(asked);
    Configuration early = new Configuration(settings.effective(List.of(written, given)));
    Map<String, String> fromFile = new TreeMap<>();
    boolean isChosen = given.containsKey("workload.spec") || !written.containsKey("workload.records");
    if (isChosen && !WorkloadFiles.builtIn().contains(early.text("workload.spec"))) {
      Configuration withoutCount = early.with(Map.of("workload.records", COUNT_OF_FILE));
      fromFile.put("workload.records", Long.toString(workload(withoutCount).records()));
    }
    Configuration effective = new Configuration(settings.effective(List.of(written, fromFile, given)));
    if (!effective.text("target").equals("simulated")) {
      return effective;
    }
    if (!given.getOrDefault("storage", MEMORY).equals(MEMORY)) {
      throw new UserException("storage is " + given.get("storage") + ", but a simulated cluster stores in memory only");
    }
    return effective.with(Map.of("storage", MEMORY));
  }

  /// The workload a configuration names, or one line of what is wrong with it.
  public static WorkloadSpec workload(Configuration configuration) {
    Map<String, String> settings = new TreeMap<>();
    configuration.under(Settings.YCSB_PREFIX).forEach((key, text) -> settings.put(Settings.YCSB_PREFIX + key, text));
    for (String key : List.of("workload.records", "workload.update", "workload.valueCompressibility")) {
      settings.put(key, configuration.text(key));
    }
    settings.remove("workload.records", COUNT_OF_FILE);
    if (!configuration.text("workload.distribution").equals("file")) {
      settings.put("workload.distribution", configuration.text("workload.distribution"));
    }
    try {
      return WorkloadFiles.load(configuration.text("workload.spec"), settings);
    } catch (IllegalArgumentException e) {
      throw new UserException(String.valueOf(e.getMessage()));
    }
  }

  private static List<String> designs(
      ExperimentFile experiment, Configuration base, List<EngineFactory> factories) {
    List<String> known = factories.stream().map(EngineFactory::name).sorted().toList();
    String chosen = base.text("engines");
    List<String> designs = chosen.isBlank()
        ? experiment.designs()
        : Arrays.stream(chosen.split(",", -1)).map(String::strip).toList();
    if (designs.isEmpty()) {
      designs = factories.stream().filter(factory -> !factory.isTestEngine() && !factory.isOutside())
          .map(EngineFactory::name).sorted().toList();
    }
    for (String design : designs) {
      if (!known.contains(design)) {
        throw new UserException("unknown engine '" + design + "'; known: " + String.join(", ", known));
      }
    }
    if (designs.stream().distinct().count() < designs.size()) {
      throw new UserException("an engine is named twice: " + String.join(", ", designs));
    }
    return designs;
  }

  private static List<SortedMap<String, String>> points(
      ExperimentFile experiment, Map<String, String> given) {
    List<SortedMap<String, String>> points = new ArrayList<>();
    points.add(new TreeMap<>());
    experiment.sweep().forEach((key, texts) -> {
      for (String swept : experiment.aliases().getOrDefault(key, new TreeMap<>(Map.of(key, ""))).keySet()) {
        if (given.containsKey(swept) || given.containsKey(key)) {
          throw new UserException("--set " + swept + ": the experiment sweeps this key; take it out of one of the two");
        }
      }
      List<SortedMap<String, String>> longer = new ArrayList<>();
      for (SortedMap<String, String> point : points) {
        for (String text : texts) {
          SortedMap<String, String> next = new TreeMap<>(point);
          next.put(key, text);
          longer.add(next);
        }
      }
      points.clear();
      points.addAll(longer);
    });
    return points;
  }

  /// Texts of engine options that do not parse are refused here rather than by the process that opens the engine.
  private static void checkOptions(Configuration configuration, List<String> designs, List<EngineFactory> factories) {
    for (EngineFactory factory : factories) {
      if (designs.contains(factory.name())) {
        try {
          EngineOptions.of(factory.options(), configuration.under(Settings.ENGINE_PREFIX + factory.name() + "."));
        } catch (IllegalArgumentException | ArithmeticException e) {
          throw new UserException(Settings.ENGINE_PREFIX + factory.name() + ": " + e.getMessage());
        }
      }
    }
  }

  private static void check(Configuration configuration) {
    long replicas = configuration.longOf("cluster.replicas");
    atMost(configuration, "cluster.readQuorum", replicas, "cluster.replicas (N)");
    atMost(configuration, "cluster.writeQuorum", replicas, "cluster.replicas (N)");
    if (!configuration.text("target").equals("engine")) {
      atMost(configuration, "cluster.replicas", configuration.longOf("cluster.nodes"), "cluster.nodes");
    }
    double compressibility = configuration.doubleOf("workload.valueCompressibility");
    if (compressibility > 1) {
      throw new UserException("workload.valueCompressibility is " + compressibility + ", but must be 0 to 1");
    }
    workload(configuration);
  }

  private static void atMost(Configuration configuration, String key, long bound, String what) {
    if (configuration.longOf(key) > bound) {
      throw new UserException(
          key + " is " + configuration.text(key) + ", above " + what + " = " + bound + "; lower it or raise that");
    }
  }
}
