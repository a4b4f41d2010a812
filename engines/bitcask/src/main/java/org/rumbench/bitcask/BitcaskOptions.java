package org.rumbench.bitcask;

import java.util.List;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.OptionSpec;

/// What can be set about a Bitcask store.
///
/// @param segmentBytes        size at which the active segment is closed; bounds merge outputs too
/// @param mergeDeadFraction   share of dead bytes from which a segment is worth merging: write amplification tends to
///                            1/fraction, space amplification to 1/(1-fraction)
/// @param mergeMinimumDeadBytes dead bytes that worthwhile segments must hold together before a merge starts
/// @param mergeMaximumInputBytes bound of what one merge reads, and so of the space it needs meanwhile
/// @param smallSegmentBytes   segments below this size are merged along, and cause a merge when there are eight
/// @param mergeBytesPerSecond bound of the rate at which a merge reads; 0 for none
/// @param maximumDeadBytes    dead bytes owed to merges above which writes stall; from a quarter of it on writes help
record BitcaskOptions(
    long segmentBytes,
    double mergeDeadFraction,
    long mergeMinimumDeadBytes,
    long mergeMaximumInputBytes,
    long smallSegmentBytes,
    long mergeBytesPerSecond,
    long maximumDeadBytes) {

  /// Largest segment: offsets in the key directory are 31 bits, and one batch may follow the last that fitted.
  static final long MAXIMUM_SEGMENT_BYTES = 1L << 30;

  static final List<OptionSpec> SPECS =
      List.of(
          spec("segmentBytes", OptionSpec.Kind.LONG, "8m",
              "size at which the active segment is closed, 4k to 1g; larger: fewer files, coarser merges"),
          spec("mergeDeadFraction", OptionSpec.Kind.DOUBLE, "0.4",
              "share of dead bytes from which a segment is merged, above 0 to 1; lower: less space, more writing"),
          spec("mergeMinimumDeadBytes", OptionSpec.Kind.LONG, "4m",
              "dead bytes in such segments before a merge starts; higher: fewer and larger merges"),
          spec("mergeMaximumInputBytes", OptionSpec.Kind.LONG, "64m",
              "most that one merge reads; bounds the space it needs while it runs"),
          spec("smallSegmentBytes", OptionSpec.Kind.LONG, "1m",
              "segments below this size are merged along, eight of them cause a merge; 0: never"),
          spec("mergeBytesPerSecond", OptionSpec.Kind.LONG, "0",
              "bound of the rate at which merges read, 0 for none; lower: smoother latency, more space"),
          spec("maximumDeadBytes", OptionSpec.Kind.LONG, "256m",
              "dead bytes owed to merges above which writes stall; bounds space amplification"));

  BitcaskOptions {
    check(segmentBytes >= 4096 && segmentBytes <= MAXIMUM_SEGMENT_BYTES, "segmentBytes", segmentBytes, "4k to 1g");
    if (!(mergeDeadFraction > 0 && mergeDeadFraction <= 1)) {
      throw new IllegalArgumentException("mergeDeadFraction is " + mergeDeadFraction + ", outside above 0 to 1");
    }
    check(mergeMinimumDeadBytes >= 1, "mergeMinimumDeadBytes", mergeMinimumDeadBytes, "1 or more");
    check(mergeMaximumInputBytes >= 1, "mergeMaximumInputBytes", mergeMaximumInputBytes, "1 or more");
    check(smallSegmentBytes >= 0, "smallSegmentBytes", smallSegmentBytes, "0 or more");
    check(mergeBytesPerSecond >= 0, "mergeBytesPerSecond", mergeBytesPerSecond, "0 or more");
    check(maximumDeadBytes >= mergeMinimumDeadBytes, "maximumDeadBytes", maximumDeadBytes,
        "mergeMinimumDeadBytes (" + mergeMinimumDeadBytes + ") or more");
  }

  static BitcaskOptions of(EngineOptions options) {
    return new BitcaskOptions(
        options.longOf("segmentBytes"),
        options.doubleOf("mergeDeadFraction"),
        options.longOf("mergeMinimumDeadBytes"),
        options.longOf("mergeMaximumInputBytes"),
        options.longOf("smallSegmentBytes"),
        options.longOf("mergeBytesPerSecond"),
        options.longOf("maximumDeadBytes"));
  }

  private static OptionSpec spec(String name, OptionSpec.Kind kind, String defaultValue, String description) {
    return new OptionSpec(name, kind, defaultValue, description);
  }

  private static void check(boolean holds, String name, long value, String bound) {
    if (!holds) {
      throw new IllegalArgumentException("engine option " + name + " is " + value + "; it must be " + bound);
    }
  }
}
