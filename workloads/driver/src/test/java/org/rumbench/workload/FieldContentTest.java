package org.rumbench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.Deflater;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rumbench.runtime.Entropy;
import org.rumbench.workload.system.WorkloadFiles;

class FieldContentTest {
  private final FieldContent content = new FieldContent(7, 0.3);
  private final UnsafeBuffer key = new UnsafeBuffer("user1234567".getBytes(StandardCharsets.US_ASCII));

  @Test
  void knowsItsOwnFieldsOfEveryLength() {
    UnsafeBuffer field = new UnsafeBuffer(new byte[300]);
    long hash = content.keyHash(key, 0, key.capacity());
    for (int length = 1; length <= 290; length++) {
      content.write(field, 3, length, hash, 4, length);
      assertThat(content.isIntact(field, 3, length, hash, 4)).as("length %d", length).isTrue();
    }
  }

  @Test
  void findsOutAnyDamagedByte() {
    UnsafeBuffer field = new UnsafeBuffer(new byte[100]);
    long hash = content.keyHash(key, 0, key.capacity());
    content.write(field, 0, 100, hash, 0, 99);
    for (int i = 0; i < 100; i++) {
      byte right = field.getByte(i);
      field.putByte(i, (byte) (right ^ 0x10));
      assertThat(content.isIntact(field, 0, 100, hash, 0)).as("byte %d", i).isFalse();
      field.putByte(i, right);
    }
  }

  @Test
  void findsOutAnotherKeysFieldAnotherFieldAndAnotherSeed() {
    UnsafeBuffer field = new UnsafeBuffer(new byte[100]);
    long hash = content.keyHash(key, 0, key.capacity());
    content.write(field, 0, 100, hash, 0, 99);

    assertThat(content.isIntact(field, 0, 100, content.keyHash(key, 0, 10), 0)).isFalse();
    assertThat(content.isIntact(field, 0, 100, hash, 1)).isFalse();
    assertThat(content.isIntact(field, 0, 100, new FieldContent(8, 0.3).keyHash(key, 0, 11), 0)).isFalse();
  }

  /// Deflate is the yardstick of "a general compressor"; 16 bytes a field never compress.
  @ParameterizedTest
  @CsvSource({"0, 1.0", "0.25, 0.75", "0.5, 0.5", "0.75, 0.25"})
  void compressesByTheShareAskedFor(String compressibility, double expected) {
    WorkloadSpec spec =
        WorkloadFiles.load("a", Map.of("workload.records", "100", "workload.valueCompressibility", compressibility));
    OperationStream stream = new OperationStream(spec, Entropy.of(5), 0, 1);
    Operation operation = stream.newOperation(0, stream.newCheck());
    byte[] values = new byte[100_000];
    for (int i = 0; i < 100; i++) {
      stream.load(operation, i);
      assertThat(operation.valueLength()).isEqualTo(1_000);
      operation.value().getBytes(0, values, i * 1_000, 1_000);
    }
    try (Deflater deflater = new Deflater()) {
      deflater.setInput(values);
      deflater.finish();
      int compressed = deflater.deflate(new byte[200_000]);
      assertThat(compressed / 1e5).isCloseTo(expected, within(0.05));
    }
  }
}
