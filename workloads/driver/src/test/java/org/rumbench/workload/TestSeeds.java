package org.rumbench.workload;

/// The seed of a test: `-Dseed=` replays one; it is printed so that a failure can be.
public final class TestSeeds {
  private TestSeeds() {}

  /// The seed given on the command line, else `usual`.
  public static long seed(long usual) {
    String given = System.getProperty("seed", "");
    long seed = given.isBlank() ? usual : Long.parseLong(given);
    System.out.println("replay with -Dseed=" + seed);
    return seed;
  }
}
