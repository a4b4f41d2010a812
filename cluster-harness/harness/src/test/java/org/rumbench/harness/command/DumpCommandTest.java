package org.rumbench.harness.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.WriteBatch;
import org.rumbench.harness.run.Engines;
import org.rumbench.runtime.Entropy;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.system.SystemRuntime;
import org.rumbench.storage.Storage;
import org.rumbench.storage.system.ChannelStorage;
import org.rumbench.storage.system.DirectStorage;

/// Goal: the verb shows every file that every design leaves on real files, tells damage by its exit status, and refuses
/// what it cannot show in one line.
class DumpCommandTest {
  @TempDir private Path directory;

  private String told = "";

  private int dump(String... arguments) {
    StringWriter text = new StringWriter();
    String[] all = Stream.concat(Stream.of("dump"), Stream.of(arguments)).toArray(String[]::new);
    int status = RumbenchCommand.execute(new PrintWriter(text, true), all);
    told = text.toString();
    return status;
  }

  private static void drive(Environment environment, JobHandle job) {
    while (!environment.scheduler().runOrJoin(job)) {
      // Each round runs or awaits one slice.
    }
    assertThat(job.completion().failure()).isNull();
  }

  /// A store with something flushed and something not, on real files; returns these.
  private List<Path> store(String design, BiFunction<Path, Environment, Storage> medium) throws IOException {
    Path place = directory.resolve(design);
    EngineFactory factory = Engines.named(design);
    try (SystemRuntime runtime = SystemRuntime.start(1)) {
      Environment environment = runtime.environmentWithOwnLoop("store", Entropy.of(1));
      try (Storage storage = medium.apply(place, environment)) {
        EngineOptions options = EngineOptions.of(factory.options(), Map.of());
        OpenJob job = factory.open(new EngineContext(environment, storage, options, event -> {}));
        drive(environment, environment.scheduler().submit(job, Priority.OPEN));
        for (int i = 0; i < 20; i++) {
          UnsafeBuffer key = new UnsafeBuffer(("key" + i).getBytes(StandardCharsets.UTF_8));
          UnsafeBuffer value = new UnsafeBuffer(new byte[300]);
          WriteBatch batch = new WriteBatch();
          batch.put(key, 0, key.capacity(), 100 + i, 0, value, 0, value.capacity());
          job.engine().write(batch, Durability.BUFFERED, failure -> {});
          if (i == 12) {
            drive(environment, job.engine().flush());
          }
        }
        job.engine().close();
      }
    }
    try (Stream<Path> files = Files.list(place)) {
      return files.filter(file -> !file.getFileName().toString().equals("LOCK")).sorted().toList();
    }
  }

  private void showsAll(List<Path> files) {
    StringBuilder all = new StringBuilder();
    for (Path file : files) {
      assertThat(dump(file.toString())).as("%s: %s", file, told).isZero();
      assertThat(told).startsWith(file.getFileName() + "  ").contains("\nsummary  ");
      all.append(told);
    }
    for (int i = 0; i < 20; i++) {
      assertThat(all).containsPattern("version " + (100 + i) + "  .*key \"key" + i + "\"");
    }
  }

  @Test
  void everyFileOfEveryDesignIsShown() throws IOException {
    for (String design : List.of("leveled", "size-tiered", "two-component", "bitcask", "wisckey", "memory")) {
      showsAll(store(design, ChannelStorage::open));
    }
  }

  @Test
  void filesWrittenByDirectInputAndOutputAreShownToo() throws IOException {
    List<Path> files = store("leveled", DirectStorage::open);
    showsAll(files);
    assertThat(told).contains("blocks of direct I/O");
  }

  @Test
  void damageIsExitStatusOne() throws IOException {
    Path log = store("bitcask", ChannelStorage::open).getFirst();
    byte[] bytes = Files.readAllBytes(log);
    bytes[100] ^= 4;
    Files.write(log, bytes);
    assertThat(dump(log.toString())).isEqualTo(1);
    assertThat(told).contains("          24  DAMAGE  another checksum; ").contains("the next one is at")
        .contains("key \"key1\"").doesNotContain("key \"key0\"").contains("  damages 1  first at 24");

    assertThat(dump(log.toString(), "--limit", "2")).isEqualTo(1);
    assertThat(told).contains("DAMAGE").contains(" more lines").hasLineCount(6);

    assertThat(dump(log.toString(), "--no-records")).isEqualTo(1);
    assertThat(told).contains("  unit  ").doesNotContain("  record  ");
  }

  @Test
  void whatCannotBeShownIsRefusedInOneLine() throws IOException {
    Path unknown = Files.writeString(directory.resolve("notes.txt"), "no store wrote this");
    Path empty = Files.createFile(directory.resolve("nothing"));
    refused("no file " + directory.resolve("none"), directory.resolve("none").toString());
    refused("is a directory; name a file in it: notes.txt, nothing", directory.toString());
    refused("notes.txt has no known format, by name or first bytes; known: bitcask hint file, bitcask manifest, ",
        unknown.toString());
    refused("nothing is empty, and its name is of no known format", empty.toString());
    refused("--limit is -1, below 0", unknown.toString(), "--limit", "-1");
    refused("Missing required parameter: 'FILE'");
  }

  private void refused(String expected, String... arguments) {
    assertThat(dump(arguments)).isEqualTo(2);
    assertThat(told).contains(expected).startsWith("rumbench: ").hasLineCount(1);
  }
}
