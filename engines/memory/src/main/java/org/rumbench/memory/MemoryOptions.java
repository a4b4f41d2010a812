package org.rumbench.memory;

import static org.rumbench.engine.OptionCheck.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.rumbench.bitcask.Bitcask;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.OptionSpec;

/// What can be set about an in-memory store, besides the options of the Bitcask below it.
///
/// @param memoryBytes   bound of everything that is kept in memory: resident values, their table, the key directory and
///                      what codecs need
/// @param isLogged      whether every write goes to the log; else NONE writes stay in memory as long as they can
/// @param compression   of resident values
/// @param hasDictionary whether Zstandard is given a dictionary trained from the first values
/// @param admission     which values that were read from disk become resident
record MemoryOptions(
    long memoryBytes, boolean isLogged, Compression compression, boolean hasDictionary, Admission admission) {
  /// The option that bounds memory.
  static final String MEMORY_BYTES = "memoryBytes";
  /// The largest bound.
  static final long MAXIMUM_MEMORY_BYTES = 64L << 30;

  static final List<OptionSpec> SPECS = specs();

  private static List<OptionSpec> specs() {
    List<OptionSpec> specs = new ArrayList<>(List.of(
        new OptionSpec(MEMORY_BYTES, OptionSpec.Kind.LONG, "32m",
            "bound of resident values, their table, the key directory and codecs together, 340k to 64g; more: fewer "
                + "reads of files; a write whose new keys alone would pass it is refused"),
        new OptionSpec("log", OptionSpec.Kind.TEXT, "on",
            "on: every write is appended to the log; off: writes of one record with durability NONE stay in memory "
                + "until they are evicted, flushed or followed by a durable one, and a crash loses them"),
        new OptionSpec("compression", OptionSpec.Kind.TEXT, "none",
            "of resident values: none, lz4 or zstd; more values fit, each read decompresses; nothing on disk changes"),
        new OptionSpec("dictionary", OptionSpec.Kind.BOOLEAN, "false",
            "whether zstd gets a dictionary trained from the first values: short values compress better"),
        new OptionSpec("admission", OptionSpec.Kind.TEXT, "clock",
            "clock: every value read from disk becomes resident; tinylfu: when it is asked for more often than what it "
                + "would replace, so that scattered reads do not wash out what is hot")));
    specs.addAll(Bitcask.options());
    return List.copyOf(specs);
  }

  MemoryOptions {
    within(MEMORY_BYTES, memoryBytes, 0, MAXIMUM_MEMORY_BYTES);
    if (hasDictionary && compression != Compression.ZSTD) {
      throw new IllegalArgumentException(
          "dictionary is true, which is for compression zstd, not " + compression.name().toLowerCase(Locale.ROOT));
    }
  }

  static MemoryOptions of(EngineOptions options) {
    return new MemoryOptions(
        options.longOf(MEMORY_BYTES),
        oneOf(options, "log", "on", "off").equals("on"),
        switch (oneOf(options, "compression", "none", "lz4", "zstd")) {
          case "lz4" -> Compression.LZ4;
          case "zstd" -> Compression.ZSTD;
          default -> Compression.NONE;
        },
        options.booleanOf("dictionary"),
        oneOf(options, "admission", "clock", "tinylfu").equals("clock") ? Admission.CLOCK : Admission.TINYLFU);
  }

  private static String oneOf(EngineOptions options, String name, String... known) {
    String text = options.text(name);
    if (!List.of(known).contains(text)) {
      throw new IllegalArgumentException(name + " is '" + text + "', none of " + List.of(known));
    }
    return text;
  }
}
