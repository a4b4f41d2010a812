package org.rumbench.memory;

/// Which values become resident that were read from disk. What is written always does.
enum Admission {
  /// All; the CLOCK hand (Corbató 1968) finds room.
  CLOCK,
  /// Those asked for more often than the hand's victim: TinyLFU (Einziger, Friedman, Manes, ACM ToS 2017).
  TINYLFU
}
