package org.rumbench.storage;

import java.util.stream.LongStream;

/// The seeds of a seeded test: `-Dseed=S` replays one, `-Dseeds=N` multiplies their number.
public final class Seeds {
  private Seeds() {}

  /// `count` seeds, or as many as the command line says.
  public static LongStream of(int count) {
    String one = System.getProperty("seed", "");
    if (!one.isEmpty()) {
      return LongStream.of(Long.parseLong(one));
    }
    return LongStream.range(1, 1 + (long) count * Integer.getInteger("seeds", 1));
  }
}
