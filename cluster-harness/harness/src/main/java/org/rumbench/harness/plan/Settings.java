package org.rumbench.harness.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.OptionSpec;
import org.rumbench.harness.UserException;
import org.rumbench.harness.plan.Setting.Kind;

/// The catalogue of all keys: the fixed ones, one group per phase, `engine.<design>.<option>` for every design found,
/// and `workload.ycsb.<property>`, which is passed to the workload as it is.
public final class Settings {
  /// Prefix of properties passed to the YCSB workload.
  public static final String YCSB_PREFIX = "workload.ycsb.";
  /// Prefix of engine options.
  public static final String ENGINE_PREFIX = "engine.";

  private static final List<Setting> FIXED =
      List.of(
          choice("target", "embedded", List.of("engine", "embedded", "simulated"),
              "what is driven: one bare engine, a cluster in one JVM over loopback TCP, or a simulated cluster"),
          text("engines", "", "designs to run, separated by commas; empty: those of the experiment"),
          text("workload.spec", "a", "a letter or name of workloads/specs, or the path of a YCSB workload file"),
          positive("workload.records", "100000", "records loaded before measuring"),
          number("workload.seed", "1", "seed of every random choice of the run"),
          decimal("workload.valueCompressibility", "0",
              "share of value bytes that a compressor could remove, 0 to 1"),
          count("workload.keyBytes", "0",
              "length of every key, 14 to 22 bytes, records scattered over the key space; 0: as YCSB names them"),
          decimal("workload.absentShare", "0", "share of the reads, 0 to 1, that ask for keys that no record has"),
          choice("workload.update", "read-modify-write", List.of("read-modify-write", "whole-record"),
              "how an update of one field is done"),
          text("workload.distribution", "file",
              "how operations choose records; 'file': as the workload file says, YCSB's own scrambled Zipfian included"),
          positive("cluster.nodes", "3", "nodes"),
          positive("cluster.replicas", "3", "N: replicas of a key"),
          positive("cluster.readQuorum", "2", "R: answers a read waits for"),
          positive("cluster.writeQuorum", "2", "W: acknowledgements a write waits for; it is sent to all N"),
          positive("cluster.virtualNodes", "64", "tokens of a node on the ring"),
          positive("cluster.eventLoops", "1", "event loops that the nodes of one JVM share"),
          count("cluster.basePort", "0", "port of node 0, the others follow; 0: the system chooses free ones"),
          count("cluster.storageThreads", "0", "threads for the engine calls of a node; 0: on its event loop"),
          positive("cluster.backgroundThreads", "1", "threads for flushes, compactions, merges and collections"),
          choice("cluster.coordinator", "replica", List.of("replica", "any"),
              "whom the client asks: a replica of the key, or all nodes in turn"),
          choice("cluster.readRepair", "async", List.of("async", "blocking", "off"),
              "when replicas that answered an older version are mended"),
          positive("cluster.timeoutMillis", "2000", "time after which an operation counts as timed out"),
          positive("cluster.maxRecordBytes", "10240", "longest key plus value that a client may send"),
          choice("version.mode", "last-write-wins", List.of("last-write-wins"), "how versions of a key are ordered"),
          choice("durability", "buffered", List.of("none", "buffered", "synced"),
              "when a replica acknowledges: kept in memory, handed to the operating system, on the device"),
          choice("storage", "channel", List.of("channel", "direct", "mapped", "memory"),
              "how files are read and written"),
          text("data.dir", "-", "directory for the data files; '-': a temporary one, removed afterwards"),
          bool("data.keep", "false", "keep the data files of a data.dir after the run"),
          choice("cache", "warm", List.of("warm", "cold"),
              "page cache at the start of the first measured phase: as loading left it, or dropped"),
          positive("jvm.heapMiB", "1024", "heap of each measured JVM"),
          choice("jvm.gc", "g1", List.of("g1", "serial", "parallel", "z"), "its garbage collector"),
          positive("jvm.pauseMillis", "200",
              "longest pause that the collector g1 aims at; shorter: better tails, more work (its own default is 200)"),
          positive("run.repeats", "1", "times each design is measured, in rotated order"),
          bool("floor", "true", "also measure the noop cluster, a bare network exchange and each bare engine"),
          positive("load.inFlight", "64", "operations in flight while loading"));

  private final NavigableMap<String, Setting> byKey = new TreeMap<>();

  private Settings() {}

  /// The catalogue for the designs found and the phases of an experiment.
  public static Settings of(List<EngineFactory> designs, List<PhasePlan> phases) {
    Settings settings = new Settings();
    FIXED.forEach(settings::add);
    for (PhasePlan phase : phases) {
      phase.settings().forEach(settings::add);
    }
    for (EngineFactory design : designs) {
      for (OptionSpec option : design.options()) {
        settings.add(
            new Setting(
                ENGINE_PREFIX + design.name() + "." + option.name(), Kind.TEXT, option.defaultValue(), List.of(),
                option.description()));
      }
    }
    return settings;
  }

  private void add(Setting setting) {
    byKey.put(setting.key(), setting);
  }

  /// All settings, sorted by key.
  public List<Setting> all() {
    return List.copyOf(byKey.values());
  }

  /// Refuses an unknown key or an impossible text, naming `origin`; an unknown key is told the nearest known one.
  public void check(String key, String text, String origin) {
    if (key.startsWith(YCSB_PREFIX) && key.length() > YCSB_PREFIX.length()) {
      return;
    }
    Setting setting = byKey.get(key);
    if (setting == null) {
      String hint = nearest(key).map(known -> "; did you mean " + known + "?").orElse("");
      throw new UserException(origin + ": unknown key " + key + hint + " (./rumbench settings lists all)");
    }
    setting.check(text, origin);
  }

  /// Every key with its default, overlaid by each map in turn.
  public SortedMap<String, String> effective(List<Map<String, String>> layers) {
    NavigableMap<String, String> result = new TreeMap<>();
    byKey.forEach((key, setting) -> result.put(key, setting.defaultValue()));
    layers.forEach(result::putAll);
    return result;
  }

  private Optional<String> nearest(String key) {
    record Candidate(String key, int distance) {}
    return byKey.keySet().stream()
        .map(known -> new Candidate(known, distance(key, known)))
        .filter(candidate -> candidate.distance <= Math.max(3, key.length() / 3))
        .min(Comparator.comparingInt(Candidate::distance))
        .map(Candidate::key);
  }

  /// Levenshtein distance.
  private static int distance(String a, String b) {
    List<Integer> row = new ArrayList<>();
    for (int j = 0; j <= b.length(); j++) {
      row.add(j);
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row.get(0);
      row.set(0, i);
      for (int j = 1; j <= b.length(); j++) {
        int above = row.get(j);
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row.set(j, Math.min(change, Math.min(above, row.get(j - 1)) + 1));
        diagonal = above;
      }
    }
    return row.get(b.length());
  }

  private static Setting text(String key, String value, String description) {
    return new Setting(key, Kind.TEXT, value, List.of(), description);
  }

  private static Setting positive(String key, String value, String description) {
    return new Setting(key, Kind.POSITIVE, value, List.of(), description);
  }

  private static Setting count(String key, String value, String description) {
    return new Setting(key, Kind.COUNT, value, List.of(), description);
  }

  private static Setting number(String key, String value, String description) {
    return new Setting(key, Kind.LONG, value, List.of(), description);
  }

  private static Setting decimal(String key, String value, String description) {
    return new Setting(key, Kind.DECIMAL, value, List.of(), description);
  }

  private static Setting bool(String key, String value, String description) {
    return new Setting(key, Kind.BOOLEAN, value, List.of(), description);
  }

  private static Setting choice(String key, String value, List<String> choices, String description) {
    return new Setting(key, Kind.CHOICE, value, choices, description);
  }
}
