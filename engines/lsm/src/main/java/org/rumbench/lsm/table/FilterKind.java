package org.rumbench.lsm.table;

/// Which filter new tables get.
public enum FilterKind {
  /// None.
  NONE,
  /// A Bloom filter whose probes for a key are all in one cache line.
  BLOCKED,
  /// A Bloom filter with probes anywhere: fewer false positives, a cache miss for each probe.
  CLASSIC;

  /// The kind with that name in lower case; [IllegalArgumentException] for another.
  public static FilterKind named(String name) {
    return TableOptions.named("filter", FilterKind.class, name);
  }
}
