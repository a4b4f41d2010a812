package org.rumbench.result;

/// What the page cache held of the data when a cell began.
public enum CacheState {
  /// The data files were dropped from the page cache before the first measured phase.
  COLD,
  /// The page cache was left as loading left it.
  WARM
}
