package org.rumbench.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.mutant.KnownBug;
import org.rumbench.testkit.mutant.Mutant;
import org.rumbench.testkit.mutant.Planted;
import org.rumbench.testkit.mutant.SourceMutant;

/// The bugs planted into the in-memory store, with the seed that found each last.
final class MemoryMutants {
  /// So little that most values are cold.
  private static final Map<String, String> LITTLE_MEMORY = Map.of("memoryBytes", "376k");

  private static final String MEMORY = "org/rumbench/memory/";
  private static final Map<String, String> UNLOGGED = Map.of("log", "off");

  private final List<Planted> planted = new ArrayList<>();

  private MemoryMutants() {}

  static List<Planted> all() {
    MemoryMutants mutants = new MemoryMutants();
    mutants.residents();
    mutants.table();
    mutants.unlogged();
    return List.copyOf(mutants.planted);
  }

  private void plant(String finder, long seed, Map<String, String> options, Mutant mutant) {
    Design design = Design.miniature(new MemoryFactory()).with(LITTLE_MEMORY).with(options);
    planted.add(new Planted(mutant, design, finder, seed));
  }

  private void residents() {
    plant("model", 1, Map.of(),
        SourceMutant.of("resident-not-forgotten", "a deletion leaves the resident value where it is")
            .with(MEMORY + "ResidentWriter.java", "      forget(batch);\n", ""));
    plant("model", 1, Map.of(),
        SourceMutant.of("older-version-resident", "a write that lost becomes resident all the same")
            .with(MEMORY + "ResidentWriter.java",
                "          && state.version() == view.version();", "          && state.version() >= view.version();"));
    plant("model", 1, Map.of(),
        SourceMutant.of("expiry-not-judged", "a resident value never expires")
            .with(MEMORY + "ResidentShard.java", "|| (expiryMillis != 0 && expiryMillis <= nowMillis)", ""));
    plant("model", 6, Map.of(),
        SourceMutant.of("value-too-large-for-the-answer", "a value that just fits is said not to")
            .with(MEMORY + "ResidentShard.java",
                "boolean fits = valueLength <= result.buffer().capacity();",
                "boolean fits = valueLength < result.buffer().capacity() / 8;"));
    plant("fault", 1, Map.of("compression", "lz4", "memoryBytes", "416k"),
        SourceMutant.of("compressed-value-shown-as-it-is", "readers take a compressed value for a plain one")
            .with(MEMORY + "ResidentShard.java",
                "packedLength < 0 ? flags : flags | ItemDescriptor.FLAG_COMPRESSED;", "flags;"));
  }

  private void table() {
    plant("model", 6, Map.of(),
        SourceMutant.of("moved-item-cut", "what gets a second chance leaves the end of its value behind")
            .with(MEMORY + "ResidentTable.java",
                "target.putBytes(base, buffer, at, lengthBytes);",
                "target.putBytes(base, buffer, at, Math.min(lengthBytes, 72));"));
  }

  private void unlogged() {
    plant("model", 1, UNLOGGED,
        SourceMutant.of("kept-writes-overtaken", "a durable write leaves older ones in memory", KnownBug.LOG_HOLE)
            .with(MEMORY + "ResidentWriter.java",
                "      if (keepsUnlogged && residents.hasDirty()) {\n        writeOutClaimed();\n      }\n      return",
                "      return"));
    plant("model", 1, UNLOGGED,
        SourceMutant.of("entries-without-what-is-kept", "a cursor shows the log alone")
            .with(MEMORY + "MemoryEngine.java", "    writer.writeOutAll();\n", ""));
    plant("model", 1, UNLOGGED,
        SourceMutant.of("kept-write-of-an-older-version", "of kept writes the last wins, whatever its version")
            .with(MEMORY + "ResidentWriter.java",
                "if (present > view.version() || (isKnown && state.version() > view.version())) {",
                "if (present == Long.MAX_VALUE) {"));
  }
}
