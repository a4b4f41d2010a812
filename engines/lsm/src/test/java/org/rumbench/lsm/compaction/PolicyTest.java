package org.rumbench.lsm.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rumbench.lsm.record.KeyBytes;

/// What the policies decide, and that they are pure.
class PolicyTest {
  private static final SizeTieredPolicy TIERED = new SizeTieredPolicy(4, 32, 0.5, 1.5, 50);
  private static final LeveledPolicy LEVELED = new LeveledPolicy(4, 100, 4, 50);

  private static TableSummary table(long number, long bytes, String from, String to, boolean isBusy) {
    return new TableSummary(number, bytes, bytes, 0, number, number, KeyBytes.of(from), KeyBytes.of(to), isBusy);
  }

  private static List<TableSummary> sized(long... sizes) {
    List<TableSummary> tables = new ArrayList<>();
    for (long size : sizes) {
      tables.add(table(tables.size() + 1, size, "a", "z", false));
    }
    return tables;
  }

  private static List<Long> numbers(Optional<CompactionDecision> decision) {
    return decision.map(one -> one.inputs().stream().map(TableSummary::number).sorted().toList()).orElse(List.of());
  }

  private static List<List<Long>> bucketSizes(long... sizes) {
    return TIERED.buckets(sized(sizes)).stream()
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
    TreeShape shape = new TreeShape(List.of(sized(1000, 1000, 1000, 1000, 100, 100, 100, 100)));
    assertThat(numbers(TIERED.pick(shape, 0))).containsExactly(5L, 6L, 7L, 8L);
    assertThat(TIERED.pick(new TreeShape(List.of(sized(100, 100, 100))), 0)).isEmpty();
    assertThat(TIERED.debtBytes(new TreeShape(List.of(sized(100, 100, 100))))).isZero();
  }

  @Test
  void tieredMergesAtMostTheMaximum() {
    long[] sizes = new long[40];
    java.util.Arrays.fill(sizes, 100);
    assertThat(numbers(TIERED.pick(new TreeShape(List.of(sized(sizes))), 0))).hasSize(32);
  }

  @Test
  void tieredLeavesBusyTablesAlone() {
    List<TableSummary> tables = sized(100, 100, 100);
    tables.add(table(9, 100, "a", "z", true));
    assertThat(TIERED.pick(new TreeShape(List.of(tables)), 0)).isEmpty();
  }

  @Test
  void leveledTakesAllOfLevelZeroWithWhatLiesBelow() {
    List<TableSummary> zero =
        List.of(
            table(4, 10, "a", "f", false), table(3, 10, "c", "d", false),
            table(2, 10, "b", "e", false), table(1, 10, "a", "b", false));
    List<TableSummary> one = List.of(table(5, 10, "e", "g", false), table(6, 10, "h", "k", false));
    Optional<CompactionDecision> decision = LEVELED.pick(new TreeShape(List.of(zero, one)), 0);
    assertThat(numbers(decision)).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(decision.orElseThrow().outputLevel()).isEqualTo(1);
    assertThat(LEVELED.pick(new TreeShape(List.of(zero.subList(0, 3), one)), 0)).isEmpty();
  }

  @Test
  void leveledTakesTheTableThatOverlapsLeast() {
    List<TableSummary> one = List.of(table(1, 60, "a", "c", false), table(2, 60, "d", "f", false));
    List<TableSummary> two = List.of(table(3, 90, "a", "b", false), table(4, 10, "d", "d", false));
    Optional<CompactionDecision> decision = LEVELED.pick(new TreeShape(List.of(List.of(), one, two)), 0);
    assertThat(numbers(decision)).containsExactly(2L, 4L);
    assertThat(LEVELED.debtBytes(new TreeShape(List.of(List.of(), one, two)))).isPositive();
  }

  @Test
  void leveledMovesATableThatOverlapsNothing() {
    List<TableSummary> one = List.of(table(1, 60, "a", "c", false), table(2, 60, "d", "f", false));
    Optional<CompactionDecision> decision = LEVELED.pick(new TreeShape(List.of(List.of(), one)), 0);
    assertThat(decision.orElseThrow().isMove()).isTrue();
    assertThat(numbers(decision)).containsExactly(1L);
  }

  @Test
  void leveledNeverTouchesWhatARunningCompactionReads() {
    List<TableSummary> one = List.of(table(1, 60, "a", "c", false), table(2, 60, "d", "f", false));
    List<TableSummary> two = List.of(table(3, 90, "a", "z", true));
    assertThat(LEVELED.pick(new TreeShape(List.of(List.of(), one, two)), 0)).isEmpty();
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
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "org.rumbench.lsm.compaction", "org.rumbench.lsm.record", "java.lang..", "java.util..", "org.jspecify..")
        .because("a policy is a function of the tree's shape and the time it is given")
        .check(classes);
  }
}
