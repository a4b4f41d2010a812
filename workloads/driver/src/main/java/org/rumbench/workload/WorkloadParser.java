package org.rumbench.workload;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.rumbench.workload.RecordShape.FieldLengths;

/// Reads YCSB properties and our settings into a [WorkloadSpec].
///
/// Settings: `workload.records` and `workload.operations` replace `recordcount` and `operationcount` (and then
/// `insertstart` and `insertcount` of the file fall away); `workload.distribution` replaces `requestdistribution` by a
/// [RequestDistribution] name; `workload.update` is an [UpdateMode]; `workload.valueCompressibility` 0..1;
/// `workload.keyBytes` is the length of every key, 14..22, or 0 for YCSB's names; `workload.absentShare` 0..1 of the reads
/// ask for keys that no record has;
/// `workload.ycsb.NAME` replaces any property of the file. Defaults are CoreWorkload's. Own properties beside YCSB's:
/// `deleteproportion`, `deleteorder` (`oldest` or `request`), and the inline histogram `fieldlengthblock` and
/// `fieldlengthweights`, which the loader puts in place of `fieldlengthhistogram`.
final class WorkloadParser {
  private static final String RAW_PREFIX = "workload.ycsb.";
  private static final Set<String> SETTINGS =
      Set.of(
          "workload.spec",
          "workload.seed",
          "workload.records",
          "workload.operations",
          "workload.distribution",
          "workload.update",
          "workload.valueCompressibility",
          "workload.keyBytes",
          "workload.absentShare");

  private final String source;
  private final Map<String, String> settings;
  private final Map<String, String> properties;
  private final Set<String> used = new TreeSet<>();

  WorkloadParser(String source, Map<String, String> properties, Map<String, String> settings) {
    this.source = source;
    this.settings = settings;
    this.properties = new TreeMap<>(properties);
    for (Map.Entry<String, String> setting : new TreeMap<>(settings).entrySet()) {
      String key = setting.getKey();
      if (key.startsWith(RAW_PREFIX)) {
        this.properties.put(key.substring(RAW_PREFIX.length()), setting.getValue());
      } else if (!SETTINGS.contains(key)) {
        throw new IllegalArgumentException("unknown setting " + key + "; known are " + new TreeSet<>(SETTINGS)
            + " and " + RAW_PREFIX + "PROPERTY");
      }
    }
  }

  WorkloadSpec parse(String name) {
    checkWorkloadClass();
    boolean isResized = settings.containsKey("workload.records");
    long records = isResized ? settingCount("workload.records", 1) : count("recordcount", -1);
    if (records == -1) {
      throw bad("recordcount", "is missing, and workload.records is not set");
    }
    long fileStart = count("insertstart", 0);
    long fileCount = count("insertcount", records - fileStart);
    long insertStart = isResized ? 0 : fileStart;
    long insertCount = isResized ? records : fileCount;
    long fileOperations = count("operationcount", 0);
    long operations =
        settings.containsKey("workload.operations") ? settingCount("workload.operations", 0) : fileOperations;
    try {
      OperationMix mix = mix();
      WorkloadSpec.Requests requests = requests();
      RecordShape shape = shape();
      int minScan = whole("minscanlength", 1);
      int maxScan = whole("maxscanlength", 1000);
      boolean isScanZipfian = choice("scanlengthdistribution", "uniform", "zipfian").equals("zipfian");
      boolean isOrdered = !text("insertorder", "hashed").equals("hashed");
      int padding = whole("zeropadding", 1);
      int retries = whole("core_workload_insertion_retry_limit", 0);
      return new WorkloadSpec(
          name, source, records, insertStart, insertCount, operations, mix, requests, shape, minScan, maxScan,
          isScanZipfian, isOrdered, padding, retries, updateMode(), keyBytes(), absentShare(), ignored());
    } catch (InvalidProperty e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("workload " + source + ": " + e.getMessage(), e);
    }
  }

  private void checkWorkloadClass() {
    String className = text("workload", "site.ycsb.workloads.CoreWorkload");
    if (!className.equals("CoreWorkload") && !className.endsWith(".CoreWorkload")) {
      throw bad("workload", "is " + className + "; only CoreWorkload can be run");
    }
  }

  private OperationMix mix() {
    String order = choice("deleteorder", "oldest", "request");
    return new OperationMix(
        share("readproportion", 0.95),
        share("updateproportion", 0.05),
        share("insertproportion", 0),
        share("scanproportion", 0),
        share("readmodifywriteproportion", 0),
        share("deleteproportion", 0),
        order.equals("oldest"));
  }

  private WorkloadSpec.Requests requests() {
    return new WorkloadSpec.Requests(
        distribution(),
        decimal("hotspotdatafraction", 0.2),
        decimal("hotspotopnfraction", 0.8),
        decimal("exponential.percentile", 95),
        decimal("exponential.frac", 0.8571428571));
  }

  private RequestDistribution distribution() {
    String inFile = text("requestdistribution", "uniform");
    @Nullable String setting = settings.get("workload.distribution");
    String wanted = setting != null ? setting : inFile.equals("zipfian") ? "ycsb-compat" : inFile;
    List<String> names = new ArrayList<>();
    for (RequestDistribution candidate : RequestDistribution.values()) {
      if (candidate.settingName().equals(wanted)) {
        return candidate;
      }
      names.add(candidate.settingName());
    }
    if (setting != null) {
      throw new IllegalArgumentException("workload.distribution " + setting + " is none of " + names);
    }
    names.add("zipfian");
    throw bad("requestdistribution", "is " + inFile + ", none of " + names);
  }

  private RecordShape shape() {
    String distribution = choice("fieldlengthdistribution", "constant", "uniform", "zipfian", "histogram");
    FieldLengths lengths = FieldLengths.valueOf(distribution.toUpperCase(Locale.ROOT));
    int fieldBytes = whole("fieldlength", 100);
    int blockBytes = whole("fieldlengthblock", 0);
    text("fieldlengthhistogram", "");
    List<Long> weights = new ArrayList<>();
    for (String weight : text("fieldlengthweights", "").split(" ", -1)) {
      if (!weight.isEmpty()) {
        weights.add(parseLong("fieldlengthweights", weight));
      }
    }
    if (lengths == FieldLengths.HISTOGRAM) {
      if (blockBytes < 1 || weights.stream().noneMatch(weight -> weight > 0)) {
        throw bad("fieldlengthhistogram", "names no histogram with a block size and weights");
      }
      fieldBytes = Math.multiplyExact(blockBytes, weights.size());
    }
    String compressibility = settings.getOrDefault("workload.valueCompressibility", "0");
    return new RecordShape(
        whole("fieldcount", 10),
        fieldBytes,
        whole("minfieldlength", 1),
        lengths,
        blockBytes,
        weights,
        parseDouble("workload.valueCompressibility", compressibility),
        text("writeallfields", "false").equals("true"));
  }

  private UpdateMode updateMode() {
    String wanted = settings.getOrDefault("workload.update", UpdateMode.READ_MODIFY_WRITE.settingName());
    for (UpdateMode mode : UpdateMode.values()) {
      if (mode.settingName().equals(wanted)) {
        return mode;
      }
    }
    throw new IllegalArgumentException(
        "workload.update " + wanted + " is neither read-modify-write nor whole-record");
  }

  private int keyBytes() {
    String wanted = settings.getOrDefault("workload.keyBytes", "0");
    long bytes = parseLong("workload.keyBytes", wanted);
    if (bytes < 0 || bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("workload.keyBytes " + bytes + " outside 0.." + Integer.MAX_VALUE);
    }
    return (int) bytes;
  }

  private double absentShare() {
    return parseDouble("workload.absentShare", settings.getOrDefault("workload.absentShare", "0"));
  }

  private List<String> ignored() {
    // Whole values are read and checked whatever these say.
    used.add("readallfields");
    used.add("dataintegrity");
    return properties.keySet().stream().filter(key -> !used.contains(key)).toList();
  }

  private String text(String property, String fallback) {
    used.add(property);
    String value = properties.get(property);
    return value == null || value.isBlank() ? fallback : value.strip();
  }

  /// The first choice is the default.
  private String choice(String property, String... choices) {
    String value = text(property, choices[0]);
    if (!Arrays.asList(choices).contains(value)) {
      throw bad(property, "is " + value + ", none of " + Arrays.toString(choices));
    }
    return value;
  }

  private long count(String property, long fallback) {
    String value = text(property, "");
    long result = value.isEmpty() ? fallback : parseLong(property, value);
    if (result < 0 && !value.isEmpty()) {
      throw bad(property, "is " + value + ", less than 0");
    }
    if (property.equals("recordcount") && result == 0) {
      throw bad(property, "is 0; a workload needs at least one record");
    }
    return result;
  }

  private long settingCount(String key, long least) {
    long value = parseLong(key, settings.getOrDefault(key, ""));
    if (value < least) {
      throw new IllegalArgumentException(key + " is " + value + ", less than " + least);
    }
    return value;
  }

  private int whole(String property, int fallback) {
    String value = text(property, "");
    long result = value.isEmpty() ? fallback : parseLong(property, value);
    if (result < 0 || result > Integer.MAX_VALUE) {
      throw bad(property, "is " + value + ", outside 0.." + Integer.MAX_VALUE);
    }
    return (int) result;
  }

  private double share(String property, double fallback) {
    double value = decimal(property, fallback);
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw bad(property, "is " + value + ", not a share of zero or more");
    }
    return value;
  }

  private double decimal(String property, double fallback) {
    String value = text(property, "");
    return value.isEmpty() ? fallback : parseDouble(property, value);
  }

  private long parseLong(String name, String value) {
    try {
      return Long.parseLong(value.strip());
    } catch (NumberFormatException e) {
      throw bad(name, "is \"" + value + "\", not a whole number");
    }
  }

  private double parseDouble(String name, String value) {
    try {
      return Double.parseDouble(value.strip());
    } catch (NumberFormatException e) {
      throw bad(name, "is \"" + value + "\", not a number");
    }
  }

  private InvalidProperty bad(String property, String problem) {
    return new InvalidProperty("workload " + source + ": " + property + " " + problem);
  }

  /// A message that already names source and property.
  private static final class InvalidProperty extends IllegalArgumentException {
    InvalidProperty(String message) {
      super(message);
    }
  }
}
