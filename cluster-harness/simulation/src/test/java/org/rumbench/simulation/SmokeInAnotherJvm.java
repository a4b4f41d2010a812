package org.rumbench.simulation;

/// The program of the other process in [TwoProcessTest]: prints a line for each design.
final class SmokeInAnotherJvm {
  private SmokeInAnotherJvm() {}

  /// `args`: the seed.
  public static void main(String[] args) {
    Designs.real().forEach(factory -> System.out.println(Designs.runSmall(factory, Long.parseLong(args[0])).line()));
  }
}
