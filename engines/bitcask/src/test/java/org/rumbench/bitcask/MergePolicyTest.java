package org.rumbench.bitcask;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.EngineOptions;

/// Goal: what merges owe is told apart from what they are late with. Method: the pure policy on counters.
class MergePolicyTest {
  private static final long MIB = 1 << 20;

  private static MergePolicy.Plan plan(int segments, double deadFraction) {
    BitcaskOptions options = BitcaskOptions.of(
        EngineOptions.of(BitcaskOptions.SPECS, Map.of("segmentBytes", "64m", "mergeDeadFraction", "0.4")));
    List<MergePolicy.Candidate> sealed = new ArrayList<>();
    for (int i = 0; i < segments; i++) {
      sealed.add(new MergePolicy.Candidate(i, 64 * MIB, Math.round(deadFraction * 64 * MIB)));
    }
    return MergePolicy.plan(sealed, options);
  }

  @Test
  void segmentsThatFallDueTogetherAreOwedButNotLate() {
    MergePolicy.Plan due = plan(16, 0.401);
    assertThat(due.inputs()).isNotEmpty();
    assertThat(due.owedBytes()).isGreaterThan(400 * MIB);
    assertThat(due.lateBytes()).isLessThan(2 * MIB);
  }

  @Test
  void whatDiesAfterwardsIsLate() {
    assertThat(plan(16, 0.7).lateBytes()).isBetween(307 * MIB, 308 * MIB);
    assertThat(plan(16, 0.39)).isEqualTo(new MergePolicy.Plan(List.of(), 0, 0));
  }
}
