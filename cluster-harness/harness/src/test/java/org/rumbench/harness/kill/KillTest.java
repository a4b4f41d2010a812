package org.rumbench.harness.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rumbench.engine.EngineFactory;
import org.rumbench.harness.cell.CellProcess;
import org.rumbench.harness.run.Engines;

/// Goal: a killed process loses no write that was acknowledged as buffered. Method: a writer in a JVM of its own is ended
/// by SIGKILL after a seeded number of acknowledgements, again and again over the same store, while flushes, compactions,
/// merges and collections run. Between two lives the store must equal the script's state after exactly the batches
/// acknowledged, or after one more that was on its way: nothing lost, no half batch, no wrong value.
class KillTest {
  private static final int KEYS = 100;
  private static final int MAX_VALUE_BYTES = 900;

  @TempDir private Path directory;

  private long acknowledged;
  private long backgroundJobs;

  static Stream<Arguments> designsAndSeeds() {
    return Engines.all().stream().filter(factory -> !factory.isTestEngine())
        .flatMap(factory -> Seeds.of(1).mapToObj(seed -> Arguments.of(factory.name(), seed)));
  }

  @ParameterizedTest(name = "{0}, seed {1}")
  @MethodSource("designsAndSeeds")
  void aKilledProcessLosesNoBufferedWrite(String design, long seed) throws IOException, InterruptedException {
    EngineFactory factory = Engines.named(design);
    WriteScript script = new WriteScript(seed, KEYS, MAX_VALUE_BYTES);
    SplittableRandom random = new SplittableRandom(seed ^ design.hashCode());
    // Two long lives, and one killed soon after it recovered.
    for (int atLeast : new int[] {500, 1, 300}) {
      long first = acknowledged + 1;
      writeAndKill(script, design, first + atLeast + random.nextInt(atLeast));
      acknowledged = check(factory, script);
    }
    assertThat(backgroundJobs).as("compactions, merges and collections while writing").isPositive();
  }

  /// Runs a writer from the batch after the acknowledged ones, kills it when it acknowledged `until`, and takes over
  /// what else it had acknowledged by then.
  private void writeAndKill(WriteScript script, String design, long until) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(CellProcess.REQUIRED_FLAGS);
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        KilledWriter.class.getName(), design, directory.toString(), Long.toString(script.seed()),
        Integer.toString(script.keys()), Integer.toString(script.maxValueBytes()), Long.toString(acknowledged + 1)));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> foreign = new ArrayList<>();
    try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("ack ") && line.endsWith(";")) {
          acknowledged = number(line);
          if (acknowledged == until) {
            // By its handle: the process itself would also close the stream, with what is still in it.
            process.toHandle().destroyForcibly();
          }
        } else if (line.startsWith("work ") && line.endsWith(";")) {
          backgroundJobs += number(line);
        } else {
          foreign.add(line);
        }
      }
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor()).as("the writer is killed, and did not fail before: %s", foreign).isEqualTo(128 + 9);
    assertThat(acknowledged).isGreaterThanOrEqualTo(until);
  }

  private static long number(String line) {
    return Long.parseLong(line.substring(line.indexOf(' ') + 1, line.length() - 1));
  }

  /// Compares everything the recovered store holds with the script; returns the batches it holds.
  private long check(EngineFactory factory, WriteScript script) {
    try (StoreProcess store = StoreProcess.open(factory, directory, script.seed())) {
      Map<String, Held> found = OpenStore.entries(store.engine());
      boolean hasOneMore = found.values().stream()
          .anyMatch(held -> held.version() >= WriteScript.firstVersion(acknowledged + 1));
      long batches = hasOneMore ? acknowledged + 1 : acknowledged;
      Map<String, Held> expected = script.stateAfter(batches);
      assertThat(found).as("%s after batch %d", factory.name(), batches).isEqualTo(expected);
      expected.forEach((key, held) -> assertThat(OpenStore.get(store.engine(), key)).as(key).isEqualTo(held));
      return batches;
    }
  }
}
