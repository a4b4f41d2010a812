package org.rumbench.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineListener;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.fault.CrashStorage;
import org.rumbench.storage.sim.MemoryMedium;
import org.rumbench.storage.sim.SimulatedDisk;

/// Attached edits are asked for in the order in which the manifest has their records, each when the one before is
/// durable. An edit that is asked for earlier says what is true before the records that come first, and what it takes
/// on itself is missing in theirs.
class AttachmentOrderTest {
  /// A part whose state is the letters of its edits, and which watches merges. One thread.
  private static final class Letters implements ManifestAttachment, ValueSeparation {
    private final StringBuilder asked = new StringBuilder();
    private final StringBuilder recovered = new StringBuilder();
    private int merges;

    /// The edit of one record.
    private byte[] edit(char letter) {
      asked.append(letter);
      return String.valueOf(letter).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public byte[] snapshot() {
      return recovered.toString().getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void onRecovered(DirectBuffer edit, int offset, int length) {
      recovered.append(edit.getStringWithoutLengthAscii(offset, length));
    }

    @Override
    public Observer beginMerge(int outputLevel) {
      return new Observer() {
        @Override
        public byte[] edit() {
          return Letters.this.edit((char) ('A' + merges++ % 26));
        }
      };
    }
  }

  private static LsmTree open(SimRuntime runtime, CrashStorage disk, Letters letters) {
    Environment environment = runtime.environment("engine");
    LeveledFactory factory = new LeveledFactory();
    EngineOptions options = EngineOptions.of(factory.options(), factory.miniature());
    LsmOpenJob job =
        LsmTree.open(
            new EngineContext(environment, disk.open(environment), options, EngineListener.NONE),
            LsmOptions.of(options),
            LeveledFactory.policyOf(options),
            new LsmPorts(LsmPorts.standard().commitLog(), letters, letters));
    JobHandle opening = environment.scheduler().submit(job, Priority.OPEN);
    runtime.runUntil(opening::isDone);
    opening.completion().throwIfFailed();
    return job.tree();
  }

  private static void put(LsmTree tree, int number) {
    UnsafeBuffer key = new UnsafeBuffer(("key" + number % 50).getBytes(StandardCharsets.US_ASCII));
    WriteBatch batch = new WriteBatch().put(key, 0, key.capacity(), number + 1, 0, key, 0, key.capacity());
    assertThat(tree.write(batch, Durability.BUFFERED, failure -> {})).isEqualTo(WriteStatus.DONE);
  }

  /// Method: flushes, compactions and edits of their own wait for their turns on a disk whose syncs overtake each
  /// other; then the manifest is read.
  @Test
  void editsAreMadeInTheOrderOfTheirRecords() {
    for (long seed = 1; seed <= Long.getLong("seeds", 10); seed++) {
      SimRuntime runtime = new SimRuntime(seed);
      CrashStorage disk = new CrashStorage(new MemoryMedium(SimulatedDisk.restless())::open);
      RandomStream random = new RandomStream(seed);
      Letters letters = new Letters();
      LsmTree tree = open(runtime, disk, letters);
      List<JobHandle> jobs = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        put(tree, i);
        char letter = (char) ('a' + i % 26);
        jobs.add(random.nextInt(4) == 0 ? tree.flush() : tree.attach(() -> letters.edit(letter)));
        int[] events = {random.nextInt(6)};
        runtime.runUntil(() -> events[0]-- <= 0);
      }
      runtime.runUntilIdle();
      assertThat(jobs).allMatch(JobHandle::isDone);
      runtime.kill("engine");
      disk.kill();
      Letters found = new Letters();
      open(runtime, disk, found).close();
      assertThat(found.recovered).as("seed %d", seed).hasToString(letters.asked.toString()).hasSizeGreaterThan(30);
    }
  }
}
