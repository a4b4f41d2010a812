package org.rumbench.harness.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.EngineOptions;
import org.rumbench.harness.UserException;
import org.rumbench.result.Goal;
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
    checkPoints(experiment, settings);
    experiment.sweep().forEach(
        (sweptKey, texts) -> texts.forEach(
            swept -> experiment.expanded(Map.of(sweptKey, swept))
                .forEach((key, text) -> settings.check(key, text, file + " sweep"))));
    experiment.expanded(given).forEach((key, text) -> settings.check(key, text, "--set " + key));
    Configuration base = effective(settings, experiment, experiment.settings(), given)
        .with(experiment.aliasTexts()).with(experiment.pointTexts());
    List<String> designs = designs(experiment, base, factories);
    checkComparisons(experiment, designs);
    List<PlannedCell> cells = cells(experiment, base, designs, settings, given, factories);
    return new ExperimentPlan(experiment, base, designs, experiment.phases(), List.copyOf(cells));
  }

  private static List<PlannedCell> cells(
      ExperimentFile experiment, Configuration base, List<String> designs, Settings settings,
      Map<String, String> given, List<EngineFactory> factories) {
    List<PlannedCell> cells = new ArrayList<>();
    int rotation = 0;
    for (int repeat = 1; repeat <= base.intOf("run.repeats"); repeat++) {
      for (SortedMap<String, String> swept : sweptPoints(experiment, given)) {
        SortedMap<String, String> together = new TreeMap<>(given);
        together.putAll(swept);
        Configuration configuration = effective(settings, experiment, experiment.settings(), together);
        check(configuration);
        checkOptions(configuration, designs, factories);
        if (experiment.points().isEmpty()) {
          addBlock(cells, designs, rotation++, swept, repeat, configuration, experiment.phases(), experiment.against());
        }
      }
      for (ExperimentPoint point : experiment.points()) {
        SortedMap<String, String> written = new TreeMap<>(experiment.settings());
        written.putAll(point.settings());
        Configuration configuration = effective(settings, experiment, written, given);
        check(configuration);
        checkOptions(configuration, designs, factories);
        List<String> measured = designs.stream()
            .filter(design -> point.designs().isEmpty() || point.designs().contains(design)).toList();
        List<PhasePlan> phases = point.phases().isEmpty()
            ? experiment.phases()
            : point.phases().stream().map(name -> phase(experiment, name)).toList();
        addBlock(cells, measured, rotation++, new TreeMap<>(Map.of(Goal.POINT, point.name())), repeat, configuration,
            phases, experiment.against());
      }
    }
    return cells;
  }

  /// The designs of one point, rotated; whoever's rate another needs comes before all who need one.
  private static void addBlock(
      List<PlannedCell> into, List<String> designs, int rotation, SortedMap<String, String> sweep, int repeat,
      Configuration configuration, List<PhasePlan> phases, Map<String, String> against) {
    List<String> order = new ArrayList<>(designs);
    Collections.rotate(order, -rotation);
    if (phases.stream().anyMatch(phase -> phase.isAtRateOfReference(configuration))) {
      for (String design : designs) {
        String reference = against.get(design);
        if (reference != null && !designs.contains(reference)) {
          throw new UserException("the rate of " + design + " comes from " + reference
              + ", which is not measured beside it; name it among the designs");
        }
      }
      order.sort(Comparator.comparing(against::containsKey));
    }
    for (String design : order) {
      into.add(new PlannedCell(design, sweep, repeat, configuration, phases, PlannedCell.Role.MEASURE));
    }
  }

  private static PhasePlan phase(ExperimentFile experiment, String name) {
    return experiment.phases().stream().filter(phase -> phase.name().equals(name)).findFirst()
        .orElseThrow(() -> new UserException(experiment.path() + ": no phase " + name + "; known: "
            + String.join(", ", experiment.phases().stream().map(PhasePlan::name).toList())));
  }

  private static void checkPoints(ExperimentFile experiment, Settings settings) {
    if (!experiment.points().isEmpty() && !experiment.sweep().isEmpty()) {
      throw new UserException(experiment.path() + ": an experiment has either points or a sweep");
    }
    for (ExperimentPoint point : experiment.points()) {
      String origin = experiment.path() + " point " + point.name();
      experiment.expanded(point.settings()).forEach((key, text) -> settings.check(key, text, origin));
      point.phases().forEach(name -> phase(experiment, name));
      for (String design : point.designs()) {
        if (!experiment.designs().contains(design)) {
          throw new UserException(origin + ": design " + design + " is none of the experiment's");
        }
      }
    }
  }

  /// Goals and references must mean something that there is.
  private static void checkComparisons(ExperimentFile experiment, List<String> designs) {
    List<String> known = experiment.designs().isEmpty() ? designs : experiment.designs();
    experiment.against().forEach((design, reference) -> {
      if (!known.contains(design) || !known.contains(reference)) {
        throw new UserException(experiment.path() + ": against " + design + ": " + reference
            + " names a design that is none of " + String.join(", ", known));
      }
    });
    List<String> points = experiment.points().stream().map(ExperimentPoint::name).toList();
    for (Goal goal : experiment.goals()) {
      for (String point : new String[] {goal.point(), goal.againstPoint()}) {
        if (point != null && !points.contains(point)) {
          throw new UserException(experiment.path() + ": goal " + goal.name() + ": no point " + point);
        }
      }
      if (goal.phase() != null) {
        phase(experiment, goal.phase());
      }
      String other = goal.againstDesign();
      if (other != null && !known.contains(other)) {
        throw new UserException(experiment.path() + ": goal " + goal.name() + " is held against " + other
            + ", which is not part of the experiment");
      }
      List<String> asked = goal.designs() == null ? List.of() : goal.designs();
      for (String design : asked) {
        boolean hasReference =
            other != null || goal.againstPoint() != null || experiment.against().containsKey(design);
        if (!known.contains(design) || (goal.isRatio() && !hasReference)) {
          throw new UserException(experiment.path() + ": goal " + goal.name() + ": design " + design
              + " is not part of the experiment, or held against none");
        }
      }
    }
  }

  /// Defaults, then the experiment, then the workload file's record count when the file was given explicitly, then
  /// what was given explicitly.
  private static Configuration effective(
      Settings settings, ExperimentFile experiment, SortedMap<String, String> file, Map<String, String> asked) {
    Map<String, String> written = experiment.expanded(file);
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
    for (String key : List.of("workload.records", "workload.update", "workload.valueCompressibility",
        "workload.keyBytes", "workload.absentShare")) {
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

  private static List<SortedMap<String, String>> sweptPoints(
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
    for (Map.Entry<String, String> each : configuration.texts().entrySet()) {
      if (each.getKey().endsWith(PhasePlan.REOPEN) && each.getValue().equals("true")
          && !configuration.text("target").equals("engine")) {
        throw new UserException(
            each.getKey() + " is true, but only a bare engine is opened again; set target=engine, or leave it out");
      }
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
