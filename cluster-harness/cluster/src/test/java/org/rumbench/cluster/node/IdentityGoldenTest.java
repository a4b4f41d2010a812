package org.rumbench.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;
import org.rumbench.storage.sim.MemoryMedium;

/// Identities written by earlier builds, each by the second start of node 3 of the cluster `golden`, say the same to
/// this one. Whoever changes the format keeps a file of the new one: `-Dgolden.write=v2 -Dtest=IdentityGoldenTest`
/// writes the next generation, and never over one that is there.
class IdentityGoldenTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden/identity");
  private static final int NODE = 3;
  private static final String CLUSTER = "golden";

  private final SimRuntime runtime = new SimRuntime(1);
  private final Environment environment = runtime.environment("node");

  @Test
  void everyIdentityOfEarlierBuildsIsRead() throws IOException {
    String generation = System.getProperty("golden.write");
    if (generation != null) {
      Storage written = new MemoryMedium().open(environment);
      start(written, NODE, CLUSTER);
      start(written, NODE, CLUSTER);
      Files.createDirectories(FOLDER);
      Files.write(FOLDER.resolve(generation), content(written), StandardOpenOption.CREATE_NEW);
    }
    List<Path> generations;
    try (Stream<Path> list = Files.list(FOLDER)) {
      generations = list.sorted().toList();
    }
    assertThat(generations).as("golden identities").isNotEmpty();
    for (Path golden : generations) {
      assertThat(start(directory(golden), NODE, CLUSTER)).as("incarnation after %s", golden).isEqualTo(3);
      assertThatThrownBy(() -> start(directory(golden), NODE + 1, CLUSTER)).as("%s", golden)
          .isInstanceOf(IllegalStateException.class).hasMessage("the directory belongs to node 3, not to node 4");
      assertThatThrownBy(() -> start(directory(golden), NODE, "another")).as("%s", golden)
          .isInstanceOf(IllegalStateException.class).hasMessageContaining("of another cluster");
    }
  }

  /// What this build writes is what is kept: whoever changes it gives the format another number and keeps a file of it.
  @Test
  void theNewestGenerationIsWhatIsWrittenToday() throws IOException {
    Storage written = new MemoryMedium().open(environment);
    start(written, NODE, CLUSTER);
    start(written, NODE, CLUSTER);
    assertThat(content(written))
        .isEqualTo(Files.readAllBytes(FOLDER.resolve("v" + IdentityDescriptor.FORMAT_VERSION)));
  }

  /// The incarnation that a start comes to.
  private long start(Storage storage, int nodeId, String clusterName) {
    IdentityJob job = new IdentityJob(storage, nodeId, clusterName);
    JobHandle handle = environment.scheduler().submit(job, Priority.OPEN);
    runtime.runUntil(handle::isDone);
    RuntimeException failure = handle.completion().failure();
    if (failure != null) {
      throw failure;
    }
    return job.incarnation();
  }

  private Storage directory(Path golden) throws IOException {
    byte[] bytes = Files.readAllBytes(golden);
    Storage storage = new MemoryMedium().open(environment);
    StorageFile file = storage.create(IdentityJob.NAME, IoPurpose.NODE_METADATA);
    file.append(new UnsafeBuffer(bytes), 0, bytes.length);
    Completion synced = new Completion();
    file.sync(synced);
    runtime.runUntil(synced::isDone);
    file.seal();
    file.release();
    return storage;
  }

  private static byte[] content(Storage storage) {
    StorageFile file = storage.open(IdentityJob.NAME, IoPurpose.HARNESS);
    byte[] bytes = new byte[(int) file.lengthBytes()];
    file.read(0, new UnsafeBuffer(bytes), 0, bytes.length, IoPurpose.HARNESS);
    file.release();
    return bytes;
  }
}
