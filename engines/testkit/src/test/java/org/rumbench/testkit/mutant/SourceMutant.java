package org.rumbench.testkit.mutant;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// A bug planted into the source of a design.
///
/// @param name       see [Mutant#name]
/// @param likenesses see [Mutant#likenesses]
/// @param plants     see [Mutant#plants]
/// @param patches    the changes, applied in order
public record SourceMutant(String name, Set<KnownBug> likenesses, String plants, List<Patch> patches) implements Mutant {
  /// Copies.
  public SourceMutant {
    patches = List.copyOf(patches);
  }

  /// A mutant without patches yet.
  public static SourceMutant of(String name, String plants, KnownBug... likenesses) {
    Set<KnownBug> all = EnumSet.noneOf(KnownBug.class);
    Collections.addAll(all, likenesses);
    return new SourceMutant(name, Collections.unmodifiableSet(all), plants, List.of());
  }

  /// With one more change: in `file`, `text` becomes `replacement`.
  public SourceMutant with(String file, String text, String replacement) {
    List<Patch> more = new java.util.ArrayList<>(patches);
    more.add(new Patch(file, text, replacement));
    return new SourceMutant(name, likenesses, plants, more);
  }
}
