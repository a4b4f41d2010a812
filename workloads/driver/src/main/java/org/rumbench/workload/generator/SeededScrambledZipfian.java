package org.rumbench.workload.generator;

import site.ycsb.Utils;
import site.ycsb.generator.ScrambledZipfianGenerator;

/// Twin of `ScrambledZipfianGenerator`: a Zipfian rank out of ten thousand million, hashed onto the range.
///
/// This is YCSB's `zipfian`, and it is much flatter than Zipf's law over the records: of 100,000 records the most
/// popular 1 % get about 30 % of the operations where the law gives 60 %. [ExactZipfian] is the law.
public final class SeededScrambledZipfian extends SeededNumber {
  private final SeededZipfian ranks;
  private final long first;
  private final long count;

  /// Draws from `first..last`, both included.
  public SeededScrambledZipfian(StreamCursor cursor, long first, long last) {
    this.ranks =
        new SeededZipfian(cursor, 0, ScrambledZipfianGenerator.ITEM_COUNT, ScrambledZipfianGenerator.ZETAN);
    this.first = first;
    this.count = last - first + 1;
  }

  @Override
  public long nextLong() {
    return first + Utils.fnvhash64(ranks.nextLong()) % count;
  }
}
