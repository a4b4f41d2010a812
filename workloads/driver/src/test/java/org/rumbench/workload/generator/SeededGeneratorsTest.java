package org.rumbench.workload.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.rumbench.workload.TestSeeds;
import site.ycsb.generator.CounterGenerator;
import site.ycsb.generator.ExponentialGenerator;
import site.ycsb.generator.HotspotIntegerGenerator;
import site.ycsb.generator.NumberGenerator;
import site.ycsb.generator.ScrambledZipfianGenerator;
import site.ycsb.generator.SequentialGenerator;
import site.ycsb.generator.SkewedLatestGenerator;
import site.ycsb.generator.UniformLongGenerator;
import site.ycsb.generator.ZipfianGenerator;

/// Compares the share of draws that the most drawn numbers get, ours against YCSB's, and both against the law.
class SeededGeneratorsTest {
  private static final int DRAWS = 200_000;
  private static final int ITEMS = 10_000;

  private final StreamCursor cursor = new StreamCursor(TestSeeds.seed(21));

  private LongSupplier each(SeededNumber generator) {
    long[] index = new long[1];
    return () -> {
      cursor.moveTo(index[0]++, 0, 0);
      return generator.nextLong();
    };
  }

  private static LongSupplier stock(NumberGenerator generator) {
    return () -> generator.nextValue().longValue();
  }

  /// How often each number was drawn, most often first.
  private static int[] popularity(LongSupplier draws, int items) {
    int[] counts = new int[items + 2];
    for (int i = 0; i < DRAWS; i++) {
      counts[Math.toIntExact(Math.min(draws.getAsLong(), items + 1L))]++;
    }
    Arrays.sort(counts);
    return IntStream.range(0, counts.length).map(i -> counts[counts.length - 1 - i]).toArray();
  }

  private static double massOfTop(int[] popularity, int top) {
    return Arrays.stream(popularity).limit(top).sum() / (double) DRAWS;
  }

  private static double lawOfTop(int items, int top) {
    return harmonic(top) / harmonic(items);
  }

  private static double harmonic(int items) {
    return IntStream.rangeClosed(1, items).mapToDouble(i -> Math.pow(i, -0.99)).sum();
  }

  private void assertSameShape(SeededNumber ours, NumberGenerator theirs) {
    int[] own = popularity(each(ours), ITEMS);
    int[] stock = popularity(stock(theirs), ITEMS);
    for (int top : new int[] {1, 10, 100, 1_000, 5_000}) {
      assertThat(massOfTop(own, top)).as("top %d", top).isCloseTo(massOfTop(stock, top), within(0.01));
    }
  }

  @Test
  void zipfianMatchesYcsb() {
    assertSameShape(new SeededZipfian(cursor, 0, ITEMS - 1), new ZipfianGenerator(ITEMS));
  }

  @Test
  void scrambledZipfianMatchesYcsb() {
    assertSameShape(
        new SeededScrambledZipfian(cursor, 0, ITEMS - 1), new ScrambledZipfianGenerator(0, ITEMS - 1));
  }

  /// The same numbers are popular, not only as many of them: the hash is YCSB's.
  @Test
  void scrambledZipfianPrefersTheNumbersThatYcsbPrefers() {
    long[] ours = mostDrawn(each(new SeededScrambledZipfian(cursor, 0, ITEMS - 1)));
    long[] theirs = mostDrawn(stock(new ScrambledZipfianGenerator(0, ITEMS - 1)));
    assertThat(ours).containsExactly(theirs);
  }

  private static long[] mostDrawn(LongSupplier draws) {
    int[] counts = new int[ITEMS];
    for (int i = 0; i < DRAWS; i++) {
      counts[Math.toIntExact(draws.getAsLong())]++;
    }
    return IntStream.range(0, ITEMS).boxed().sorted((a, b) -> Integer.compare(counts[b], counts[a]))
        .limit(2).mapToLong(Integer::longValue).toArray();
  }

  @Test
  void latestMatchesYcsb() {
    CounterGenerator inserted = new CounterGenerator(ITEMS);
    inserted.nextValue();
    assertSameShape(new SeededLatest(cursor, ITEMS), new SkewedLatestGenerator(inserted));
  }

  @Test
  void uniformMatchesYcsb() {
    assertSameShape(new SeededUniform(cursor, 0, ITEMS - 1), new UniformLongGenerator(0, ITEMS - 1));
  }

  @Test
  void hotspotMatchesYcsb() {
    assertSameShape(
        new SeededHotspot(cursor, 0, ITEMS - 1, 0.1, 0.7), new HotspotIntegerGenerator(0, ITEMS - 1, 0.1, 0.7));
  }

  @Test
  void exponentialMatchesYcsb() {
    assertSameShape(new SeededExponential(cursor, 95, ITEMS / 7.0), new ExponentialGenerator(95, ITEMS / 7.0));
  }

  @Test
  void sequentialMatchesYcsb() {
    LongSupplier ours = each(new SeededSequential(cursor, 5, 11));
    LongSupplier theirs = stock(new SequentialGenerator(5, 11));
    for (int i = 0; i < 30; i++) {
      assertThat(ours.getAsLong()).isEqualTo(theirs.getAsLong());
    }
  }

  /// Within half a percent of the law, where YCSB's `zipfian` is off by half.
  @Test
  void exactZipfianFollowsTheLaw() {
    int[] own = popularity(each(new ExactZipfian(cursor, 0, ITEMS - 1)), ITEMS);
    int[] compatible = popularity(each(new SeededScrambledZipfian(cursor, 0, ITEMS - 1)), ITEMS);
    for (int top : new int[] {1, 10, 100, 1_000}) {
      assertThat(massOfTop(own, top)).as("top %d", top).isCloseTo(lawOfTop(ITEMS, top), within(0.006));
    }
    assertThat(massOfTop(compatible, 100)).isLessThan(lawOfTop(ITEMS, 100) * 0.7);
  }

  @Test
  void exactZipfianRanksAreDrawnAsTheLawSays() {
    ExactZipfian generator = new ExactZipfian(cursor, 0, 4);
    int[] counts = new int[5];
    for (int i = 0; i < DRAWS; i++) {
      cursor.moveTo(i, 0, 0);
      counts[(int) generator.nextRank()]++;
    }
    for (int rank = 0; rank < 5; rank++) {
      double law = Math.pow(rank + 1, -0.99) / harmonic(5);
      assertThat(counts[rank] / (double) DRAWS).isCloseTo(law, within(0.005));
    }
  }

  @Test
  void exactZipfianScattersRanksWithoutCollision() {
    for (int items : new int[] {1, 2, 3, 5, 16, 17, 1_000, 4_097}) {
      ExactZipfian generator = new ExactZipfian(cursor, 100, 100L + items - 1);
      long[] places = IntStream.range(0, items).mapToLong(generator::scatter).sorted().toArray();
      assertThat(places).containsExactly(IntStream.range(0, items).asLongStream().toArray());
    }
  }

  @Test
  void histogramDrawsBucketsByWeight() {
    SeededHistogram generator = new SeededHistogram(cursor, 50, List.of(3L, 0L, 1L));
    int[] counts = new int[151];
    for (int i = 0; i < DRAWS; i++) {
      cursor.moveTo(i, 0, 0);
      counts[(int) generator.nextLong()]++;
    }
    assertThat(counts[50] / (double) DRAWS).isCloseTo(0.75, within(0.006));
    assertThat(counts[100]).isZero();
    assertThat(counts[150] / (double) DRAWS).isCloseTo(0.25, within(0.006));
  }
}
