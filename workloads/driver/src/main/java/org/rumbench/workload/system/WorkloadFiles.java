package org.rumbench.workload.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rumbench.workload.WorkloadSpec;

/// Finds workload files: our own by letter or name, any other by path.
///
/// Every problem is an [IllegalArgumentException] with one line that names the file, and the property where one is at
/// fault.
public final class WorkloadFiles {
  private static final String FOLDER = "/org/rumbench/workload/specs/";
  private static final long MAX_FILE_BYTES = 1 << 20;

  private WorkloadFiles() {}

  /// Our own workloads, by the names that [#load] takes.
  public static List<String> builtIn() {
    return List.of("a", "b", "c", "d", "delete", "e", "f");
  }

  /// Reads a workload: `nameOrPath` is one of [#builtIn] or the path of a YCSB workload file; `settings` are the run's
  /// `workload.*` keys, which win over the file.
  public static WorkloadSpec load(String nameOrPath, Map<String, String> settings) {
    String name = nameOrPath.length() == 1 ? nameOrPath.toLowerCase(Locale.ROOT) : nameOrPath;
    if (builtIn().contains(name)) {
      return WorkloadSpec.parse(name, name, builtIn(name), settings);
    }
    Path file = pathOf(nameOrPath);
    if (!Files.exists(file)) {
      throw new IllegalArgumentException(
          "workload " + nameOrPath + ": neither one of " + builtIn() + " nor a file");
    }
    Map<String, String> properties = fromFile(nameOrPath, file);
    inlineHistogram(nameOrPath, file, properties);
    return WorkloadSpec.parse(String.valueOf(file.getFileName()), nameOrPath, properties, settings);
  }

  private static Path pathOf(String text) {
    try {
      return Path.of(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("workload " + text + ": not a path", e);
    }
  }

  private static Map<String, String> builtIn(String name) {
    @Nullable InputStream stream = WorkloadFiles.class.getResourceAsStream(FOLDER + name + ".properties");
    if (stream == null) {
      throw new IllegalStateException("workload " + name + " is missing from the class path");
    }
    try (Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
      return parse(name, reader);
    } catch (IOException e) {
      throw new IllegalStateException("workload " + name + " cannot be read from the class path", e);
    }
  }

  private static Map<String, String> fromFile(String source, Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        throw new IllegalArgumentException("workload " + source + ": not a file");
      }
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new IllegalArgumentException("workload " + source + ": over " + MAX_FILE_BYTES + " bytes");
      }
      try (Reader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
        Map<String, String> properties = parse(source, reader);
        if (properties.keySet().stream().noneMatch(WorkloadFiles::isTelling)) {
          throw new IllegalArgumentException(
              "workload " + source + ": no YCSB workload, it has neither recordcount nor a proportion");
        }
        return properties;
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("workload " + source + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static boolean isTelling(String property) {
    return property.equals("recordcount") || property.endsWith("proportion");
  }

  private static Map<String, String> parse(String source, Reader reader) throws IOException {
    Properties properties = new Properties();
    try {
      properties.load(reader);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("workload " + source + ": not a properties file: " + e.getMessage(), e);
    }
    Map<String, String> result = new TreeMap<>();
    for (String name : properties.stringPropertyNames()) {
      result.put(name, properties.getProperty(name));
    }
    return result;
  }

  /// Puts the contents of `fieldlengthhistogram` in its place, looked for as YCSB does, then beside the workload file.
  private static void inlineHistogram(String source, Path file, Map<String, String> properties) {
    if (!properties.getOrDefault("fieldlengthdistribution", "").strip().equals("histogram")) {
      return;
    }
    String name = properties.getOrDefault("fieldlengthhistogram", "hist.txt").strip();
    Path histogram = pathOf(name);
    if (!Files.exists(histogram)) {
      histogram = file.resolveSibling(name);
    }
    String problem = "workload " + source + ": fieldlengthhistogram " + name + " ";
    try {
      List<String> lines = Files.readAllLines(histogram, StandardCharsets.ISO_8859_1);
      String[] head = lines.isEmpty() ? new String[0] : lines.getFirst().split("\t", -1);
      if (head.length < 2 || !head[0].equals("BlockSize")) {
        throw new IllegalArgumentException(problem + "does not begin with a line of BlockSize, tab and bytes");
      }
      StringBuilder weights = new StringBuilder();
      for (int bucket = 0; bucket < lines.size() - 1; bucket++) {
        String[] parts = lines.get(bucket + 1).split("\t", -1);
        if (parts.length < 2 || !parts[0].strip().equals(Integer.toString(bucket))) {
          throw new IllegalArgumentException(problem + "line " + (bucket + 2) + " is not bucket " + bucket);
        }
        weights.append(parts[1].strip()).append(' ');
      }
      properties.put("fieldlengthblock", head[1].strip());
      properties.put("fieldlengthweights", weights.toString().strip());
    } catch (IOException e) {
      throw new IllegalArgumentException(problem + "cannot be read: " + e.getMessage(), e);
    }
  }
}
