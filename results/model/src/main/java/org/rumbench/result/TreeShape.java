package org.rumbench.result;

import java.util.List;

/// Files of all engines together at one point, by level, tier or kind.
///
/// @param point burst or settled.
/// @param levels levels from the newest data down.
/// @param files files in all levels.
/// @param bytes bytes in all levels.
public record TreeShape(
    String point,
    List<ShapeLevel> levels,
    long files,
    long bytes) {

  /// Copies the collections.
  public TreeShape {
    levels = List.copyOf(levels);
  }

  /// Returns a shape with its sums computed.
  public static TreeShape of(String point, List<ShapeLevel> levels) {
    return new TreeShape(point, levels, levels.stream().mapToLong(ShapeLevel::files).sum(),
        levels.stream().mapToLong(ShapeLevel::bytes).sum());
  }
}
