package org.rumbench.workload.generator;

/// Twin of `HotspotIntegerGenerator`: a share of the operations goes to the lowest share of the numbers, both uniform.
public final class SeededHotspot extends SeededNumber {
  private final StreamCursor cursor;
  private final long first;
  private final long hotCount;
  private final long coldCount;
  private final double hotOperations;

  /// Draws from `first..last`: with probability `hotOperations` from its lowest `hotData` part.
  public SeededHotspot(StreamCursor cursor, long first, long last, double hotData, double hotOperations) {
    this.cursor = cursor;
    this.first = first;
    long count = last - first + 1;
    this.hotCount = (long) (count * hotData);
    this.coldCount = count - hotCount;
    this.hotOperations = hotOperations;
  }

  @Override
  public long nextLong() {
    boolean isHot = cursor.nextDouble() < hotOperations;
    if ((isHot || coldCount == 0) && hotCount > 0) {
      return first + cursor.nextLong(hotCount);
    }
    return first + hotCount + cursor.nextLong(coldCount);
  }
}
