package org.rumbench.testkit.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rumbench.testkit.TestedDesign;

/// The general tests find every bug planted into a design, and nothing in the design without it.
///
/// The table goes to `target/mutants.md`. Each mutant is tried with the seed that found it last; if that no longer does,
/// it is searched for. `-Dmutants.search=N` searches all from scratch, with N seeds of each general test.
public interface MutantsContract {
  /// Seeds of each general test when a mutant is searched for.
  int SEARCHED_SEEDS = 6;

  /// The bugs.
  List<Planted> planted();

  /// Source roots of the module's own main sources and of what it is built on, relative to the module.
  List<Path> sourceRoots();

  /// Packages that are loaded anew for each mutant.
  List<String> packages();

  /// What the tests of a design say of it.
  TestedDesign contractOf(String design);

  /// Whoever removes a check, a sync or a comparison is told.
  @Test
  default void everyPlantedBugIsFoundByAGeneralTest() throws IOException {
    long searched = Long.getLong("mutants.search", 0);
    List<Hunted> hunted;
    try (PatchedSources sources = new PatchedSources(sourceRoots(), packages())) {
      MutantHunt hunt = new MutantHunt(sources, Finders.of(design -> contractOf(design.name())));
      hunted = planted().parallelStream().map(planted -> hunted(hunt, planted, searched)).toList();
    }
    List<MutantHunt.Outcome> outcomes = hunted.stream().map(Hunted::outcome).toList();
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target", "mutants.md"), MutantTable.of(outcomes));
    assertThat(outcomes.stream().filter(MutantHunt.Outcome::isSurvivor).map(each -> each.planted().mutant().name()))
        .as("mutants that nobody found")
        .isEmpty();
    assertThat(hunted.stream().map(Hunted::control).filter(text -> !text.isEmpty())).as("found in the design itself").isEmpty();
  }

  private static Hunted hunted(MutantHunt hunt, Planted planted, long searched) {
    MutantHunt.Outcome outcome = searched > 0 ? hunt.search(planted, searched) : hunt.hunt(planted, SEARCHED_SEEDS);
    return new Hunted(outcome, hunt.control(outcome));
  }

  /// What became of a mutant, and what the same finder says of the design without it.
  record Hunted(MutantHunt.Outcome outcome, String control) {}
}
