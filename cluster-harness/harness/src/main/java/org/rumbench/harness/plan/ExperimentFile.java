package org.rumbench.harness.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rumbench.harness.UserException;
import org.rumbench.result.Goal;

/// An experiment as written in YAML: a question, designs, settings, phases, a sweep.
///
/// @param path        where it was read from
/// @param name        its name
/// @param question    what it answers, in one sentence
/// @param description how to read the answer; may be empty
/// @param designs     designs compared, in order of display
/// @param settings    key to text
/// @param phases      measured phases, in order
/// @param sweep       key to the texts it takes; every combination is a point
/// @param aliases     key of this experiment only to the keys that it sets; `{}` in their texts is its own text
/// @param points      named points, in order; empty: those of the sweep
/// @param against     design to the design that it is held against
/// @param goals       what is asked of the figures
/// @param figures     metrics that the report draws first, by name; empty: the usual order
/// @param faults      faults to inject; none can be given yet
public record ExperimentFile(
    Path path,
    String name,
    String question,
    String description,
    List<String> designs,
    SortedMap<String, String> settings,
    List<PhasePlan> phases,
    SortedMap<String, List<String>> sweep,
    SortedMap<String, SortedMap<String, String>> aliases,
    List<ExperimentPoint> points,
    SortedMap<String, String> against,
    List<Goal> goals,
    List<String> figures,
    List<String> faults) {

  /// Stands in an alias for the text it is given.
  static final String PLACE = "{}";

  /// Finds an experiment: a path to a `.yaml` file, or a name in `directory`.
  public static ExperimentFile find(String nameOrPath, Path directory) {
    Path path = Path.of(nameOrPath);
    if (!nameOrPath.endsWith(".yaml") && !nameOrPath.endsWith(".yml")) {
      path = directory.resolve(nameOrPath + ".yaml");
    }
    if (!Files.isRegularFile(path)) {
      throw new UserException("no experiment " + nameOrPath + "; known: " + String.join(", ", known(directory))
          + ", or the path of a .yaml file");
    }
    return ExperimentReader.read(path);
  }

  private static List<String> known(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".yaml"))
          .map(file -> file.substring(0, file.length() - ".yaml".length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /// The settings with every alias among them replaced by those it makes; the others win over these.
  SortedMap<String, String> expanded(Map<String, String> given) {
    SortedMap<String, String> result = new TreeMap<>();
    given.forEach((key, text) -> aliases.getOrDefault(key, new TreeMap<>())
        .forEach((made, pattern) -> result.put(made, pattern.replace(PLACE, text))));
    given.forEach((key, text) -> {
      if (!aliases.containsKey(key)) {
        result.put(key, text);
      }
    });
    return result;
  }

  /// The points as they are recorded with a run: `point.<name>` to what it sets, runs and compares.
  SortedMap<String, String> pointTexts() {
    SortedMap<String, String> texts = new TreeMap<>();
    for (ExperimentPoint point : points) {
      List<String> parts = new ArrayList<>();
      if (!point.designs().isEmpty()) {
        parts.add("designs=" + String.join(",", point.designs()));
      }
      if (!point.phases().isEmpty()) {
        parts.add("phases=" + String.join(",", point.phases()));
      }
      point.settings().forEach((key, text) -> parts.add(key + "=" + text));
      texts.put("point." + point.name(), String.join("; ", parts));
    }
    return texts;
  }

  /// The aliases as they are recorded with a run: `alias.<key>` to the settings it makes.
  SortedMap<String, String> aliasTexts() {
    SortedMap<String, String> texts = new TreeMap<>();
    aliases.forEach((key, made) -> texts.put("alias." + key, made.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue()).collect(Collectors.joining("; "))));
    return texts;
  }
}
