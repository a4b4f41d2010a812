package org.rumbench.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.EngineFactory;
import org.rumbench.runtime.Seeds;
import org.rumbench.simulation.SimulatedSmoke.Result;

class SimulatedSmokeTest {
  @Test
  void everyDesignKeepsWhatItAcknowledgedAndRepeatsItselfExactly() {
    Map<Long, String> seen = new TreeMap<>();
    for (EngineFactory factory : Designs.real()) {
      Seeds.of(2).forEach(seed -> {
        Result first = Designs.run(factory, seed);
        assertThat(first.violations()).as(first.line()).isEmpty();
        assertThat(first.background().flushes()).as(first.line()).isPositive();
        assertThat(first.background().isReorganising()).as(first.line()).isTrue();
        assertThat(first.background().failures()).as(first.line()).isZero();
        assertThat(first.failedOperations()).as("the outage shows: %s", first.line()).isPositive();
        assertThat(Designs.run(factory, seed)).isEqualTo(first);
        assertThat(seen.put(first.traceHash(), first.line())).as(first.line()).isNull();
      });
    }
    assertThat(seen).isNotEmpty();
  }

  @Test
  void testEnginesRunTooAndRepeatThemselves() {
    EngineFactory noop = Designs.named("noop");
    Seeds.of(2).forEach(seed -> assertThat(Designs.run(noop, seed)).isEqualTo(Designs.run(noop, seed)));
  }

  @Test
  void anEngineThatKeepsNothingOverAPowerCutIsCaught() {
    EngineFactory heap = Designs.named("stall");
    Seeds.of(2).forEach(seed -> {
      Result result = SimulatedSmoke.run(
          heap, SimulatedSmoke.scaledDown(heap), seed, SimWorkload.halfAndHalf(seed, 100, 600, 100),
          SimulatedSmoke.Scenario.OUTAGE, true);
      assertThat(result.violations())
          .as(result.line())
          .anySatisfy(line -> assertThat(line).contains("after the mix", "read nothing"))
          .allSatisfy(line -> assertThat(line).contains("was acknowledged"));
    });
  }

  /// One lost write of 300 keys is enough, so each design is caught by at least one of the seeds.
  @Test
  void aDesignWhoseDiskLiesAboutSyncsIsCaught() {
    for (EngineFactory factory : Designs.real()) {
      EngineFactory lying = new LyingDisk(factory);
      long caught = Seeds.of(2).filter(seed -> isCaught(lying, seed)).count();
      assertThat(caught).as(factory.name()).isPositive();
    }
  }

  private static boolean isCaught(EngineFactory lying, long seed) {
    try {
      return !Designs.run(lying, seed).isGood();
    } catch (IllegalStateException damaged) {
      assertThat(damaged).hasMessageContaining("not whole");
      return true;
    }
  }
}
