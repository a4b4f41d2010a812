package org.rumbench.memory;

/// How often keys were asked for lately, roughly: a count-min sketch of four-bit counters, four of them for each key,
/// all halved once so many keys were counted (the *reset* of TinyLFU). One owner at a time; allocates nothing.
///
/// Source: Einziger, Friedman, Manes, *TinyLFU: A Highly Efficient Cache Admission Policy*, ACM ToS 2017, section 3.
/// Differs from the paper: no doorkeeper, whose bits would take as much as the counters they save here.
final class FrequencySketch {
  private static final long LOW_BITS = 0x7777777777777777L;
  private static final int MOST = 15;
  private static final int SAMPLES_OF_A_WORD = 10;

  private final long[] words;
  private final int sampleSize;
  private int counted;

  /// A sketch of so many words of sixteen counters, a power of two.
  FrequencySketch(int wordCount) {
    words = new long[wordCount];
    sampleSize = wordCount > Integer.MAX_VALUE / SAMPLES_OF_A_WORD ? Integer.MAX_VALUE : wordCount * SAMPLES_OF_A_WORD;
  }

  /// A key was asked for.
  void count(int hash) {
    boolean isCounted = false;
    for (int row = 0; row < 4; row++) {
      long mixed = mix(hash, row);
      int word = (int) mixed & (words.length - 1);
      int shift = shift(mixed, row);
      if (((words[word] >>> shift) & MOST) < MOST) {
        words[word] += 1L << shift;
        isCounted = true;
      }
    }
    if (isCounted && ++counted >= sampleSize) {
      age();
    }
  }

  /// About how often a key was asked for, 0 to 15; never below the truth since the last halving, but for its roundings.
  int frequency(int hash) {
    int least = MOST;
    for (int row = 0; row < 4; row++) {
      long mixed = mix(hash, row);
      least = Math.min(least, (int) ((words[(int) mixed & (words.length - 1)] >>> shift(mixed, row)) & MOST));
    }
    return least;
  }

  /// Each row has four counters of a word to itself.
  private static int shift(long mixed, int row) {
    return ((row << 2) | (int) (mixed >>> 62)) << 2;
  }

  private static long mix(int hash, int row) {
    long h = (hash + 0x9E3779B97F4A7C15L * (row + 1)) * 0xBF58476D1CE4E5B9L;
    h = (h ^ (h >>> 31)) * 0x94D049BB133111EBL;
    return h ^ (h >>> 29);
  }

  private void age() {
    for (int i = 0; i < words.length; i++) {
      words[i] = (words[i] >>> 1) & LOW_BITS;
    }
    counted /= 2;
  }
}
