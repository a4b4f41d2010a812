package org.rumbench.wisckey;

import static org.rumbench.engine.OptionCheck.atLeast;
import static org.rumbench.engine.OptionCheck.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.OptionSpec;
import org.rumbench.engine.OptionSpec.Kind;
import org.rumbench.lsm.LeveledFactory;

/// The options of the value log; the tree's own stand beside them ([LsmOptions]).
///
/// @param separationThresholdBytes values at least this long go to the log only, shorter ones into the tree as well
/// @param segmentBytes             length at which the head segment is sealed
/// @param collectDeadFraction      dead fraction from which a sealed segment is collected
/// @param collectDeadShare         dead fraction of all sealed segments from which those as dead are collected, too
/// @param compactDeadFraction      as `collectDeadFraction` for a full reorganisation
/// @param collectPayBytes          bytes of segments owed to collection from which on writes pay slices of it
/// @param collectStallBytes        bytes owed at which writes stall
/// @param relocateInCompaction     whether compactions move values out of mostly dead segments as they pass
/// @param relocateDeadFraction     dead fraction from which they do
/// @param relocateAgeCutoff        share of the sealed segments, oldest first, out of which they do
/// @param scanPrefetch             rows whose values a scan has fetched at once; 0: one after the other
public record WisckeyOptions(
    int separationThresholdBytes,
    long segmentBytes,
    double collectDeadFraction,
    double collectDeadShare,
    double compactDeadFraction,
    long collectPayBytes,
    long collectStallBytes,
    boolean relocateInCompaction,
    double relocateDeadFraction,
    double relocateAgeCutoff,
    int scanPrefetch) {

  /// Segments that one collection may take.
  static final int MAX_VICTIMS = 8;
  private static final int MAX_SCAN_PREFETCH = 1024;
  private static final Set<String> OF_THE_COMMIT_LOG = Set.of("logReserveBytes", "logBlockBytes");

  /// Checks the ranges.
  public WisckeyOptions {
    atLeast("separationThresholdBytes", separationThresholdBytes, 1);
    within("segmentBytes", segmentBytes, 64, ValueLogDescriptor.MAX_SEGMENT_BYTES);
    within("collectDeadFraction", collectDeadFraction, 0.01, 1);
    within("collectDeadShare", collectDeadShare, 0.01, 1);
    within("compactDeadFraction", compactDeadFraction, 0.01, 1);
    within("relocateDeadFraction", relocateDeadFraction, 0.01, 1);
    within("relocateAgeCutoff", relocateAgeCutoff, 0, 1);
    within("scanPrefetch", scanPrefetch, 0, MAX_SCAN_PREFETCH);
    atLeast("collectStallBytes", collectStallBytes, 1);
    if (collectPayBytes < 0 || collectPayBytes > collectStallBytes) {
      throw new IllegalArgumentException(
          "collectPayBytes is " + collectPayBytes + ", outside 0 to collectStallBytes " + collectStallBytes);
    }
  }

  /// Reads them from an engine's options.
  public static WisckeyOptions of(EngineOptions options) {
    return new WisckeyOptions(
        options.intOf("separationThresholdBytes"),
        options.longOf("segmentBytes"),
        options.doubleOf("collectDeadFraction"),
        options.doubleOf("collectDeadShare"),
        options.doubleOf("compactDeadFraction"),
        options.longOf("collectPayBytes"),
        options.longOf("collectStallBytes"),
        options.booleanOf("relocateInCompaction"),
        options.doubleOf("relocateDeadFraction"),
        options.doubleOf("relocateAgeCutoff"),
        options.intOf("scanPrefetch"));
  }

  CollectionPolicy policy() {
    return new CollectionPolicy(collectDeadFraction, collectDeadShare, segmentBytes, MAX_VICTIMS);
  }

  RelocationPolicy relocationPolicy() {
    return new RelocationPolicy(relocateDeadFraction, relocateAgeCutoff);
  }

  /// The specifications of all options of the design: the log's, and the tree's with defaults for entries that are a
  /// key and a pointer.
  public static List<OptionSpec> specs() {
    List<OptionSpec> specs = new ArrayList<>();
    specs.add(new OptionSpec("separationThresholdBytes", Kind.LONG, "128",
        "values at least this long (1 or more) are kept in the log only; larger: more rewriting by compaction, fewer"
            + " reads of the log"));
    specs.add(new OptionSpec("segmentBytes", Kind.LONG, "4m",
        "length at which a segment of the value log is sealed, 64 to 1g; larger: fewer files, more dead bytes kept"));
    specs.add(new OptionSpec("collectDeadFraction", Kind.DOUBLE, "0.8",
        "dead fraction (0.01 to 1) from which a sealed segment is collected; larger: less write amplification, more"
            + " space"));
    specs.add(new OptionSpec("collectDeadShare", Kind.DOUBLE, "0.25",
        "dead fraction of all sealed segments together (0.01 to 1) from which those that are as dead are collected,"
            + " too; larger: less write amplification, more space"));
    specs.add(new OptionSpec("compactDeadFraction", Kind.DOUBLE, "0.05",
        "the dead fraction of a segment (0.01 to 1) when everything is reorganised on demand"));
    specs.add(new OptionSpec("collectPayBytes", Kind.LONG, "64m",
        "bytes of segments owed to collection from which on each write pays for a share of it"));
    specs.add(new OptionSpec("collectStallBytes", Kind.LONG, "512m",
        "bytes of segments owed to collection at which writes stall; bounds space"));
    specs.add(new OptionSpec("relocateInCompaction", Kind.BOOLEAN, "true",
        "whether compactions move values out of mostly dead segments as they pass over the pointers, beside collection,"
            + " which looks for the pointers and has less to move then: fewer writes to the tree at equal space; without it"
            + " collectDeadFraction 0.6 and collectDeadShare 0.2 keep the same space"));
    specs.add(new OptionSpec("relocateDeadFraction", Kind.DOUBLE, "0.35",
        "dead fraction (0.01 to 1) from which compactions move values out of a sealed segment; larger: less write"
            + " amplification, more space"));
    specs.add(new OptionSpec("relocateAgeCutoff", Kind.DOUBLE, "1",
        "share of the sealed segments, oldest first (0 to 1), out of which compactions move values; smaller: fewer"
            + " values moved that die soon, more space"));
    specs.add(new OptionSpec("scanPrefetch", Kind.LONG, "16",
        "rows (0 to 1024) whose values a scan has fetched at once, up to 4 MiB; larger: more requests at the device,"
            + " more read in vain behind a scan's end; 0: one value after the other"));
    Map<String, String> smaller =
        Map.of("memtableBytes", "512k", "baseLevelBytes", "1m", "tableBytes", "512k", "blockCacheBytes", "8m");
    for (OptionSpec spec : new LeveledFactory().options()) {
      if (!OF_THE_COMMIT_LOG.contains(spec.name())) {
        String text = smaller.getOrDefault(spec.name(), spec.defaultValue());
        specs.add(new OptionSpec(spec.name(), spec.kind(), text, spec.description()));
      }
    }
    return List.copyOf(specs);
  }
}
