package org.rumbench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rumbench.runtime.Entropy;
import org.rumbench.workload.generator.StreamCursor;
import org.rumbench.workload.system.WorkloadFiles;

class OperationStreamTest {
  private static final int OPERATIONS = 20_000;

  /// Prints the hash of a workload's first operations; a second JVM runs this.
  static final class PrintHash {
    private PrintHash() {}

    public static void main(String[] arguments) {
      WorkloadSpec spec = WorkloadFiles.load(arguments[0], Map.of("workload.records", "5000"));
      System.out.println(hashOf(spec, Long.parseLong(arguments[1])).hex());
    }
  }

  private static StreamHash hashOf(WorkloadSpec spec, long seed) {
    return Driver.streamHash(spec, Entropy.of(seed), OPERATIONS);
  }

  private static WorkloadSpec small(String name) {
    return WorkloadFiles.load(name, Map.of("workload.records", "5000"));
  }

  @Test
  void isEqualInTwoProcesses() throws IOException, InterruptedException {
    long seed = TestSeeds.seed(11);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xint",
                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                PrintHash.class.getName(),
                "delete",
                Long.toString(seed))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output.strip()).isEqualTo(hashOf(small("delete"), seed).hex());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b", "d", "e", "f", "delete"})
  void isEqualDealtOutToFourThreads(String name) throws InterruptedException, ExecutionException {
    long seed = TestSeeds.seed(12);
    WorkloadSpec spec = small(name);
    StreamHash merged = new StreamHash();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<StreamHash>> parts = new ArrayList<>();
      for (int shard = 0; shard < 4; shard++) {
        int own = shard;
        parts.add(
            threads.submit(
                () -> {
                  OperationStream stream = new OperationStream(spec, Entropy.of(seed), own, 4);
                  Operation operation = stream.newOperation(0, stream.newCheck());
                  for (int i = 0; i < OPERATIONS / 4; i++) {
                    stream.next(operation);
                    stream.onIssued(operation);
                  }
                  return stream.takeHash();
                }));
      }
      for (Future<StreamHash> part : parts) {
        merged.add(part.get());
      }
    }

    StreamHash whole = hashOf(spec, seed);
    assertThat(merged.count()).isEqualTo(OPERATIONS);
    assertThat(merged.hex()).isEqualTo(whole.hex());
  }

  @Test
  void differsBetweenSeedsWorkloadsAndSettings() {
    Set<String> hashes = new HashSet<>();
    for (long seed = 0; seed < 5; seed++) {
      hashes.add(hashOf(small("a"), seed).hex());
    }
    hashes.add(hashOf(small("f"), 0).hex());
    hashes.add(hashOf(WorkloadFiles.load("a", Map.of("workload.records", "5001")), 0).hex());
    hashes.add(
        hashOf(
                WorkloadFiles.load("a", Map.of("workload.records", "5000", "workload.valueCompressibility", "0.5")),
                0)
            .hex());

    assertThat(hashes).hasSize(8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b", "c", "d", "e", "f", "delete"})
  void keepsTheMixOfTheDefinition(String name) {
    WorkloadSpec spec = small(name);
    OperationStream stream = new OperationStream(spec, Entropy.of(TestSeeds.seed(13)), 0, 1);
    Operation operation = stream.newOperation(0, stream.newCheck());
    Map<OperationType, Integer> counts = new EnumMap<>(OperationType.class);
    for (int i = 0; i < 100_000; i++) {
      stream.next(operation);
      counts.merge(operation.type(), 1, Integer::sum);
    }

    for (OperationType type : OperationType.values()) {
      // Five standard deviations of a binomial count, at most 0.8 %.
      assertThat(counts.getOrDefault(type, 0) / 1e5).isCloseTo(spec.mix().shareOf(type), within(0.008));
    }
  }

  @Test
  void insertsNewRecordsInOrderAndReadsNoneThatIsNotYetInserted() {
    OperationStream stream = new OperationStream(small("d"), Entropy.of(TestSeeds.seed(14)), 0, 1);
    Operation operation = stream.newOperation(0, stream.newCheck());
    long records = 5_000;
    int recent = 0;
    int reads = 0;
    for (int i = 0; i < OPERATIONS; i++) {
      stream.next(operation);
      if (operation.type() == OperationType.INSERT) {
        assertThat(operation.keyNumber).isEqualTo(records);
        records++;
      } else {
        reads++;
        assertThat(operation.keyNumber).isBetween(0L, records - 1);
        recent += operation.keyNumber >= records - 50 ? 1 : 0;
      }
    }

    assertThat(records).isGreaterThan(5_500);
    // Zipf over some 5,500: the newest 1 % get about half.
    assertThat((double) recent / reads).isBetween(0.40, 0.60);
  }

  @Test
  void deletesTheOldestRecordOnce() {
    OperationStream stream = new OperationStream(small("delete"), Entropy.of(TestSeeds.seed(15)), 0, 1);
    Operation operation = stream.newOperation(0, stream.newCheck());
    long oldest = 0;
    for (int i = 0; i < 10_000; i++) {
      stream.next(operation);
      if (operation.type() == OperationType.DELETE) {
        assertThat(operation.keyNumber).isEqualTo(oldest);
        oldest++;
      }
    }
    assertThat(oldest).isGreaterThan(2_000);
  }

  @Test
  void namesKeysAsTheStockWorkloadDoes() {
    for (String order : List.of("hashed", "ordered")) {
      for (String padding : List.of("1", "12", "30")) {
        WorkloadSpec spec =
            WorkloadFiles.load(
                "a",
                Map.of(
                    "workload.records", "100",
                    "workload.ycsb.insertorder", order,
                    "workload.ycsb.zeropadding", padding));
        SeededCoreWorkload stock = new SeededCoreWorkload(spec, new StreamCursor(1));
        OperationStream stream = new OperationStream(spec, Entropy.of(1), 0, 1);
        Operation operation = stream.newOperation(0, stream.newCheck());
        for (int i = 0; i < 100; i++) {
          stream.load(operation, i);
          String key = operation.key().getStringWithoutLengthAscii(0, operation.keyLength());
          assertThat(key).isEqualTo(stock.stockKeyName(i));
          assertThat(stream.keys().lengthOf(i)).isEqualTo(key.length());
        }
      }
    }
  }

  @Test
  void scansAskForOneToTheMostRecordsAllAlike() {
    OperationStream stream = new OperationStream(small("e"), Entropy.of(TestSeeds.seed(16)), 0, 1);
    Operation operation = stream.newOperation(0, stream.newCheck());
    int[] counts = new int[101];
    for (int i = 0; i < 100_000; i++) {
      stream.next(operation);
      if (operation.type() == OperationType.SCAN) {
        counts[operation.scanLimit()]++;
      }
    }
    assertThat(counts[0]).isZero();
    for (int length = 1; length <= 100; length++) {
      assertThat(counts[length]).isBetween(750, 1_150);
    }
  }

  /// Every distribution can be asked for, and keeps to the records there are.
  @ParameterizedTest
  @ValueSource(
      strings = {"uniform", "ycsb-compat", "zipfian-exact", "latest", "hotspot", "exponential", "sequential"})
  void everyDistributionStaysWithinTheRecords(String distribution) {
    WorkloadSpec spec =
        WorkloadFiles.load("a", Map.of("workload.records", "300", "workload.distribution", distribution));
    OperationStream stream = new OperationStream(spec, Entropy.of(TestSeeds.seed(17)), 0, 1);
    Operation operation = stream.newOperation(0, stream.newCheck());
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < OPERATIONS; i++) {
      stream.next(operation);
      assertThat(operation.keyNumber).isBetween(0L, 299L);
      seen.add(operation.keyNumber);
    }
    assertThat(seen.size()).isGreaterThan(200);
  }

  /// CoreWorkload's own fields, not ours, hold the seeded generators: what it calls itself is replaced too.
  @Test
  void leavesNoGeneratorOfYcsbInPlace() {
    for (String name : WorkloadFiles.builtIn()) {
      for (Object generator : new SeededCoreWorkload(small(name), new StreamCursor(1)).generatorsInUse()) {
        assertThat(generator.getClass().getPackageName()).isEqualTo("org.rumbench.workload.generator");
      }
    }
  }
}
