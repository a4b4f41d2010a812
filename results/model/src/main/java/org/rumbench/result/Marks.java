package org.rumbench.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The marks that follow from a cell's own figures; the others (steadiness, failure, interruption) are the harness's.
public final class Marks {
  private Marks() {}

  /// Returns OVERLOADED and NO_BACKGROUND where their conditions hold, each with its figures.
  public static List<Mark> of(Cell cell) {
    List<Mark> marks = new ArrayList<>();
    for (Phase phase : cell.phases()) {
      if (PhaseChecks.isOverloaded(phase)) {
        marks.add(new Mark(MarkKind.OVERLOADED, String.format(Locale.ROOT,
            "phase %s achieved %.0f of %.0f operations per second", phase.name(), phase.achievedOperationsPerSecond(),
            phase.targetOperationsPerSecond())));
      }
    }
    if (!cell.phases().isEmpty() && PhaseChecks.isWithoutBackground(cell)) {
      marks.add(new Mark(MarkKind.NO_BACKGROUND, "no flush, compaction, merge or collection in the measured phases"));
    }
    return List.copyOf(marks);
  }
}
