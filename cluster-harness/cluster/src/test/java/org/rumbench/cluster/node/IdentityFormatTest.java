package org.rumbench.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.dump.Dumps;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;
import org.rumbench.storage.sim.MemoryMedium;

/// A node's identity as text: as its start wrote it, and with every byte wrong once.
class IdentityFormatTest {
  private static byte[] written() {
    SimRuntime runtime = new SimRuntime(1);
    Environment environment = runtime.environment("node");
    Storage storage = new MemoryMedium().open(environment);
    JobHandle job = environment.scheduler().submit(new IdentityJob(storage, 3, "test"), Priority.OPEN);
    runtime.runUntil(job::isDone);
    StorageFile file = storage.open(IdentityJob.NAME, IoPurpose.HARNESS);
    byte[] content = new byte[(int) file.lengthBytes()];
    file.read(0, new UnsafeBuffer(content), 0, content.length, IoPurpose.HARNESS);
    return content;
  }

  @Test
  void showsWhoseDirectoryItIs() {
    assertThat(Dumps.textOf("identity", written(), 10))
        .contains("identity  node identity  36 bytes\n")
        .contains("node    node 3  incarnation 1  cluster name hash ")
        .endsWith("  clean\n");
  }

  @Test
  void namesDamage() {
    byte[] whole = written();
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x40;
      assertThat(Dumps.textOf("identity", damaged, 10)).as("byte %s", at).contains("DAMAGE  another checksum");
      assertThat(Dumps.textOf("identity", Arrays.copyOf(whole, at), 10)).contains("DAMAGE  " + at + " bytes instead");
    }
  }
}
