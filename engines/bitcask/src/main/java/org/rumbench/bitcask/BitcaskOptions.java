package org.rumbench.bitcask;

import static org.rumbench.engine.OptionCheck.atLeast;
import static org.rumbench.engine.OptionCheck.within;

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
/// @param maximumDeadBytes    dead bytes beyond mergeDeadFraction above which writes stall; from a quarter of it on
///                            writes help
/// @param useHints            whether opening loads sealed segments from their hint files
/// @param maximumKeyDirectoryBytes memory of the key directory above which writes of new keys are refused; 0 for none
record BitcaskOptions(
    long segmentBytes,
    double mergeDeadFraction,
    long mergeMinimumDeadBytes,
    long mergeMaximumInputBytes,
    long smallSegmentBytes,
    long mergeBytesPerSecond,
    long maximumDeadBytes,
    boolean useHints,
    long maximumKeyDirectoryBytes) {

  /// The option that bounds the memory of keys.
  static final String KEY_MEMORY = "maximumKeyDirectoryBytes";

  /// Largest segment: offsets in the key directory are 31 bits, and one batch may follow the last that fitted.
  static final long MAXIMUM_SEGMENT_BYTES = 1L << 30;

  static final List<OptionSpec> SPECS =
      List.of(
          new OptionSpec("segmentBytes", OptionSpec.Kind.LONG, "8m",
              "size at which the active segment is closed, 4k to 1g; larger: fewer files, coarser merges"),
          new OptionSpec("mergeDeadFraction", OptionSpec.Kind.DOUBLE, "0.4",
              "share of dead bytes from which a segment is merged, 0.01 to 1; lower: less space, more writing"),
          new OptionSpec("mergeMinimumDeadBytes", OptionSpec.Kind.LONG, "4m",
              "dead bytes in such segments before a merge starts; higher: fewer and larger merges"),
          new OptionSpec("mergeMaximumInputBytes", OptionSpec.Kind.LONG, "64m",
              "most that one merge reads; bounds the space it needs while it runs"),
          new OptionSpec("smallSegmentBytes", OptionSpec.Kind.LONG, "1m",
              "segments below this size are merged along, eight of them cause a merge; at most half of segmentBytes and a "
                  + "quarter of mergeMaximumInputBytes count; 0: never"),
          new OptionSpec("mergeBytesPerSecond", OptionSpec.Kind.LONG, "0",
              "bound of the rate at which merges read, 0 for none; lower: smoother latency, more space"),
          new OptionSpec("maximumDeadBytes", OptionSpec.Kind.LONG, "256m",
              "dead bytes beyond mergeDeadFraction in segments owed to merges above which writes stall; bounds space"),
          new OptionSpec("useHints", OptionSpec.Kind.BOOLEAN, "true",
              "open from the hint files of sealed segments; false: from all their records, for comparison"),
          new OptionSpec(KEY_MEMORY, OptionSpec.Kind.LONG, "0",
              "memory of the key directory, 400k and up; a write whose new keys need more is refused; 0: no bound"));

  BitcaskOptions {
    within("segmentBytes", segmentBytes, 4096, MAXIMUM_SEGMENT_BYTES);
    within("mergeDeadFraction", mergeDeadFraction, 0.01, 1);
    atLeast("mergeMinimumDeadBytes", mergeMinimumDeadBytes, 1);
    atLeast("mergeMaximumInputBytes", mergeMaximumInputBytes, 1);
    atLeast("smallSegmentBytes", smallSegmentBytes, 0);
    atLeast("mergeBytesPerSecond", mergeBytesPerSecond, 0);
    atLeast("maximumDeadBytes", maximumDeadBytes, mergeMinimumDeadBytes);
    atLeast(KEY_MEMORY, maximumKeyDirectoryBytes, 0);
    if (maximumKeyDirectoryBytes > 0) {
      atLeast(KEY_MEMORY, maximumKeyDirectoryBytes, KeyRoom.LEAST_BYTES);
    }
  }

  static BitcaskOptions of(EngineOptions options) {
    return new BitcaskOptions(
        options.longOf("segmentBytes"),
        options.doubleOf("mergeDeadFraction"),
        options.longOf("mergeMinimumDeadBytes"),
        options.longOf("mergeMaximumInputBytes"),
        options.longOf("smallSegmentBytes"),
        options.longOf("mergeBytesPerSecond"),
        options.longOf("maximumDeadBytes"),
        options.booleanOf("useHints"),
        options.longOf(KEY_MEMORY));
  }

  /// The bound of the key directory's memory.
  KeyMemory keyMemory() {
    return new KeyMemory(KEY_MEMORY, maximumKeyDirectoryBytes, maximumKeyDirectoryBytes);
  }
}
