package org.rumbench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.Vector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rumbench.runtime.Entropy;
import org.rumbench.workload.system.WorkloadFiles;
import site.ycsb.ByteIterator;
import site.ycsb.DB;
import site.ycsb.Status;
import site.ycsb.WorkloadException;
import site.ycsb.measurements.Measurements;
import site.ycsb.workloads.CoreWorkload;

/// Runs YCSB's own CoreWorkload, chance and all, beside ours on the same unchanged file.
class StockWorkloadTest {
  private static final int OPERATIONS = 100_000;

  /// Counts what it is asked for.
  private static final class CountingDb extends DB {
    final Map<String, Integer> calls = new HashMap<>();
    final Map<String, Integer> keys = new HashMap<>();

    Status count(String call, String key) {
      calls.merge(call, 1, Integer::sum);
      keys.merge(key, 1, Integer::sum);
      return Status.OK;
    }

    @Override
    public Status read(String table, String key, Set<String> fields, Map<String, ByteIterator> result) {
      return count("GET", key);
    }

    @Override
    @SuppressWarnings("NonApiType") // the signature is DB's
    public Status scan(
        String table, String key, int limit, Set<String> fields, Vector<HashMap<String, ByteIterator>> rows) {
      return count("SCAN", key);
    }

    @Override
    public Status update(String table, String key, Map<String, ByteIterator> values) {
      return count("UPDATE", key);
    }

    @Override
    public Status insert(String table, String key, Map<String, ByteIterator> values) {
      return count("INSERT", key);
    }

    @Override
    public Status delete(String table, String key) {
      return Status.ERROR;
    }
  }

  private static double massOfTop(Map<String, Integer> keys, int top) {
    long all = keys.values().stream().mapToLong(Integer::longValue).sum();
    return keys.values().stream().sorted(Comparator.reverseOrder()).limit(top).mapToLong(Integer::longValue).sum()
        / (double) all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b", "c", "d", "e", "f"})
  void asksForTheSameMixAndTheSameSkew(String letter) throws IOException, WorkloadException {
    Path file = Path.of("src/test/resources/stock/workload" + letter);
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      properties.load(reader);
    }
    Measurements.setProperties(properties);
    CoreWorkload stock = new CoreWorkload();
    stock.init(properties);
    CountingDb theirs = new CountingDb();
    for (int i = 0; i < OPERATIONS; i++) {
      stock.doTransaction(theirs, "no thread state");
    }

    OperationStream stream =
        new OperationStream(
            WorkloadFiles.load(file.toString(), Map.of()), Entropy.of(TestSeeds.seed(71)), 0, 1);
    Operation operation = stream.newOperation(0, stream.newCheck());
    CountingDb ours = new CountingDb();
    for (int i = 0; i < OPERATIONS; i++) {
      stream.next(operation);
      String key = operation.key().getStringWithoutLengthAscii(0, operation.keyLength());
      switch (operation.type()) {
        case READ -> ours.count("GET", key);
        case UPDATE, INSERT, SCAN -> ours.count(operation.type().name(), key);
        case READ_MODIFY_WRITE -> {
          ours.count("GET", key);
          ours.count("UPDATE", key);
        }
        case DELETE -> throw new AssertionError("a delete in workload " + letter);
      }
    }

    assertThat(ours.calls.keySet()).isEqualTo(theirs.calls.keySet());
    theirs.calls.forEach(
        (call, count) -> assertThat((double) ours.calls.getOrDefault(call, 0) / OPERATIONS)
            .as(call).isCloseTo((double) count / OPERATIONS, within(0.012)));
    for (int top : new int[] {1, 10, 100, 500}) {
      assertThat(massOfTop(ours.keys, top)).as("top %d", top)
          .isCloseTo(massOfTop(theirs.keys, top), within(0.015));
    }
  }
}
