package org.rumbench.bitcask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Locale;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rumbench.engine.EngineOptions;

/// The closed form of merge costs against published figures, and the simulation of the policy against the closed form.
class CleaningCostTest {
  /// Write amplification of log-structured flash by its spare space, under uniform writes:
  /// alpha / (alpha + W(-alpha e^-alpha)).
  @ParameterizedTest
  @CsvSource({"1.07,7.82", "1.15,4.02", "1.28,2.48", "1.5,1.72"})
  void isTheKnownOneBySpace(double spaceAmplification, double writeAmplification) {
    CleaningCost cost = CleaningCost.ofSpaceAmplification(spaceAmplification);
    assertThat(cost.writeAmplification()).isCloseTo(writeAmplification, within(0.006));
    assertThat(cost.spaceAmplification()).isCloseTo(spaceAmplification, within(1e-9));
  }

  @Test
  void isOneOverTheDeadFractionAndItsLogarithm() {
    CleaningCost cost = CleaningCost.ofDeadFraction(0.4);
    assertThat(cost.writeAmplification()).isCloseTo(2.5, within(1e-9));
    assertThat(cost.spaceAmplification()).isCloseTo(1.277, within(1e-3));
    assertThat(CleaningCost.ofDeadFraction(1).writeAmplification()).isEqualTo(1);
    assertThat(CleaningCost.ofDeadFraction(1).spaceAmplification()).isInfinite();
    assertThatThrownBy(() -> new CleaningCost(1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CleaningCost.ofSpaceAmplification(1)).isInstanceOf(IllegalArgumentException.class);
  }

  /// Two hundred segments of live records, and fifteen rounds of overwrites to forget that all were loaded at once.
  @ParameterizedTest
  @ValueSource(strings = {"0.2", "0.3", "0.4", "0.5", "0.6", "0.7"})
  void isWhatThePolicyComesToInTheLongRun(String deadFraction) {
    Map<String, String> texts =
        Map.of("segmentBytes", "10000", "mergeDeadFraction", deadFraction, "mergeMinimumDeadBytes", "1",
            "mergeMaximumInputBytes", "100000", "smallSegmentBytes", "0");
    BitcaskOptions options = BitcaskOptions.of(EngineOptions.of(BitcaskOptions.SPECS, texts));
    int keys = 20_000;
    MergeSimulation simulation = new MergeSimulation(options, keys, 100, 100);
    MergeSimulation.Cost loading = simulation.load();
    assertThat(loading.writeAmplification()).isEqualTo(1);
    simulation.overwrite(15.0 * keys);
    MergeSimulation.Cost cost = simulation.overwrite(5.0 * keys);
    CleaningCost formula = CleaningCost.ofDeadFraction(options.mergeDeadFraction());
    System.out.printf(
        Locale.ROOT, "dead fraction %s: writes %.3f, formula %.3f; space %.3f, formula %.3f; merged at %.3f%n",
        deadFraction, cost.writeAmplification(), formula.writeAmplification(), cost.average() / keys,
        formula.spaceAmplification(), cost.utilisation());
    assertThat(cost.writeAmplification())
        .isCloseTo(formula.writeAmplification(), Percentage.withPercentage(5));
    assertThat(cost.writeAmplification())
        .isCloseTo(new CleaningCost(cost.utilisation()).writeAmplification(), Percentage.withPercentage(2));
    assertThat(cost.average() / keys).isCloseTo(formula.spaceAmplification(), Percentage.withPercentage(5));
  }
}
