package org.rumbench.lsm;

/// What became of moves of pointers that were to be logged together.
enum Relocation {
  /// Those that still held are logged and visible; the others never will be.
  SETTLED,
  /// Another memtable is active than the one they were checked against: check them again.
  OUTDATED,
  /// Writes are stalled; try again later.
  STALLED
}
