package org.rumbench.testkit.mutant;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.rumbench.testkit.Design;

/// Looks for planted bugs with the general tests. Any thread: hunts run side by side.
public final class MutantHunt {
  private final PatchedSources sources;
  private final List<Finder> finders;
  private final Map<String, String> controls = new ConcurrentHashMap<>();

  /// A mutant and what was seen of it.
  ///
  /// @param planted the mutant
  /// @param finder  who found it, `nobody` otherwise
  /// @param seed    with which seed
  /// @param seeds   seeds tried by all finders together until then
  /// @param finding what was found; null when it survived
  public record Outcome(Planted planted, String finder, long seed, long seeds, @Nullable Finding finding) {
    /// Whether nobody found it.
    public boolean isSurvivor() {
      return finding == null;
    }
  }

  /// A hunt with `finders` for mutants of `sources`.
  public MutantHunt(PatchedSources sources, List<Finder> finders) {
    this.sources = sources;
    this.finders = List.copyOf(finders);
  }

  /// Tries the seed that found the mutant last time, then `seeds` seeds of every finder.
  public Outcome hunt(Planted planted, long seeds) {
    Design mutant = sources.plant(planted.mutant(), planted.design());
    for (Finder finder : finders) {
      if (finder.name().equals(planted.finder())) {
        Finding finding = finder.find(mutant, planted.seed());
        if (finding != null) {
          return new Outcome(planted, finder.name(), planted.seed(), 1, finding);
        }
      }
    }
    return search(planted, mutant, seeds);
  }

  /// Tries `seeds` seeds of every finder, in turns.
  public Outcome search(Planted planted, long seeds) {
    return search(planted, sources.plant(planted.mutant(), planted.design()), seeds);
  }

  private Outcome search(Planted planted, Design mutant, long seeds) {
    long tried = 0;
    for (long seed = 1; seed <= seeds; seed++) {
      for (Finder finder : finders) {
        tried++;
        Finding finding = finder.find(mutant, seed);
        if (finding != null) {
          return new Outcome(planted, finder.name(), seed, tried, finding);
        }
      }
    }
    return new Outcome(planted, "nobody", 0, tried, null);
  }

  /// What the same finder says about the design without the mutant, with the same seed: empty when it passes, as it must.
  public String control(Outcome outcome) {
    Design design = outcome.planted().design();
    return controls.computeIfAbsent(
        design + " " + outcome.finder() + " " + outcome.seed(),
        key -> {
          List<String> wrong = new ArrayList<>();
          for (Finder finder : finders) {
            Finding finding = finder.name().equals(outcome.finder()) ? finder.find(design, outcome.seed()) : null;
            if (finding != null) {
              wrong.add(key + ": " + finding.violation());
            }
          }
          return String.join("\n", wrong);
        });
  }
}
