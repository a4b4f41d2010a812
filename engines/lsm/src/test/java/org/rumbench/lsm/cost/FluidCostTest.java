package org.rumbench.lsm.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FluidCostTest {
  private static FluidCost of(double sizeRatio, double bits) {
    return new FluidCost(sizeRatio, 1, 1, 1e9, 1_000, 64e6, bits);
  }

  /// The RocksDB Tuning Guide's example: 500 GB in levels of 0.5, 0.5, 5, 51 and 512 GB with a level multiplier of 10:
  /// write amplification 1 + 2 + 10 + 10 + 10 = 33, space 1.14.
  @Test
  void ladderGivesTheTuningGuidesExample() {
    LevelLadder guide = new LevelLadder(List.of(0.5, 0.5, 5.0, 51.0, 512.0));
    assertThat(guide.worstWriteAmplification()).isCloseTo(33, within(0.5));
    assertThat(guide.spaceOver(500)).isCloseTo(1.14, within(0.005));
  }

  /// Published measurements of leveled RocksDB come to about 5 a level with a multiplier of 10, not 10.
  @Test
  void ladderExpectsAboutHalfOfTheWorst() {
    LevelLadder guide = new LevelLadder(List.of(0.5, 0.5, 5.0, 51.0, 512.0));
    assertThat(guide.expectedWriteAmplification()).isCloseTo(1 + 2 + 3 * 5.5, within(0.5));
  }

  /// Dynamic level bytes keep 90 % of the data in the last level: 1.11.
  @Test
  void dynamicLadderOfTenHoldsNineTenthsInItsLastLevel() {
    LevelLadder ladder = LevelLadder.dynamic(1e12, 10, 6);
    assertThat(ladder.spaceAmplification()).isCloseTo(1.11, within(0.005));
    assertThat(ladder.levelBytes().getLast() / ladder.spaceOver(1)).isCloseTo(0.9, within(0.005));
  }

  /// 1e12 bytes over a buffer of 64e6 with T = 10: 15,625 buffers, 0.9 of them in the last of 5 levels.
  @Test
  void levelsAndWriteCostsAreThoseOfTheTables() {
    FluidCost ten = of(10, 10);
    assertThat(ten.levels()).isEqualTo(5);
    assertThat(ten.leveling().writeAmplification()).isCloseTo(1 + 5 * 9.0 / 2, within(1e-9));
    assertThat(ten.tiering().writeAmplification()).isCloseTo(1 + 5 * 0.9, within(1e-9));
    assertThat(ten.lazyLeveling().writeAmplification()).isCloseTo(1 + 4 * 0.9 + 4.5, within(1e-9));
    assertThat(ten.writeAmplificationWithLog()).isCloseTo(ten.writeAmplification() + 1, within(1e-9));
    assertThat(ten.leveling().runsOfTree()).isEqualTo(5);
    assertThat(ten.tiering().runsOfTree()).isEqualTo(45);
    assertThat(ten.lazyLeveling().shortScan()).isEqualTo(37);
    assertThat(ten.leveling().worstSpaceAmplification()).isCloseTo(1.11, within(0.005));
    assertThat(ten.tiering().worstSpaceAmplification()).isCloseTo(9.11, within(0.005));
    assertThat(ten.lazyLeveling().longScan()).isCloseTo(1.1, within(1e-9));
    assertThat(ten.tiering().expectedSpaceAmplification()).isBetween(1.0, ten.tiering().worstSpaceAmplification());
  }

  /// With T = 2 tiering and leveling are the same tree.
  @Test
  void allTreesOfRatioTwoCostTheSame() {
    FluidCost two = of(2, 10);
    assertThat(two.tiering()).isEqualTo(two.leveling()).isEqualTo(two.lazyLeveling());
  }

  /// Ten bits a key let 0.82 % of foreign keys pass.
  @Test
  void uniformFiltersAnswerByTheRuns() {
    FluidCost ten = of(10, 10);
    assertThat(ten.uniformFalsePositives()).isCloseTo(0.0082, within(0.0001));
    assertThat(ten.leveling().zeroResultLookup()).isCloseTo(0.041, within(0.0005));
    assertThat(ten.tiering().zeroResultLookup()).isCloseTo(0.369, within(0.005));
    assertThat(ten.leveling().existingLookup()).isCloseTo(1 + 4 * 0.0082, within(0.0005));
  }

  /// Monkey's spread takes the memory that uniform filters take, and its levels add up to the look-up cost.
  @Test
  void monkeySpendsTheSameBits() {
    for (double sizeRatio : List.of(2.0, 4.0, 10.0)) {
      FluidCost deep = new FluidCost(sizeRatio, 1, 1, 1e18, 1_000, 1e6, 20);
      for (FluidCost tree : List.of(deep.leveling(), deep.tiering(), deep.lazyLeveling())) {
        double bits = 0;
        double lookup = 0;
        for (int level = 1; level <= tree.levels(); level++) {
          double share = (sizeRatio - 1) / sizeRatio * Math.pow(sizeRatio, level - tree.levels());
          double positives = tree.monkeyFalsePositives(level);
          bits -= share * Math.log(positives) / (Math.log(2) * Math.log(2));
          lookup += positives * (level == tree.levels() ? tree.lastRuns() : tree.runs());
        }
        assertThat(bits).as("bits of %s", tree).isCloseTo(20, within(0.05));
        assertThat(lookup).as("look-up of %s", tree).isCloseTo(tree.zeroResultLookupMonkey(), within(1e-3));
        assertThat(tree.zeroResultLookupMonkey()).isLessThan(tree.zeroResultLookup());
        assertThat(tree.existingLookupMonkey()).isLessThan(1 + tree.zeroResultLookupMonkey());
      }
    }
  }

  @Test
  void refusesTreesThatThereAreNot() {
    assertThatThrownBy(() -> of(1, 10)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("sizeRatio");
    assertThatThrownBy(() -> new FluidCost(4, 4, 1, 1, 1, 1, 1)).hasMessageContaining("runs is 4");
    assertThatThrownBy(() -> new LevelLadder(List.of(1.0, 0.0))).hasMessageContaining("above 0");
  }
}
