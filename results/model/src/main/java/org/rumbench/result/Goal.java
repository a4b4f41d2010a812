package org.rumbench.result;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an experiment asks of a figure: a bound on the figure itself, or on its ratio to that of the design it is held
/// against, or of the same design at another point; both of the same repeat.
///
/// @param name what is asked, in words.
/// @param point point of the experiment whose cells are meant; absent: all there is.
/// @param designs designs of which it is asked; absent: all that are held against another.
/// @param againstDesign design that the ratio is to; absent: the same one if there is a point to hold against, else that
///                      of the experiment.
/// @param againstPoint point of the cells that the ratio is to; absent: the same point.
/// @param figure the figure.
/// @param phase phase of the figure; absent for figures of the whole cell.
/// @param operation operation type of a latency; absent for other figures.
/// @param isRatio whether the bounds are on the ratio to the reference design.
/// @param atLeast lower bound, absent when there is none.
/// @param atMost upper bound, absent when there is none.
public record Goal(
    String name,
    @Nullable String point,
    @Nullable List<String> designs,
    @Nullable String againstDesign,
    @Nullable String againstPoint,
    GoalFigure figure,
    @Nullable String phase,
    @Nullable String operation,
    boolean isRatio,
    @Nullable Double atLeast,
    @Nullable Double atMost) {

  /// Key under which cells carry the name of their point in [Cell#sweep].
  public static final String POINT = "point";

  /// Checks that there is a bound and that the figure has what it needs.
  public Goal {
    designs = designs == null ? null : List.copyOf(designs);
    if (atLeast == null && atMost == null) {
      throw new IllegalArgumentException("goal " + name + " has neither atLeast nor atMost");
    }
    if (againstPoint != null && (point == null || !isRatio)) {
      throw new IllegalArgumentException(
          "goal " + name + " is held against point " + againstPoint + ", so it needs a point of its own and is of ratio");
    }
    if (againstDesign != null && !isRatio) {
      throw new IllegalArgumentException("goal " + name + " is held against " + againstDesign + ", so it is of ratio");
    }
    if (figure.isOfPhase() != (phase != null)) {
      throw new IllegalArgumentException("goal " + name + ": " + figure
          + (figure.isOfPhase() ? " needs a phase" : " is of the whole cell and takes no phase"));
    }
    if ((figure == GoalFigure.RESPONSE_P999) != (operation != null)) {
      throw new IllegalArgumentException("goal " + name + ": " + figure
          + (operation == null ? " needs an operation" : " takes no operation"));
    }
  }

  /// Whether a value lies within the bounds.
  public boolean isMetBy(double value) {
    return (atLeast == null || value >= atLeast) && (atMost == null || value <= atMost);
  }
}
