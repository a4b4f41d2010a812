package org.rumbench.lsm;

/// Told of each move of a pointer that was applied.
@FunctionalInterface
public interface MovedPointers {
  /// The move whose record starts at `index` of the given moves is logged and visible.
  void onMoved(int index);
}
