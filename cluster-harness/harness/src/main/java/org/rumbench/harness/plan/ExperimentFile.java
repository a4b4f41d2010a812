package org.rumbench.harness.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rumbench.harness.UserException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

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
    List<String> faults) {

  /// Stands in an alias for the text it is given.
  private static final String PLACE = "{}";

  private static final Set<String> FIELDS =
      new TreeSet<>(Set.of("name", "question", "description", "designs", "settings", "phases", "sweep", "repeats",
          "aliases", "faults"));

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
    return read(path);
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

  static ExperimentFile read(Path path) {
    JsonNode root;
    try {
      root = new YAMLMapper().readTree(Files.readString(path));
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw new UserException(path + " line " + Math.max(line, 1) + ": not YAML: " + said(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new UserException(path + ": cannot be read: " + e.getMessage());
    }
    if (root == null || !root.isObject()) {
      throw new UserException(path + " line 1: an experiment is a map with the fields " + String.join(", ", FIELDS));
    }
    for (String field : root.propertyNames()) {
      if (!FIELDS.contains(field)) {
        throw new UserException(path + ": unknown field " + field + "; known: " + String.join(", ", FIELDS));
      }
    }
    SortedMap<String, String> settings = new TreeMap<>();
    flatten(path, "", root.path("settings"), settings);
    if (root.has("repeats")) {
      settings.put("run.repeats", root.get("repeats").asString());
    }
    if (!texts(path, "faults", root.path("faults")).isEmpty()) {
      throw new UserException(path + ": faults cannot be injected by this version; leave the list empty");
    }
    String fileName = path.getFileName().toString();
    return new ExperimentFile(path, text(root, "name", fileName.substring(0, fileName.lastIndexOf('.'))),
        text(root, "question", ""), text(root, "description", ""), texts(path, "designs", root.path("designs")),
        settings, phases(path, root.path("phases")), sweep(path, root.path("sweep")),
        aliases(path, root.path("aliases")), List.of());
  }

  private static SortedMap<String, SortedMap<String, String>> aliases(Path path, JsonNode node) {
    SortedMap<String, SortedMap<String, String>> result = new TreeMap<>();
    if (node.isMissingNode() || node.isNull()) {
      return result;
    }
    if (!node.isObject()) {
      throw new UserException(path + ": aliases must be a map of new keys to the settings they make");
    }
    node.properties().forEach(entry -> {
      SortedMap<String, String> made = new TreeMap<>();
      flatten(path, "", entry.getValue(), made);
      if (made.isEmpty() || made.values().stream().anyMatch(text -> !text.contains(PLACE))) {
        throw new UserException(
            path + ": alias " + entry.getKey() + " must make settings, each with " + PLACE + " where its text goes");
      }
      result.put(entry.getKey(), made);
    });
    return result;
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

  /// The aliases as they are recorded with a run: `alias.<key>` to the settings it makes.
  SortedMap<String, String> aliasTexts() {
    SortedMap<String, String> texts = new TreeMap<>();
    aliases.forEach((key, made) -> texts.put("alias." + key, made.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue()).collect(Collectors.joining("; "))));
    return texts;
  }

  private static String text(JsonNode root, String field, String otherwise) {
    return root.has(field) ? root.get(field).asString().strip() : otherwise;
  }

  private static List<String> texts(Path path, String field, JsonNode node) {
    List<String> result = new ArrayList<>();
    if (node.isMissingNode() || node.isNull()) {
      return result;
    }
    if (!node.isArray()) {
      throw new UserException(path + ": " + field + " must be a list");
    }
    node.forEach(each -> {
      if (!each.isValueNode()) {
        throw new UserException(path + ": " + field + " must be a list of plain values");
      }
      result.add(each.asString());
    });
    return result;
  }

  /// Settings may be nested or dotted: `cluster: {nodes: 3}` is `cluster.nodes: 3`.
  private static void flatten(Path path, String prefix, JsonNode node, SortedMap<String, String> into) {
    if (node.isMissingNode() || node.isNull()) {
      return;
    }
    if (!node.isObject()) {
      throw new UserException(path + ": settings must be a map of keys to values");
    }
    node.properties().forEach(entry -> {
      String key = prefix + entry.getKey();
      if (entry.getValue().isObject()) {
        flatten(path, key + ".", entry.getValue(), into);
      } else if (entry.getValue().isValueNode()) {
        into.put(key, entry.getValue().asString());
      } else {
        throw new UserException(path + ": setting " + key + " must be one value; a list belongs under sweep");
      }
    });
  }

  private static SortedMap<String, List<String>> sweep(Path path, JsonNode node) {
    SortedMap<String, List<String>> result = new TreeMap<>();
    if (node.isMissingNode() || node.isNull()) {
      return result;
    }
    if (!node.isObject()) {
      throw new UserException(path + ": sweep must be a map of keys to lists");
    }
    node.properties().forEach(entry -> {
      List<String> values = texts(path, "sweep " + entry.getKey(), entry.getValue());
      if (values.isEmpty()) {
        throw new UserException(path + ": sweep " + entry.getKey() + " needs at least one value");
      }
      result.put(entry.getKey(), values);
    });
    return result;
  }

  private static List<PhasePlan> phases(Path path, JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return List.of(PhasePlan.max(), PhasePlan.run());
    }
    if (!node.isArray() || node.isEmpty()) {
      throw new UserException(path + ": phases must be a list, such as [max, run]");
    }
    List<PhasePlan> phases = new ArrayList<>();
    node.forEach(each -> phases.add(each.isObject() ? phase(path, each) : PhasePlan.named(each.asString())));
    if (phases.stream().map(PhasePlan::name).distinct().count() < phases.size()) {
      throw new UserException(path + ": two phases have the same name");
    }
    return List.copyOf(phases);
  }

  private static PhasePlan phase(Path path, JsonNode node) {
    Set<String> known = new TreeSet<>(Set.of("name", "arrival", "seconds", "inFlight", "rate", "rateShare"));
    for (String field : node.propertyNames()) {
      if (!known.contains(field)) {
        throw new UserException(path + ": unknown field " + field + " of a phase; known: " + String.join(", ", known));
      }
    }
    if (!node.has("name")) {
      throw new UserException(path + ": a phase needs a name");
    }
    PhasePlan base = PhasePlan.named(node.get("name").asString());
    try {
      PhasePlan phase =
          new PhasePlan(base.name(), text(node, "arrival", base.arrival()),
              Long.parseLong(text(node, "seconds", Long.toString(base.seconds()))),
              Long.parseLong(text(node, "inFlight", Long.toString(base.inFlight()))),
              Double.parseDouble(text(node, "rate", Double.toString(base.rate()))),
              Double.parseDouble(text(node, "rateShare", Double.toString(base.rateShare()))));
      phase.settings().forEach(setting -> setting.check(setting.defaultValue(), path.toString()));
      return phase;
    } catch (NumberFormatException e) {
      throw new UserException(path + ": phase " + base.name() + ": not a number: " + e.getMessage());
    }
  }

  /// The parser's message without its places: `while parsing a flow sequence: expected ',' or ']', but got ':'`.
  private static String said(String message) {
    List<String> lines = message.lines()
        .filter(line -> !line.startsWith(" ") && !line.isBlank())
        .map(String::strip)
        .toList();
    return lines.isEmpty() ? "unreadable" : String.join(": ", lines);
  }
}
