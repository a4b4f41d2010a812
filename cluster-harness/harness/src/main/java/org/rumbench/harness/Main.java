package org.rumbench.harness;

import org.rumbench.harness.command.RumbenchCommand;

/// The program: hands the arguments to the command line and exits with its status.
public final class Main {
  private Main() {}

  /// Runs one verb.
  public static void main(String[] arguments) {
    System.exit(RumbenchCommand.execute(arguments));
  }
}
