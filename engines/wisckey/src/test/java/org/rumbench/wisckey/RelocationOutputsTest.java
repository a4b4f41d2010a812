package org.rumbench.wisckey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.storage.sim.MemoryMedium;

/// Segments that compactions fill belong to one at a time, and to a collection or a compaction, never to both.
final class RelocationOutputsTest {
  private static final int SEGMENT_BYTES = 100;

  private final LogFixture log = LogFixture.open(new MemoryMedium(), new SegmentCatalog(), 4096, 0, Long.MAX_VALUE);
  private final RelocationOutputs outputs = new RelocationOutputs(log.storage, log.log, SEGMENT_BYTES);

  @Test
  void aSegmentIsFilledByOneCompactionAfterTheOther() {
    RelocationOutput first = outputs.take();
    RelocationOutput beside = outputs.take();
    assertThat(beside.segment().id()).isNotEqualTo(first.segment().id());
    outputs.giveBack(first);
    assertThat(outputs.take()).isSameAs(first);
    assertThat(outputs.take()).isNotIn(first, beside);
    assertThat(outputs.isFull(first)).isFalse();
    first.append(new UnsafeBuffer(new byte[SEGMENT_BYTES]), SEGMENT_BYTES);
    assertThat(outputs.isFull(first)).isTrue();
  }

  /// What a compaction put there looks dead until it is installed: a collection would give it up.
  @Test
  void noCollectionTakesWhatACompactionHolds() {
    RelocationOutput output = outputs.take();
    assertThat(output.segment().isFree()).isFalse();
    assertThat(output.segment().holdForCollection()).isFalse();
    outputs.giveBack(output);
    assertThat(output.segment().isFree()).isTrue();
    assertThat(outputs.take()).isSameAs(output);
    assertThat(output.segment().holdForCollection()).isFalse();
  }

  @Test
  void noCompactionFillsWhatIsCollected() {
    RelocationOutput output = outputs.take();
    outputs.giveBack(output);
    assertThat(output.segment().holdForCollection()).isTrue();
    assertThat(output.segment().holdForCollection()).isFalse();
    assertThat(outputs.take()).isNotSameAs(output);
    assertThatThrownBy(() -> output.segment().letGo()).isInstanceOf(AssertionError.class);
  }

  @Test
  void aDiscardedOutputLeavesNoFile() {
    RelocationOutput output = outputs.take();
    String name = output.segment().file().name();
    assertThat(log.storage.list()).contains(name);
    outputs.discard(output);
    assertThat(log.storage.list()).doesNotContain(name);
  }
}
