package org.rumbench.lsm.compaction;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.OptionCheck;
import org.rumbench.lsm.compaction.CompactionDecision.Kind;
import org.rumbench.lsm.record.KeyBytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rumbench.lsm.compaction.Shapes.arrived;
import static org.rumbench.lsm.compaction.Shapes.busy;
import static org.rumbench.lsm.compaction.Shapes.numbers;
import static org.rumbench.lsm.compaction.Shapes.shape;
import static org.rumbench.lsm.compaction.Shapes.sized;
import static org.rumbench.lsm.compaction.Shapes.table;
import static org.rumbench.lsm.compaction.Shapes.withTombstones;


/// What the policies decide, and that they are pure.
class PolicyTest {
  private static final SizeBuckets BUCKETS = new SizeBuckets(4, 32, 0.5, 1.5, 50);
  private static final SizeTieredPolicy CASSANDRA = new SizeTieredPolicy(BUCKETS, 0.2, false, 1);
  private static final SizeTieredPolicy CURED = new SizeTieredPolicy(BUCKETS, 0.2, true, 1);
  private static final LeveledPolicy STATIC = new LeveledPolicy(4, 100, 4, 50, false);
  private static final LeveledPolicy DYNAMIC = new LeveledPolicy(4, 100, 10, 50, true);
  private static final UniversalPolicy UNIVERSAL = new UniversalPolicy(4, 4, 0.01, 2, 2, 100, 2, 1_000);
  private static final LazyLeveledPolicy LAZY = new LazyLeveledPolicy(3, 10, 50);
  private static final TimeWindowPolicy WINDOWS = new TimeWindowPolicy(1_000, BUCKETS);

  private static List<List<Long>> bucketSizes(long... sizes) {
    return BUCKETS.of(sized(sizes)).stream()
        .map(bucket -> bucket.stream().map(TableSummary::bytes).toList())
        .toList();
  }

  @Test
  void bucketsAreThoseOfCassandra() {
    // The lists of Cassandra's SizeTieredCompactionStrategyTest.testGetBuckets: each is one bucket per group.
    assertThat(bucketSizes(4_000, 8, 5, 4)).hasSize(2);
    assertThat(bucketSizes(100, 500, 100, 400)).containsExactly(List.of(100L, 100L), List.of(400L, 500L));
    // The average moves with each table that joins.
    assertThat(bucketSizes(100, 149, 180)).containsExactly(List.of(100L, 149L, 180L));
    assertThat(bucketSizes(100, 151)).containsExactly(List.of(100L), List.of(151L));
    assertThat(bucketSizes(1, 10, 40, 49)).hasSize(1);
  }

  @Test
  void tieredTakesTheBucketWithTheSmallestAverage() {
    assertThat(numbers(CASSANDRA.pick(shape(sized(1000, 1000, 1000, 1000, 100, 100, 100, 100)))))
        .containsExactly(5L, 6L, 7L, 8L);
    assertThat(CASSANDRA.pick(shape(sized(100, 100, 100)))).isEmpty();
    assertThat(CASSANDRA.debtBytes(shape(sized(100, 100, 100)))).isZero();
  }

  @Test
  void tieredMergesAtMostTheMaximum() {
    long[] sizes = new long[40];
    Arrays.fill(sizes, 100);
    assertThat(numbers(CASSANDRA.pick(shape(sized(sizes))))).hasSize(32);
  }

  @Test
  void tieredLeavesBusyTablesAlone() {
    List<TableSummary> tables = sized(100, 100, 100);
    tables.add(busy(table(9, 0, 100, "a", "z")));
    assertThat(CASSANDRA.pick(shape(tables))).isEmpty();
  }

  @Test
  void theCureTakesALargeBucketThatHasWaited() {
    long[] sizes = {2000, 2000, 2000, 2000, 2000, 2000, 2000, 2000, 9000, 9000, 100, 100, 100, 100};
    assertThat(numbers(CASSANDRA.pick(shape(sized(sizes))))).containsExactly(11L, 12L, 13L, 14L);
    SizeTieredPolicy cured = new SizeTieredPolicy(BUCKETS, 0.2, true, 1_000);
    assertThat(numbers(cured.pick(shape(sized(sizes))))).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
  }

  @Test
  void theCureMergesTheLargestTableWhenAllOthersReachItsSize() {
    TreeShape shape = shape(sized(10_000, 5_000, 3_000, 2_000));
    assertThat(CASSANDRA.pick(shape)).isEmpty();
    assertThat(numbers(CURED.pick(shape))).containsExactly(1L, 2L, 3L, 4L);
    assertThat(CURED.debtBytes(shape)).isEqualTo(20_000);
    assertThat(CURED.pick(shape(sized(10_000, 5_000, 3_000, 1_900)))).isEmpty();
  }

  @Test
  void aTableOfDeletionsIsRewrittenAloneOnlyWhenAllOfThemGo() {
    TableSummary deletions = withTombstones(table(5, 0, 100, "a", "k"), 90);
    TableSummary newer = table(6, 0, 1_000, "a", "z");
    TableSummary older = table(4, 0, 1_000, "c", "z");
    TableSummary olderElsewhere = table(4, 0, 1_000, "l", "z");
    assertThat(numbers(CASSANDRA.pick(shape(List.of(newer, deletions, olderElsewhere), 5, 0)))).containsExactly(5L);
    assertThat(CASSANDRA.pick(shape(List.of(newer, deletions, older), 5, 0))).isEmpty();
    assertThat(CASSANDRA.pick(shape(List.of(newer, deletions, olderElsewhere), 4, 0))).isEmpty();
  }

  @Test
  void leveledTakesAllOfLevelZeroWithWhatLiesBelow() {
    List<TableSummary> zero =
        List.of(
            table(4, 0, 10, "a", "f"), table(3, 0, 10, "c", "d"), table(2, 0, 10, "b", "e"),
            table(1, 0, 10, "a", "b"));
    List<TableSummary> tables = new ArrayList<>(zero);
    tables.addAll(List.of(table(5, 1, 10, "e", "g"), table(6, 1, 10, "h", "k")));
    Optional<CompactionDecision> decision = STATIC.pick(shape(tables));
    assertThat(numbers(decision)).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(decision.orElseThrow().outputLevel()).isEqualTo(1);
    assertThat(STATIC.pick(shape(tables.subList(1, 6)))).isEmpty();
  }

  @Test
  void leveledTakesTheTableThatOverlapsLeast() {
    TreeShape shape =
        shape(
            table(1, 1, 60, "a", "c"), table(2, 1, 60, "d", "f"), table(3, 2, 90, "a", "b"), table(4, 2, 10, "d", "d"));
    assertThat(numbers(STATIC.pick(shape))).containsExactly(2L, 4L);
    assertThat(STATIC.debtBytes(shape)).isPositive();
  }

  @Test
  void leveledMovesATableThatOverlapsNothing() {
    Optional<CompactionDecision> decision =
        STATIC.pick(shape(table(1, 1, 60, "a", "c"), table(2, 1, 60, "d", "f")));
    assertThat(decision.orElseThrow().kind()).isEqualTo(Kind.MOVE);
    assertThat(numbers(decision)).containsExactly(1L);
  }

  @Test
  void leveledNeverTouchesWhatARunningCompactionReads() {
    TreeShape shape =
        shape(table(1, 1, 60, "a", "c"), table(2, 1, 60, "d", "f"), busy(table(3, 2, 90, "a", "z")));
    assertThat(STATIC.pick(shape)).isEmpty();
  }

  @Test
  void leveledOwesWhatALowerLevelIsOverItsTargetThoughTheUpperIsNot() {
    TreeShape shape = shape(table(1, 1, 10, "a", "c"), table(2, 2, 500, "d", "f"));
    assertThat(STATIC.pick(shape)).isPresent();
    assertThat(STATIC.debtBytes(shape)).isPositive();
  }

  @Test
  void dynamicTargetsFollowTheDeepestLevel() {
    assertThat(DYNAMIC.targets(shape(sized(10))).base()).isEqualTo(6);
    LeveledPolicy.Targets small = DYNAMIC.targets(shape(table(1, 6, 90, "a", "z")));
    assertThat(small.base()).isEqualTo(6);
    LeveledPolicy.Targets large = DYNAMIC.targets(shape(table(1, 6, 50_000, "a", "z")));
    // 50,000 in level 6, a tenth in 5, a tenth of that in 4, and 50 is below the base of 100.
    assertThat(large.base()).isEqualTo(3);
    assertThat(large.of(6)).isBetween(50_000.0, 100_000.0);
    assertThat(large.of(5) / large.of(4)).isEqualTo(10);
    // The first level with tables is never passed over.
    assertThat(DYNAMIC.targets(shape(table(1, 2, 5, "a", "b"), table(2, 6, 90, "a", "z"))).base()).isEqualTo(2);
  }

  @Test
  void noLevelIsBegunAboveOneThatIsAboutTheBase() {
    // 14,000 in level 6, 1,400 in 5, 140 in 4, where the base is 100.
    LeveledPolicy.Targets targets = DYNAMIC.targets(shape(table(1, 6, 14_000, "a", "z")));
    assertThat(targets.base()).isEqualTo(4);
    assertThat(targets.of(4)).isEqualTo(140);
    assertThat(DYNAMIC.targets(shape(table(1, 6, 16_000, "a", "z"))).base()).isEqualTo(3);
    // As much as that in level 0 would only pass through level 4.
    List<TableSummary> waiting = sized(500, 500, 500, 500);
    waiting.add(table(9, 6, 14_000, "a", "z"));
    assertThat(DYNAMIC.targets(shape(waiting)).base()).isEqualTo(5);
  }

  @Test
  void leveledLetsALevelWaitForWhatComesFromAbove() {
    List<TableSummary> tables = sized(10, 10, 10, 10);
    tables.add(table(9, 1, 120, "a", "z"));
    assertThat(STATIC.scores(shape(tables)).get(1)).isLessThan(1);
    assertThat(STATIC.pick(shape(tables)).orElseThrow().fromLevel()).isZero();
    // More than it may hold and what comes: it goes before level 0, however many tables that has.
    List<TableSummary> many = sized(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    many.add(table(19, 1, 120, "a", "z"));
    assertThat(STATIC.pick(shape(many)).orElseThrow().fromLevel()).isEqualTo(1);
  }

  @Test
  void whatRestsInLevelZeroTakesItsPlaceInTheBase() {
    List<TableSummary> tables = sized(10, 10, 10);
    tables.add(table(9, 1, 80, "a", "z"));
    assertThat(STATIC.pick(shape(tables)).orElseThrow().fromLevel()).isEqualTo(1);
    assertThat(STATIC.debtBytes(shape(tables))).isPositive();
    assertThat(STATIC.pick(shape(tables.subList(1, 4)))).as("100 with what rests").isPresent();
    assertThat(STATIC.pick(shape(tables.subList(2, 4)))).isEmpty();
    assertThat(STATIC.debtBytes(shape(tables.subList(2, 4)))).isZero();
  }

  @Test
  void universalMergesAllWhenTheNewerRunsReachTheSpaceBound() {
    assertThat(numbers(UNIVERSAL.pick(shape(sized(100, 90, 70, 40))))).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void universalMergesARowOfSimilarNeighbours() {
    // Newest first: 10, 10, 15, 400; 10 and 10 are similar, 15 is not larger than both, 400 is.
    assertThat(numbers(UNIVERSAL.pick(shape(sized(400, 15, 10, 10))))).containsExactly(2L, 3L, 4L);
    // 1 is alone: the next is larger. The row begins behind it.
    assertThat(numbers(UNIVERSAL.pick(shape(sized(400, 10, 10, 1))))).containsExactly(2L, 3L);
  }

  @Test
  void universalMergesTheNewestWhenThereAreTooMany() {
    assertThat(UNIVERSAL.pick(shape(sized(1000, 100, 10, 1)))).isEmpty();
    assertThat(UNIVERSAL.debtBytes(shape(sized(1000, 100, 10, 1)))).isZero();
    assertThat(numbers(UNIVERSAL.pick(shape(sized(10_000, 1000, 100, 10, 1))))).containsExactly(4L, 5L);
  }

  @Test
  void universalWaitsForWideRows() {
    UniversalPolicy wide = new UniversalPolicy(4, 6, 0.01, 4, 4, 100, 2, 1_000);
    assertThat(wide.pick(shape(sized(4000, 400, 40, 10, 10)))).isEmpty();
    assertThat(numbers(wide.pick(shape(sized(4000, 400, 10, 10, 10, 10))))).containsExactly(3L, 4L, 5L, 6L);
    assertThat(numbers(wide.pick(shape(sized(9000, 4000, 900, 400, 90, 40, 9))))).containsExactly(6L, 7L);
  }

  @Test
  void universalWantsWiderRowsBesideARunningMerge() {
    UniversalPolicy policy = new UniversalPolicy(2, 6, 0.01, 2, 4, 100, 2, 1_000);
    List<TableSummary> tables = sized(4000, 10, 10, 10, 10, 10);
    assertThat(numbers(policy.pick(shape(tables)))).containsExactly(2L, 3L, 4L, 5L, 6L);
    tables.set(0, busy(tables.getFirst()));
    assertThat(numbers(policy.pick(shape(tables.subList(0, 5))))).containsExactly(2L, 3L, 4L, 5L);
    assertThat(policy.pick(shape(tables.subList(0, 4)))).as("three wait").isEmpty();
    // With more than six waiting the width is the usual one: 40 and 41, though a merge runs.
    List<TableSummary> many = sized(90_000, 20_000, 9_000, 4_000, 900, 400, 41, 40);
    many.set(0, busy(many.getFirst()));
    assertThat(numbers(policy.pick(shape(many)))).containsExactly(7L, 8L);
  }

  @Test
  void universalMergesOnlyNeighboursInAge() {
    List<TableSummary> tables = sized(4000, 10, 10, 10, 10);
    tables.set(2, busy(tables.get(2)));
    assertThat(numbers(UNIVERSAL.pick(shape(tables)))).containsExactly(4L, 5L);
    tables.set(1, busy(tables.get(1)));
    assertThat(UNIVERSAL.pick(shape(tables))).as("three wait").isEmpty();
  }

  @Test
  void lazyLevelsCollectRunsAboveALevelThatIsOneRun() {
    Optional<CompactionDecision> decision = LAZY.pick(shape(sized(10, 10, 10)));
    assertThat(decision.orElseThrow().outputLevel()).isEqualTo(1);
    assertThat(decision.orElseThrow().joinsRun()).isTrue();

    TableSummary last = table(9, 1, 95, "a", "z");
    Optional<CompactionDecision> outgrown = LAZY.pick(shape(last));
    assertThat(outgrown.orElseThrow().kind()).isEqualTo(Kind.MOVE);
    assertThat(outgrown.orElseThrow().outputLevel()).isEqualTo(2);

    List<TableSummary> above = sized(10, 10, 10);
    above.add(table(9, 2, 95, "a", "z"));
    Optional<CompactionDecision> upper = LAZY.pick(shape(above));
    assertThat(numbers(upper)).containsExactly(1L, 2L, 3L);
    assertThat(upper.orElseThrow().joinsRun()).isFalse();
  }

  @Test
  void unifiedKnowsFanOutAndThresholdOfEachParameter() {
    UnifiedPolicy policy = unified("T4, N, L10");
    assertThat(List.of(policy.fanOut(0), policy.fanOut(1), policy.fanOut(2), policy.fanOut(9)))
        .containsExactly(4, 2, 10, 10);
    assertThat(List.of(policy.threshold(0), policy.threshold(1), policy.threshold(2))).containsExactly(4, 2, 2);
    // Flushes of 100: level 0 ends at 400, level 1 at 800, level 2 at 8,000.
    assertThat(List.of(policy.levelOf(399), policy.levelOf(400), policy.levelOf(800), policy.levelOf(8_000)))
        .containsExactly(0, 1, 2, 3);
    for (String wrong : List.of("", "T1", "X4", "T", "L4000", "T4,,N")) {
      assertThatThrownBy(() -> unified(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static UnifiedPolicy unified(String scaling) {
    return new UnifiedPolicy(UnifiedPolicy.scalingOf(scaling), 100, 1_000, 50, 4, 32);
  }

  @Test
  void unifiedMergesEnoughOverlappingTablesOfOneDensity() {
    assertThat(unified("T4").pick(shape(sized(100, 100, 100)))).isEmpty();
    assertThat(numbers(unified("T4").pick(shape(sized(100, 100, 100, 100))))).containsExactly(1L, 2L, 3L, 4L);
    assertThat(numbers(unified("L10").pick(shape(sized(100, 100))))).containsExactly(1L, 2L);
    // Four tables side by side are no reason to merge.
    TreeShape apart =
        shape(
            table(1, 0, 100, "a", "c"), table(2, 0, 100, "d", "f"), table(3, 0, 100, "g", "i"),
            table(4, 0, 100, "j", "l"));
    assertThat(unified("T2").pick(apart)).isEmpty();
    assertThat(unified("T2").debtBytes(apart)).isZero();
  }

  @Test
  void unifiedCutsIntoMoreShardsAtHigherDensity() {
    UnifiedPolicy policy = unified("T4");
    assertThat(List.of(policy.shards(60), policy.shards(150), policy.shards(1_000), policy.shards(4_000)))
        .containsExactly(1, 2, 4, 4);
    assertThat(List.of(policy.shards(8_000), policy.shards(32_000))).containsExactly(8, 32);
    CompactionDecision decision = policy.pick(shape(sized(100, 100, 100, 100))).orElseThrow();
    assertThat(decision.cuts()).hasSize(3).isSorted();
    assertThat(decision.cuts().getFirst()).isBetween(KeyBytes.of("g"), KeyBytes.of("h"));
  }

  @Test
  void windowsAreNeverMixed() {
    List<TableSummary> tables = new ArrayList<>();
    for (TableSummary one : sized(100, 100, 100, 100, 100)) {
      tables.add(arrived(one, one.number() <= 2 ? 500 : 1_500, Long.MAX_VALUE));
    }
    // The newest window has three tables, too few; the closed one has two, which become one.
    assertThat(numbers(WINDOWS.pick(shape(tables)))).containsExactly(1L, 2L);
    assertThat(WINDOWS.pick(shape(tables.subList(1, 5)))).isEmpty();
  }

  @Test
  void expiredTablesAreDroppedOnlyIfTheyHideNothing() {
    TableSummary expired = arrived(table(5, 0, 100, "a", "k"), 500, 2_000);
    TableSummary older = arrived(table(4, 0, 100, "c", "z"), 400, Long.MAX_VALUE);
    TableSummary olderExpired = arrived(table(4, 0, 100, "c", "z"), 400, 1_000);
    assertThat(WINDOWS.pick(shape(List.of(expired), 5, 1_999))).isEmpty();
    CompactionDecision decision = WINDOWS.pick(shape(List.of(expired), 5, 2_000)).orElseThrow();
    assertThat(decision.kind()).isEqualTo(Kind.DROP);
    assertThat(WINDOWS.pick(shape(List.of(expired), 4, 2_000))).isEmpty();
    assertThat(WINDOWS.pick(shape(List.of(expired, older), 5, 2_000))).isEmpty();
    assertThat(numbers(WINDOWS.pick(shape(List.of(expired, olderExpired), 5, 2_000)))).containsExactly(4L, 5L);
  }

  @Test
  void whatNoPolicyPicksIsNoDebt() {
    List<CompactionPolicy> policies =
        List.of(CASSANDRA, CURED, STATIC, DYNAMIC, UNIVERSAL, LAZY, WINDOWS, unified("T4"), unified("L4"), unified("N"));
    Random random = new Random(7);
    for (int trial = 0; trial < 2_000; trial++) {
      List<TableSummary> tables = new ArrayList<>();
      for (int count = random.nextInt(9); count > 0; count--) {
        tables.add(table(tables.size() + 1L, 0, 1L << random.nextInt(12), "a", "z"));
      }
      TreeShape shape = shape(tables);
      for (CompactionPolicy policy : policies) {
        assertThat(policy.debtBytes(shape) > 0)
            .describedAs("%s of %s", policy, tables.stream().map(TableSummary::bytes).toList())
            .isEqualTo(policy.pick(shape).isPresent());
      }
    }
  }

  @Test
  void policiesArePure() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.rumbench.lsm.compaction");
    ArchRuleDefinition.classes()
        .that()
        .resideInAPackage("org.rumbench.lsm.compaction")
        .should()
        .onlyDependOnClassesThat(
            JavaClass.Predicates.resideInAnyPackage(
                "org.rumbench.lsm.compaction", "org.rumbench.lsm.record", "java.lang..", "java.util..", "org.jspecify..")
                .or(JavaClass.Predicates.equivalentTo(OptionCheck.class)))
        .because("a policy is a function of the tree's shape and the time it is given")
        .check(classes);
  }
}
