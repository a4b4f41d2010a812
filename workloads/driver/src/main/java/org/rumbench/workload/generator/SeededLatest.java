package org.rumbench.workload.generator;

/// Twin of `SkewedLatestGenerator`: Zipfian distances back from the newest record.
///
/// Newest means: inserted before this operation in the order of the stream, whether acknowledged by then or not. YCSB
/// looks at acknowledgements, and so gives another stream on a slower store.
public final class SeededLatest extends SeededNumber {
  private final StreamCursor cursor;
  private final long lastLoaded;
  private final SeededZipfian distances;

  /// `lastLoaded` is the number of the newest record before the first operation, at least 1.
  public SeededLatest(StreamCursor cursor, long lastLoaded) {
    if (lastLoaded < 1) {
      throw new IllegalArgumentException("the latest distribution needs at least 2 records");
    }
    this.cursor = cursor;
    this.lastLoaded = lastLoaded;
    this.distances = new SeededZipfian(cursor, 0, lastLoaded - 1);
  }

  @Override
  public long nextLong() {
    long newest = lastLoaded + cursor.insertsBefore();
    return newest - distances.nextLong(newest);
  }
}
