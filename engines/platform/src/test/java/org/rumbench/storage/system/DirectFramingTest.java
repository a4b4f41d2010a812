package org.rumbench.storage.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.RandomStream;
import org.rumbench.storage.ByteSource;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.QueueScheduler;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// The raw bytes of direct-I/O files, looked at from outside: whole, and with one byte wrong.
class DirectFramingTest {
  private static final int BLOCK = DirectDescriptor.BLOCK_BYTES;

  private final Environment environment = new QueueScheduler().environment(1);

  @TempDir
  private Path directory;

  private byte[] raw(IoPurpose purpose, byte[] logical, int part) throws IOException {
    try (Storage storage = DirectStorage.open(directory, environment)) {
      StorageFile file = storage.create("file", purpose);
      for (int at = 0; at < logical.length; at += part) {
        file.append(new UnsafeBuffer(logical), at, Math.min(part, logical.length - at));
      }
      file.seal();
      file.release();
    }
    return Files.readAllBytes(directory.resolve("file"));
  }

  private static byte[] logicalOf(DirectFraming framing) {
    byte[] bytes = new byte[(int) framing.lengthBytes()];
    framing.read(0, new UnsafeBuffer(bytes), 0, bytes.length);
    return bytes;
  }

  private static List<Long> damageOf(byte[] raw) {
    List<Long> places = new ArrayList<>();
    new DirectFraming(ByteSource.of("file", raw)).check((at, reason) -> places.add(at));
    return places;
  }

  private static byte[] content() {
    byte[] logical = new byte[20_000];
    new RandomStream(4).nextBytes(logical);
    return logical;
  }

  @Test
  void denseAndPaddedFilesGiveTheirLogicalBytes() throws IOException {
    for (IoPurpose purpose : List.of(IoPurpose.FLUSH, IoPurpose.LOG)) {
      byte[] raw = raw(purpose, content(), 700);
      assertThat(DirectFraming.isFramed(ByteSource.of("file", raw))).isTrue();
      DirectFraming framing = new DirectFraming(ByteSource.of("file", raw));
      assertThat(logicalOf(framing)).isEqualTo(content());
      assertThat(framing.blocks()).isEqualTo(raw.length / BLOCK);
      assertThat(damageOf(raw)).isEmpty();
      Files.delete(directory.resolve("file"));
    }
    assertThat(DirectFraming.isFramed(ByteSource.of("file", content()))).isFalse();
    assertThat(DirectFraming.isFramed(ByteSource.of("file", new byte[0]))).isFalse();
  }

  /// Goal: any wrong byte is told by the framing or is one of the logical bytes, whose format tells it.
  @Test
  void aWrongByteIsDamageOfTheFramingOrOfTheContent() throws IOException {
    for (IoPurpose purpose : List.of(IoPurpose.FLUSH, IoPurpose.LOG)) {
      byte[] raw = raw(purpose, content(), 900);
      RandomStream random = new RandomStream(8);
      for (int i = 0; i < 600; i++) {
        int at = i < 64 ? i % 16 + i / 16 * BLOCK : random.nextInt(raw.length);
        byte[] damaged = raw.clone();
        damaged[at] ^= (byte) (1 + random.nextInt(255));
        boolean isContent = !Arrays.equals(logicalOf(new DirectFraming(ByteSource.of("file", damaged))), content());
        assertThat(isContent || !damageOf(damaged).isEmpty()).as("%s, byte %s", purpose, at).isTrue();
      }
      assertThat(damageOf(Arrays.copyOf(raw, raw.length - 1))).hasSize(1);
      Files.delete(directory.resolve("file"));
    }
  }
}
