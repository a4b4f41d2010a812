package org.rumbench.lsm;

import java.util.stream.LongStream;

/// The seeds of seeded tests: `-Dseed=S` replays one, `-Dseeds=N` multiplies them.
final class Seeds {
  private Seeds() {}

  static long[] of(int count) {
    String one = System.getProperty("seed", "");
    if (!one.isEmpty()) {
      return new long[] {Long.parseLong(one)};
    }
    return LongStream.range(0, (long) count * Integer.parseInt(System.getProperty("seeds", "1"))).toArray();
  }
}
