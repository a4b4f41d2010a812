package org.rumbench.harness.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rumbench.analysis.Metric;
import org.rumbench.harness.UserException;
import org.rumbench.result.Goal;
import org.rumbench.result.GoalFigure;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Reads an [ExperimentFile] from YAML; whatever is wrong is one line with the file's name.
final class ExperimentReader {
  private static final Set<String> FIELDS =
      new TreeSet<>(Set.of("name", "question", "description", "designs", "settings", "phases", "sweep", "repeats",
          "aliases", "points", "against", "goals", "figures", "faults"));

  private static final Set<String> PHASE_FIELDS =
      new TreeSet<>(Set.of("name", "arrival", "seconds", "inFlight", "rate", "rateShare"));
  private static final Set<String> POINT_FIELDS = new TreeSet<>(Set.of("designs", "phases", "settings"));
  private static final Set<String> GOAL_FIELDS = new TreeSet<>(
      Set.of("name", "point", "designs", "figure", "againstDesign", "againstPoint", "phase", "operation", "of", "atLeast", "atMost"));

  private ExperimentReader() {}

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
        aliases(path, root.path("aliases")), points(path, root.path("points")), against(path, root.path("against")),
        goals(path, root.path("goals")), figures(path, root.path("figures")), List.of());
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
      if (made.isEmpty() || made.values().stream().anyMatch(text -> !text.contains(ExperimentFile.PLACE))) {
        throw new UserException(
            path + ": alias " + entry.getKey() + " must make settings, each with " + ExperimentFile.PLACE + " where its text goes");
      }
      result.put(entry.getKey(), made);
    });
    return result;
  }

  private static List<ExperimentPoint> points(Path path, JsonNode node) {
    List<ExperimentPoint> result = new ArrayList<>();
    if (node.isMissingNode() || node.isNull()) {
      return result;
    }
    if (!node.isObject()) {
      throw new UserException(path + ": points must be a map of names to " + String.join(", ", POINT_FIELDS));
    }
    node.properties().forEach(entry -> {
      String name = entry.getKey();
      JsonNode point = entry.getValue();
      if (!name.matches("[a-z0-9][a-z0-9-]*") || !point.isObject()) {
        throw new UserException(path + ": point '" + name + "' must be a name of lower-case letters, digits and '-' "
            + "with a map of " + String.join(", ", POINT_FIELDS));
      }
      checkFields(path, point, POINT_FIELDS, "point " + name);
      SortedMap<String, String> settings = new TreeMap<>();
      flatten(path, "", point.path("settings"), settings);
      result.add(new ExperimentPoint(name, texts(path, "designs of point " + name, point.path("designs")),
          texts(path, "phases of point " + name, point.path("phases")), settings));
    });
    return result;
  }

  private static SortedMap<String, String> against(Path path, JsonNode node) {
    SortedMap<String, String> result = new TreeMap<>();
    flatten(path, "", node, result);
    return result;
  }

  private static List<Goal> goals(Path path, JsonNode node) {
    List<Goal> result = new ArrayList<>();
    if (node.isMissingNode() || node.isNull()) {
      return result;
    }
    if (!node.isArray()) {
      throw new UserException(path + ": goals must be a list");
    }
    node.forEach(each -> result.add(goal(path, each)));
    return result;
  }

  private static Goal goal(Path path, JsonNode node) {
    checkFields(path, node, GOAL_FIELDS, "a goal");
    if (!node.has("name") || !node.has("figure")) {
      throw new UserException(path + ": a goal needs a name and a figure");
    }
    String name = text(node, "name", "");
    String of = text(node, "of", "ratio");
    if (!of.equals("ratio") && !of.equals("value")) {
      throw new UserException(path + ": goal " + name + " is of '" + of + "', but must be of ratio or value");
    }
    try {
      List<String> designs = texts(path, "designs of goal " + name, node.path("designs"));
      return new Goal(name, orNull(node, "point"), designs.isEmpty() ? null : designs,
          orNull(node, "againstDesign"), orNull(node, "againstPoint"),
          figure(path, name, text(node, "figure", "")), orNull(node, "phase"), orNull(node, "operation"),
          of.equals("ratio"), number(node, "atLeast"), number(node, "atMost"));
    } catch (NumberFormatException e) {
      throw new UserException(path + ": goal " + name + ": not a number: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new UserException(path + ": " + e.getMessage());
    }
  }

  private static List<String> figures(Path path, JsonNode node) {
    List<String> figures = texts(path, "figures", node);
    for (String figure : figures) {
      if (Metric.named(figure).isEmpty()) {
        throw new UserException(path + ": figures has '" + figure + "'; known: "
            + Arrays.stream(Metric.values()).map(Metric::key).collect(Collectors.joining(", ")));
      }
    }
    return figures;
  }

  private static GoalFigure figure(Path path, String goal, String text) {
    List<String> known = new ArrayList<>();
    for (GoalFigure figure : GoalFigure.values()) {
      String name = figure.name().toLowerCase(Locale.ROOT).replace('_', '-');
      if (name.equals(text)) {
        return figure;
      }
      known.add(name);
    }
    throw new UserException(
        path + ": goal " + goal + " has the figure '" + text + "'; known: " + String.join(", ", known));
  }

  private static @Nullable String orNull(JsonNode node, String field) {
    return node.has(field) ? text(node, field, "") : null;
  }

  private static @Nullable Double number(JsonNode node, String field) {
    return node.has(field) ? Double.valueOf(text(node, field, "")) : null;
  }

  private static void checkFields(Path path, JsonNode node, Set<String> known, String what) {
    for (String field : node.propertyNames()) {
      if (!known.contains(field)) {
        throw new UserException(
            path + ": unknown field " + field + " of " + what + "; known: " + String.join(", ", known));
      }
    }
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
    checkFields(path, node, PHASE_FIELDS, "a phase");
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
