package org.rumbench.testkit.crash;

/// One moment at which a crash is tried: before a storage call of a seed's run.
///
/// @param seed   of the script
/// @param number from 0, over all runs of the seed
/// @param call   the call that did not happen any more
/// @param file   the file it was about, empty for none
/// @param window what the engine was doing
public record Cut(long seed, int number, String call, String file, Window window) {
  @Override
  public String toString() {
    return "seed " + seed + ", cut " + number + " before " + call + (file.isEmpty() ? "" : " of " + file) + " (" + window
        + ")";
  }
}
