package org.rumbench.cluster.version;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.rumbench.runtime.Clock;

class HybridTimeTest {
  private long wallMillis = 1_800_000_000_000L;
  private final Clock clock =
      new Clock() {
        @Override
        public long nanos() {
          return 0;
        }

        @Override
        public long wallMillis() {
          return wallMillis;
        }
      };

  @Test
  void versionsGrowWhenTheWallClockStepsBack() {
    HybridTime time = new HybridTime(clock, 5);
    long first = time.next();
    wallMillis -= 3_600_000;
    long second = time.next();
    assertThat(second).isGreaterThan(first);
    assertThat(HybridTime.nodeOf(second)).isEqualTo(5);
  }

  @Test
  void versionsOfOneMillisecondOverflowIntoTheNext() {
    HybridTime time = new HybridTime(clock, 5);
    long last = 0;
    for (int i = 0; i < 10_000; i++) {
      long version = time.next();
      assertThat(version).isGreaterThan(last);
      last = version;
    }
    assertThat(HybridTime.millisOf(last)).isBetween(wallMillis + 1, wallMillis + 5);
  }

  @Test
  void versionsOfTwoNodesDiffer() {
    assertThat(new HybridTime(clock, 1).next()).isNotEqualTo(new HybridTime(clock, 2).next());
  }

  @Test
  void observedVersionIsExceeded() {
    HybridTime ahead = new HybridTime(clock, 9);
    HybridTime behind = new HybridTime(clock, 1);
    for (int i = 0; i < 100; i++) {
      ahead.next();
    }
    long seen = ahead.next();
    behind.observe(seen);
    assertThat(behind.next()).isGreaterThan(seen);
  }

  @Test
  void clockFarAheadIsNotFollowedButAStoredVersionIs() {
    HybridTime time = new HybridTime(clock, 1);
    wallMillis += 2 * HybridTime.MAX_AHEAD_MILLIS;
    long broken = new HybridTime(clock, 2).next();
    wallMillis -= 2 * HybridTime.MAX_AHEAD_MILLIS;
    time.observe(broken);
    assertThat(time.next()).isLessThan(broken);
    time.restore(broken);
    assertThat(time.next()).isGreaterThan(broken);
  }

  @Test
  void versionsArePositiveAtTheEndsOfTime() {
    wallMillis = -5;
    assertThat(new HybridTime(clock, 0).next()).isPositive();
    wallMillis = Long.MAX_VALUE;
    assertThat(new HybridTime(clock, 1023).next()).isPositive();
  }
}
