package org.rumbench.harness.kill;

import java.util.stream.LongStream;

/// The seeds of a seeded test: `-Dseed=S` replays one, `-Dseeds=N` takes N times as many.
final class Seeds {
  private Seeds() {}

  static LongStream of(int count) {
    String replayed = System.getProperty("seed", "");
    if (!replayed.isBlank()) {
      return LongStream.of(Long.parseLong(replayed));
    }
    return LongStream.rangeClosed(1, count * Long.getLong("seeds", 1));
  }
}
