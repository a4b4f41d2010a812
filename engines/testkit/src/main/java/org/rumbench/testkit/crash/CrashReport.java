package org.rumbench.testkit.crash;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.rumbench.storage.fault.DiskImage;

/// What a crash matrix tried and found.
///
/// @param cuts       moments at which crashes were tried
/// @param outcomes   disks that were opened and compared
/// @param distinct   different disks among them
/// @param windows    cuts and outcomes by what the engine was doing
/// @param violations broken promises: the first of each cut, the first few of each seed
public record CrashReport(
    long cuts, long outcomes, long distinct, SortedMap<Window, Count> windows, List<Found> violations) {
  /// Cuts and outcomes of one window.
  public record Count(long cuts, long outcomes) {}

  /// A broken promise and how to see it again.
  ///
  /// @param cut     where
  /// @param outcome which outcome of the cut: 0 is what a kill leaves, from 1 on power cuts
  /// @param path    the crashes on the way, outermost first
  /// @param what    what was expected and what was found
  /// @param disk    what the crash left; null when the run itself broke the promise
  public record Found(Cut cut, int outcome, String path, String what, @Nullable DiskImage disk) {
    @Override
    public String toString() {
      return cut + ", outcome " + outcome + (path.isEmpty() ? "" : ", " + path) + ": " + what;
    }
  }
}
