package org.rumbench.wisckey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rumbench.wisckey.CollectionPolicy.Candidate;

final class CollectionPolicyTest {
  private static final CollectionPolicy POLICY = new CollectionPolicy(0.5, 1, 100, 3);

  @Test
  void picksNothingBelowTheThreshold() {
    assertThat(POLICY.pick(List.of(new Candidate(1, 100, 49), new Candidate(2, 100, 0)))).isEmpty();
  }

  @Test
  void picksTheDeadestFirstAndTheOldestAmongEquals() {
    assertThat(POLICY.pick(List.of(new Candidate(1, 100, 60), new Candidate(3, 100, 90), new Candidate(2, 100, 90))))
        .containsExactly(2, 3, 1);
  }

  @Test
  void takesOnlyWhatFitsOneOutput() {
    assertThat(POLICY.pick(List.of(new Candidate(1, 200, 120), new Candidate(2, 200, 110)))).containsExactly(1);
  }

  @Test
  void takesAtLeastOneHoweverLarge() {
    assertThat(POLICY.pick(List.of(new Candidate(1, 1000, 600)))).containsExactly(1);
  }

  @Test
  void takesAtMostTheGivenNumber() {
    Candidate dead = new Candidate(1, 10, 10);
    assertThat(POLICY.pick(List.of(dead, new Candidate(2, 10, 10), new Candidate(3, 10, 10), new Candidate(4, 10, 10))))
        .containsExactly(1, 2, 3);
  }

  @Test
  void owesTheBytesOfAllWorthCollecting() {
    assertThat(POLICY.debtBytes(List.of(new Candidate(1, 100, 60), new Candidate(2, 100, 10), new Candidate(3, 70, 70))))
        .isEqualTo(170);
  }

  @Test
  void takesLessDeadSegmentsWhenTooMuchOfAllIsDead() {
    CollectionPolicy policy = new CollectionPolicy(0.5, 0.25, 100, 3);
    List<Candidate> few = List.of(new Candidate(1, 100, 40), new Candidate(2, 100, 10));
    List<Candidate> many = List.of(new Candidate(1, 100, 45), new Candidate(2, 100, 10));
    assertThat(policy.pick(few)).isEmpty();
    assertThat(policy.debtBytes(few)).isZero();
    assertThat(policy.pick(many)).containsExactly(1);
    assertThat(policy.debtBytes(many)).isEqualTo(5);
  }

  @Test
  void refusesAThresholdThatWouldCollectForEver() {
    assertThatThrownBy(() -> new CollectionPolicy(0, 1, 100, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
