package org.rumbench.lsm.cost;

import java.util.List;

/// A leveled tree given by the bytes of its levels, as RocksDB's tuning guide reckons its costs: each byte that enters
/// a level meets as many of that level as it is larger than the one above.
///
/// Source: *RocksDB Tuning Guide*, section on amplification factors.
///
/// @param levelBytes bytes of level 0, level 1 and so on, all more than 0
public record LevelLadder(List<Double> levelBytes) {
  /// Copies the list.
  public LevelLadder {
    levelBytes = List.copyOf(levelBytes);
    if (levelBytes.isEmpty() || levelBytes.stream().anyMatch(bytes -> !(bytes > 0))) {
      throw new IllegalArgumentException("bytes of levels " + levelBytes + ", not all above 0");
    }
  }

  /// The ladder that dynamic level targets make: a last level of `lastBytes`, each level above `sizeRatio` times
  /// smaller, `levels` of them, and a level 0 as large as the smallest.
  public static LevelLadder dynamic(double lastBytes, double sizeRatio, int levels) {
    Double[] bytes = new Double[levels + 1];
    for (int level = 1; level <= levels; level++) {
      bytes[level] = lastBytes / Math.pow(sizeRatio, levels - level);
    }
    bytes[0] = bytes[1];
    return new LevelLadder(List.of(bytes));
  }

  /// Bytes written to tables per byte flushed, the flush included, in the worst case: 1 for the flush, `1 + bytes of
  /// level 1 / bytes of level 0` for the merge of both, then the ratio of each level to the one above.
  public double worstWriteAmplification() {
    double sum = levelBytes.size() == 1 ? 1 : 2;
    for (int level = 1; level < levelBytes.size(); level++) {
      sum += levelBytes.get(level) / levelBytes.get(level - 1);
    }
    return sum;
  }

  /// The same on average, when tables with the least overlap are merged first and levels are between empty and full: a
  /// level below the first costs `(1 + ratio)/2`. For a ratio of 10 this is the 5 that published measurements of
  /// RocksDB come to.
  public double expectedWriteAmplification() {
    double sum = levelBytes.size() == 1 ? 1 : 2 + levelBytes.get(1) / levelBytes.get(0);
    for (int level = 2; level < levelBytes.size(); level++) {
      sum += (1 + levelBytes.get(level) / levelBytes.get(level - 1)) / 2;
    }
    return sum;
  }

  /// Bytes of all levels over those of the last, when the last holds every key once.
  public double spaceAmplification() {
    return spaceOver(levelBytes.getLast());
  }

  /// Bytes of all levels over `liveBytes`.
  public double spaceOver(double liveBytes) {
    return levelBytes.stream().mapToDouble(Double::doubleValue).sum() / liveBytes;
  }
}
