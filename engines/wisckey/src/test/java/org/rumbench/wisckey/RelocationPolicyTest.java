package org.rumbench.wisckey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rumbench.wisckey.CollectionPolicy.Candidate;

final class RelocationPolicyTest {
  private static final List<Candidate> SEGMENTS = List.of(
      new Candidate(4, 100, 90), new Candidate(1, 100, 29), new Candidate(2, 100, 30), new Candidate(3, 100, 100));

  @Test
  void picksTheDeadOnesOfAllThatHaveSomethingLive() {
    assertThat(new RelocationPolicy(0.3, 1).pick(SEGMENTS)).containsExactly(2, 4);
    assertThat(new RelocationPolicy(0.95, 1).pick(SEGMENTS)).isEmpty();
    assertThat(new RelocationPolicy(0.3, 1).pick(List.of())).isEmpty();
  }

  @Test
  void looksAtTheOldestOnly() {
    assertThat(new RelocationPolicy(0.3, 0.75).pick(SEGMENTS)).containsExactly(2);
    assertThat(new RelocationPolicy(0.3, 0.26).pick(SEGMENTS)).containsExactly(2);
    assertThat(new RelocationPolicy(0.3, 0.25).pick(SEGMENTS)).isEmpty();
    assertThat(new RelocationPolicy(0.01, 0).pick(SEGMENTS)).isEmpty();
  }

  @Test
  void refusesWhatIsNoShare() {
    assertThatThrownBy(() -> new RelocationPolicy(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RelocationPolicy(0.5, 1.1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RelocationPolicy(Double.NaN, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
