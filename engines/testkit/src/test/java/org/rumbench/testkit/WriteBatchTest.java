package org.rumbench.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.WriteBatch;

/// What a batch refuses that takes more room than each design should give to its tests; the rest is in [WriteContract].
class WriteBatchTest {
  /// Goal: a batch is no longer than one unit of a log, and what would make it longer leaves it as it was.
  @Test
  void aBatchBeyondAUnitOfALogIsRefused() {
    UnsafeBuffer value = new UnsafeBuffer(new byte[WriteBatch.MAX_VALUE_LENGTH]);
    WriteBatch batch = new WriteBatch();
    int fitting = WriteBatch.MAX_LENGTH_BYTES / WriteBatch.MAX_VALUE_LENGTH - 1;
    for (int i = 0; i < fitting; i++) {
      batch.put(value, 0, 8, i, 0, value, 0, value.capacity());
    }
    int lengthBytes = batch.lengthBytes();
    assertThatThrownBy(() -> batch.put(value, 0, 8, fitting, 0, value, 0, value.capacity()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.valueOf(WriteBatch.MAX_LENGTH_BYTES));
    assertThat(batch.recordCount()).isEqualTo(fitting);
    assertThat(batch.lengthBytes()).isEqualTo(lengthBytes);
    assertThat(batch.highestVersion()).isEqualTo(fitting - 1);
  }
}
