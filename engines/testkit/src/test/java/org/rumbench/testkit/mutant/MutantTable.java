package org.rumbench.testkit.mutant;

import java.util.List;
import java.util.stream.Collectors;

/// The outcomes as a table in Markdown.
public final class MutantTable {
  private static final int VIOLATION_LENGTH = 150;

  private MutantTable() {}

  /// One line for each outcome, below a heading.
  public static String of(List<MutantHunt.Outcome> outcomes) {
    StringBuilder text = new StringBuilder();
    text.append("| mutant | what is planted | as | design | found by | seed | after | violation |\n");
    text.append("|---|---|---|---|---|---|---|---|\n");
    outcomes.forEach(outcome -> text.append(row(outcome)).append('\n'));
    return text.toString();
  }

  private static String row(MutantHunt.Outcome outcome) {
    Mutant mutant = outcome.planted().mutant();
    String likenesses = mutant.likenesses().stream().map(bug -> Integer.toString(bug.row())).collect(Collectors.joining(", "));
    Finding finding = outcome.finding();
    String found =
        finding == null
            ? "**survived** | | " + outcome.seeds() + " seeds | "
            : outcome.finder() + " | " + outcome.seed() + " | " + finding.operations() + " | "
                + cell(finding.firstLine(VIOLATION_LENGTH));
    return "| " + mutant.name() + " | " + cell(mutant.plants()) + " | " + likenesses + " | "
        + outcome.planted().design().name() + " | " + found + " |";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replaceAll("\\p{Cntrl}", "?");
  }
}
