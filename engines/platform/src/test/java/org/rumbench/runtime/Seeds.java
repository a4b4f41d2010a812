package org.rumbench.runtime;

import java.util.stream.LongStream;

/// The seeds of a seeded test: `-Dseed=S` replays one, `-Dseeds=N` takes N times as many. A failing test prints its seed.
public final class Seeds {
  private Seeds() {}

  /// `count` seeds from 1 on, times `-Dseeds`; or the one of `-Dseed`.
  public static LongStream of(int count) {
    String replayed = System.getProperty("seed", "");
    if (!replayed.isBlank()) {
      return LongStream.of(Long.parseLong(replayed));
    }
    return LongStream.rangeClosed(1, count * Long.getLong("seeds", 1));
  }
}
