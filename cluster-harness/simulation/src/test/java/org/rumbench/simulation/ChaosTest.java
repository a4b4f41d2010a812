package org.rumbench.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.rumbench.engine.EngineFactory;
import org.rumbench.runtime.Seeds;
import org.rumbench.simulation.SimulatedSmoke.Result;
import org.rumbench.simulation.SimulatedSmoke.Scenario;

class ChaosTest {
  @Test
  void everyDesignKeepsWhatItAcknowledgedThroughOverlappingPowerCuts() {
    for (EngineFactory factory : Designs.real()) {
      Seeds.of(2).forEach(seed -> {
        Result result = SimulatedSmoke.run(
            factory, SimulatedSmoke.scaledDown(factory), seed, SimWorkload.halfAndHalf(seed, 200, 2_000, 1_000),
            Scenario.CHAOS, true);
        assertThat(result.violations()).as(result.line()).isEmpty();
        assertThat(result.background().failures()).as(result.line()).isZero();
        assertThat(result.failedOperations()).as("faults show: %s", result.line()).isPositive();
      });
    }
  }
}
